/** What the inner rings need of the outside. Interfaces only: hosts implement them. */

/** Bytes of a file or of a part of one. */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /**
   * Reads up to `length` bytes at `offset`. Fewer bytes come back only at the end of the source.
   * Rejects with a readable message when the medium fails.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A source that a worker can read without waiting; the fastest way through a local file. */
export interface SyncByteSource extends ByteSource {
  /** As `read`, at once. Throws with a readable message when the medium fails. */
  readSync(offset: number, length: number): Uint8Array;
}

/** Tells a long computation to stop. */
export interface CancelSignal {
  readonly cancelled: boolean;
}

/** Files around a Dockerfile, addressed by URI. */
export interface Workspace {
  /** The bytes of a file, undefined when it cannot be read. */
  readFile(uri: string): Promise<Uint8Array | undefined>;
}
