/** Values that a build is given for its arguments, by name. They count where `ARG` declares the name, and beat its default. */
export type BuildArguments = ReadonlyMap<string, string>;

export const noBuildArguments: BuildArguments = new Map();
