/**
 * The files of the build context, without those that the ignore file leaves out.
 * Who builds a model without it has only names to go by.
 */
export interface BuildContext {
  /** By path from the root of the context, with `/` between folders and none at the start. */
  readonly files: ReadonlyMap<string, ContextFile>;
}

export interface ContextFile {
  /** Bytes. */
  readonly size: number;
  /** The text of a small script or settings file, where the host has read it. */
  readonly content?: string | undefined;
}
