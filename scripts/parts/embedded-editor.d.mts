/** What tests written in TypeScript use of it. */
export function hasEmbeddedEditor(): boolean;
export function ensureEmbeddedEditor(): Promise<{ readonly node: string; readonly entry: string }>;
