/** Notifications about what other extensions of the editor say of a document. */
export const neighbourNotifications = {
  /** From client to server, with `NeighboursParams`: they say something else than before. */
  changed: 'strata/neighbours/changed',
} as const;

/** The extensions that show findings of hadolint, of BuildKit or of dockerfile-utils. */
export const neighbourExtensions = [
  'docker.docker',
  'exiasr.hadolint',
  'ms-azuretools.vscode-containers',
  'ms-azuretools.vscode-docker',
] as const;

export type NeighbourExtension = (typeof neighbourExtensions)[number];

export interface NeighboursParams {
  readonly uri: string;
  /** Their diagnostics that have a code. */
  readonly diagnostics: readonly {
    readonly code: string | number;
    /** 0-based, both inclusive. */
    readonly firstLine: number;
    readonly lastLine: number;
  }[];
  /** Those that are installed and switched on. */
  readonly extensions: readonly NeighbourExtension[];
}
