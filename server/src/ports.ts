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

/** A cancel signal that can also be waited for. */
export interface Cancellation extends CancelSignal {
  /** Calls `listener` once when the signal fires, at once when it has fired already. */
  onCancel(listener: () => void): void;
}

/**
 * Our end of a pipe to another thread. Messages are structured clones in order of posting.
 * A pipe that has ended swallows what is posted to it.
 */
export interface WorkerPipe {
  post(message: unknown): void;
  /** Called for every message from the other end; there is one listener, a later one replaces it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the other end is gone, with one sentence of why; never after `terminate`. */
  onExit(listener: (reason: string) => void): void;
  /** Ends the other thread at once, whatever it is doing. */
  terminate(): void;
}

/** Files around a Dockerfile, addressed by URI. */
export interface Workspace {
  /** The bytes of a file, undefined when it cannot be read. */
  readFile(uri: string): Promise<Uint8Array | undefined>;
}

/**
 * The process around a command of the command line: its streams and its files.
 * Paths are relative to the working directory or absolute, as the user gave them. What fails throws an `Error`
 * whose message is a sentence fit for the user, without the path.
 */
export interface CommandHost {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** The working directory, absolute, with `/` as the separator. */
  readonly cwd: string;
  /** The absolute form of a path, with `/` as the separator and without `.` and `..`. */
  absolute(path: string): string;
  /** Everything on standard input up to its end. */
  readStdin(): Promise<Uint8Array>;
  readFile(path: string): Uint8Array;
  writeFile(path: string, content: Uint8Array): void;
  /** What a path leads to, symbolic links followed; undefined when there is nothing. */
  kindOf(path: string): 'file' | 'directory' | 'other' | undefined;
  /** The entries of a folder in no particular order, symbolic links not followed. */
  readDirectory(path: string): readonly DirectoryEntry[];
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
}

export interface OutputStream {
  write(content: string | Uint8Array): void;
  /** True when a person reads along at a terminal that shows colours, and does not ask for none (`NO_COLOR`). */
  readonly colours: boolean;
}
