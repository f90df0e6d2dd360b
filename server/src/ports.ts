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

/** A source that can be read without waiting; the fastest way through a local file. */
export interface SyncByteSource extends ByteSource {
  /**
   * Fills `target` with the bytes from `offset` on and returns their number, which is less than its length
   * only at the end of the source. Throws with a readable message when the medium fails.
   */
  readInto(offset: number, target: Uint8Array): number;
}

/** An image on the disk: one file, or a folder of files. */
export type ImageInput = ImageFile | ImageFolder;

export interface ImageFile {
  readonly kind: 'file';
  readonly source: ByteSource;
  /** Differs for another file, and when the file has changed; empty when nobody can tell. */
  readonly identity: string;
  /** Gives the file free; reading is over. */
  close(): void;
}

export interface ImageFolder {
  readonly kind: 'folder';
  /**
   * A regular file of the folder by its path below it, with `/`; undefined when there is none.
   * A path never leads out of the folder, through `..` or through a symbolic link either.
   */
  file(path: string): ByteSource | undefined;
  /** Names of the folders directly inside, in no particular order. */
  readonly subfolders: readonly string[];
  /** Differs for another folder, and when one of the files that describe the image has changed. */
  readonly identity: string;
  /** Differs when a file has changed; null when there is none that `file` would give. */
  identityOf(path: string): string | null;
  /** Gives all files free; reading is over. */
  close(): void;
}

/** What the image engine needs of the outside beside the image itself. */
export interface ImagePorts {
  readonly codec: Codec;
  readonly digest: Digest;
  /** Keeps what was read for the next time; without one everything is read again. */
  readonly cache?: Cache;
  /** Keeps inflated layers while their files are being read; without one each file is inflated for itself. */
  readonly spool?: Spool;
  /** Milliseconds of a clock that never runs backwards; paces progress messages. */
  now(): number;
}

/**
 * Keeps bytes by keys from one run to the next. It may forget anything at any time, and others may use it at the same
 * time. Nothing here throws or rejects: what cannot be kept is not kept.
 */
export interface Cache {
  /**
   * What was put under a key, at the start of memory of its own; undefined when it is not there (any more). It may be
   * damaged, or not what this program has put there: the reader has to look.
   */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Keeps these pieces, one after the other, as one value; readers see the old or the new one, never a part. */
  put(key: string, pieces: readonly Uint8Array[]): Promise<void>;
  /** Forgets everything, and resolves with the number of bytes that are free again. */
  clear(): Promise<number>;
}

export type CompressionFormat = 'gzip' | 'zstd';

/** Inflates compressed streams. */
export interface Codec {
  /** How many streams it pays to inflate at the same time, at least 1. */
  readonly parallelism: number;
  /**
   * Starts inflating a stream. `sink` gets every inflated piece in order; a piece is valid during the call only.
   * All members of a gzip stream and all frames of a zstd stream belong to the result.
   */
  inflate(format: CompressionFormat, sink: (piece: Uint8Array) => void): Inflation;
}

/** One stream that is being inflated. Nothing here throws or rejects; what is wrong is told by `finish`. */
export interface Inflation {
  /** Takes the next piece of the compressed stream; resolves when the next one can be taken. */
  write(piece: Uint8Array): Promise<void>;
  /** True when the stream is damaged and further pieces would change nothing. */
  readonly failed: boolean;
  /** Says that the compressed stream is over, and resolves after the last inflated piece. */
  finish(): Promise<InflationEnd>;
  /** Drops everything; the sink is not called any more. */
  abort(): void;
}

/**
 * How a compressed stream ended: `complete`; `truncated`, it stops too early; `corrupt`, its bytes or its
 * checksum are wrong; `trailing`, complete, but followed by bytes that belong to no stream; `unsupported`, it
 * needs more memory than is sensible.
 */
export type InflationEnd = 'complete' | 'truncated' | 'corrupt' | 'trailing' | 'unsupported';

export interface Digest {
  /** The SHA-256 of some bytes, as 64 lower-case hexadecimal digits. */
  sha256(bytes: Uint8Array): string;
  /** Begins a digest of bytes that come in pieces. */
  start(algorithm: DigestAlgorithm): RunningDigest;
}

/** The algorithms of digests that images may state (OCI image specification, "Digests"). */
export type DigestAlgorithm = 'sha256' | 'sha512';

export interface RunningDigest {
  /** Takes the next bytes. */
  update(piece: Uint8Array): void;
  /** The digest of all bytes, as lower-case hexadecimal digits; called once, at the end. */
  finish(): string;
}

/** Room on a disk for what is costly to make again. Nothing in it outlives the process. */
export interface Spool {
  /** Bytes that all files together may take; who creates files sees to it. */
  readonly capacity: number;
  /** A new file, empty; undefined when there is no place for files. */
  create(): SpoolFile | undefined;
}

export interface SpoolFile extends ByteSource {
  /** Adds bytes at the end. Throws with a readable message when the medium is full or fails. */
  append(piece: Uint8Array): void;
  /** Removes the file, which cannot be used any more. */
  remove(): void;
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

/** Runs other programs on this computer, a few at a time; the others wait. */
export interface Processes {
  /** How many programs run at a time, at least 1. */
  readonly atOnce: number;
  /** How many files a program can be given; 0 where this system has no way of doing so that leaves nothing behind. */
  readonly mostFiles: number;
  /** Runs a program, without a shell, and gives it `input`. Never rejects; cancelling ends the program. */
  run(request: ProcessRequest, cancel: Cancellation): Promise<ProcessEnd>;
}

export interface ProcessRequest {
  /** A name to look for in the folders of programs (`PATH`), or an absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** The standard input, written as UTF-8. */
  readonly input: string;
  /** Texts that the program can read as files, whose names are added to the arguments; at most `mostFiles`. */
  readonly files?: readonly string[];
  /** Bytes of standard output after which the program is ended. */
  readonly mostOutput: number;
  /** Milliseconds after which the program is ended. */
  readonly mostMilliseconds: number;
}

/** Threads beside this one that run the same program. */
export interface Threads {
  /** How many of them have a processor to themselves. */
  readonly spare: number;
  /** Has the next thread get ready while nobody knows yet whether there is work; one without work holds up nothing. */
  prepare(): void;
  /**
   * Gives a thread work, and resolves with its answer; both are copied, but for shared memory.
   * Rejects when the thread fails.
   */
  run(work: unknown): Promise<unknown>;
}

/** What a run of `strata lint` finds of the last one with the same arguments in the same folder, and leaves to the next. */
export interface KeptRun {
  /** What was kept, undefined when there is nothing; it may be damaged. */
  readonly before: Uint8Array | undefined;
  keep(bytes: Uint8Array): Promise<void>;
}

/** How a program ended: by itself; there is none of that name; it could not run or had to be ended, with one sentence of why. */
export type ProcessEnd =
  | {
      readonly kind: 'ended';
      readonly exitCode: number;
      readonly output: string;
      /** The names that the program knew the given files by, in their order. */
      readonly fileNames: readonly string[];
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** Writes exported files of images to a disk. */
export interface ExportHost {
  /**
   * Prepares an export. Nothing is seen under the name of `path` before the target's `finish`. An existing file is
   * replaced only when `overwrite` is set; a folder is never replaced, unless it is empty.
   * Throws an `Error` with a sentence for the user when nothing can be written there.
   */
  open(path: string, form: 'file' | 'folder' | 'tar', overwrite: boolean): ExportTarget;
}

/**
 * What one export writes to. Paths are below the target, with `/`, and the empty text is the target itself; the ones
 * above are always added first. What is added to a path that the disk does not take is refused with `false`; any
 * other failure throws an `Error` with a sentence for the user.
 */
export interface ExportTarget {
  /** Bytes that the disk has left, undefined when that is not known. */
  readonly freeBytes: number | undefined;
  /** What names the target takes: whether `A` and `a` are one, Windows' rules, and the most bytes of one name. */
  readonly names: { readonly ignoresCase: boolean; readonly isWindows: boolean; readonly longest: number };
  addFolder(path: string, attributes: ExportAttributes): boolean;
  /** Begins a file of `size` bytes. */
  beginFile(path: string, attributes: ExportAttributes, size: number): boolean;
  /** Takes the next bytes of the file that was begun; they are valid during the call only. */
  write(piece: Uint8Array): void;
  /** Ends the file; one that is not complete is not kept where that is possible. */
  endFile(isComplete: boolean): void;
  /** Adds a further name of a file that is there: a copy on a disk, a hard link in a tar. */
  addAlias(path: string, of: string, attributes: ExportAttributes): boolean;
  /** Adds a symbolic link, a device or a pipe to a tar. */
  addSpecial(path: string, attributes: ExportAttributes): boolean;
  /** Resolves when more can be taken. */
  drain(): Promise<void>;
  /** Puts everything in its place, at once. */
  finish(): Promise<void>;
  /** Takes away everything that was written. Never throws. */
  abort(): Promise<void>;
}

/** What a file is in the image; a disk takes of it what is harmless. */
export interface ExportAttributes {
  readonly type: 'file' | 'directory' | 'symlink' | 'char' | 'block' | 'fifo';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly linkTarget: string | undefined;
  /** Major and minor number. */
  readonly device: readonly [number, number] | undefined;
  /** Extended attributes whose values are text. */
  readonly xattrs: ReadonlyMap<string, string> | undefined;
}

/** Files around a Dockerfile, addressed by URI. */
export interface Workspace {
  /** The bytes of a file, undefined when it cannot be read. */
  readFile(uri: string): Promise<Uint8Array | undefined>;
  /**
   * The entries of a folder in no particular order, symbolic links not followed; undefined when there is no such folder,
   * `unreadable` when nobody can tell.
   */
  readFolder(uri: string): Promise<readonly SizedEntry[] | 'unreadable' | undefined>;
}

export interface SizedEntry extends DirectoryEntry {
  /** Bytes of a file, else 0. */
  readonly size: number;
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
  /** A variable of the environment, undefined where it is not set. A path in it has `/` as the separator. */
  variable(name: string): string | undefined;
  /** The absolute form of a path, with `/` as the separator and without `.` and `..`. */
  absolute(path: string): string;
  /** Everything on standard input up to its end. */
  readStdin(): Promise<Uint8Array>;
  readFile(path: string): Uint8Array;
  writeFile(path: string, content: Uint8Array): void;
  /** What a path leads to, symbolic links followed; undefined when there is nothing or nothing that may be looked at. Never throws. */
  kindOf(path: string): 'file' | 'directory' | 'other' | undefined;
  /** The entries of a folder in no particular order, symbolic links not followed. */
  readDirectory(path: string): readonly DirectoryEntry[];
  /** Bytes of a file, symbolic links not followed; 0 when it cannot be told. Never throws. */
  sizeOf(path: string): number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
}

export interface OutputStream {
  write(content: string | Uint8Array): void;
  /** Resolves when what was written is on its way; who writes much waits for it, or all of it stays in memory. */
  drained(): Promise<void>;
  /** True when a person reads along at a terminal that shows colours; `NO_COLOR` and `FORCE_COLOR` say otherwise. */
  readonly colours: boolean;
}
