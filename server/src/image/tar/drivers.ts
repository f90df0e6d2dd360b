import type { ByteSource, CancelSignal, SyncByteSource } from '../../ports';
import type { TarScanner } from './scanner';

/** How far the reading of a tar has come, and whether it should go on. */
export interface Watch {
  readonly cancel: CancelSignal;
  /** Called now and then with the bytes of the source that are done. */
  onProgress(done: number): void;
  /** Something to wait for before reading on: others of this thread, or whoever takes the bytes; undefined for nothing. */
  pause?(): Promise<void> | undefined;
}

/** Thrown inside the engine when a reader is told to stop; it never leaves the engine. */
export class Cancelled extends Error {}

/**
 * Walks a tar that can be read at any place: windows are read where headers are, bodies beyond a window are
 * never read. A synchronous source is several times faster, since nothing waits between two windows.
 * Rejects with `Cancelled`, or with the message of a medium that fails.
 */
export async function scanRandomAccess(scanner: TarScanner, source: ByteSource, watch: Watch): Promise<void> {
  if ('readInto' in source) {
    return scanSync(scanner, source as SyncByteSource, watch);
  }
  while (!scanner.done) {
    stopIfCancelled(watch);
    const { wantOffset, wantLength } = scanner;
    const window = await source.read(wantOffset, Math.max(windowBytes, wantLength));
    if (window.length < wantLength) {
      scanner.finish(source.size, window);
      return;
    }
    scanner.scan(window, wantOffset, window.length);
    watch.onProgress(Math.min(scanner.wantOffset, source.size));
  }
}

async function scanSync(scanner: TarScanner, source: SyncByteSource, watch: Watch): Promise<void> {
  let buffer = spareWindows.pop() ?? new Uint8Array(windowBytes);
  // After a large body there is often another one: a small window is enough to see.
  let length: number = windowBytes;
  while (!scanner.done) {
    stopIfCancelled(watch);
    const { wantOffset, wantLength } = scanner;
    if (wantLength > buffer.length) {
      buffer = new Uint8Array(wantLength);
    }
    const window = buffer.subarray(0, Math.min(buffer.length, Math.max(length, wantLength)));
    const count = wantOffset >= source.size ? 0 : source.readInto(wantOffset, window);
    if (count < wantLength) {
      scanner.finish(source.size, window.subarray(0, count));
      break;
    }
    scanner.scan(window, wantOffset, count);
    const skipped = scanner.wantOffset - (wantOffset + count);
    length = skipped > windowBytes ? Math.max(smallestWindow, length >> 1) : windowBytes;
    watch.onProgress(Math.min(scanner.wantOffset, source.size));
    const pause = watch.pause?.();
    if (pause) {
      await pause;
    }
  }
  if (buffer.length === windowBytes) {
    spareWindows.push(buffer);
  }
}

/** Memory of scans that are over, for the next ones: an image has many layers, and few are read at a time. */
const spareWindows: Uint8Array<ArrayBuffer>[] = [];
const windowBytes = 64 << 10;
const smallestWindow = 4 << 10;

/**
 * Feeds a scanner with a tar that comes in pieces, such as from an inflating stream. What the scanner does not
 * want is dropped; only a header that spans two pieces is copied.
 */
export class TarPush {
  /** Bytes of the tar so far. */
  size = 0;
  private carried = new Uint8Array(4096);
  private carriedLength = 0;

  constructor(private readonly scanner: TarScanner) {}

  /** Takes the next piece, which is not kept. */
  push(piece: Uint8Array): void {
    const { scanner } = this;
    let at = 0;
    while (!scanner.done && at < piece.length) {
      if (this.carriedLength > 0) {
        at += this.carry(piece, at, scanner.wantLength - this.carriedLength);
        if (this.carriedLength === scanner.wantLength) {
          this.carriedLength = 0;
          scanner.scan(this.carried, scanner.wantOffset, scanner.wantLength);
        }
        continue;
      }
      at = Math.max(at, scanner.wantOffset - this.size);
      const left = piece.length - at;
      if (left >= scanner.wantLength) {
        scanner.scan(at === 0 ? piece : piece.subarray(at), this.size + at, left);
      } else if (left > 0) {
        at += this.carry(piece, at, left);
      }
    }
    this.size += piece.length;
  }

  /** Says that the tar is over. */
  finish(): void {
    this.scanner.finish(this.size, this.carried.subarray(0, this.carriedLength));
  }

  /** Says that there is no more for a reason that is known: what was read so far counts. */
  abandon(): void {
    this.scanner.abandon(this.size);
  }

  /** Copies up to `wanted` bytes from `piece`, and returns how many there were. */
  private carry(piece: Uint8Array, at: number, wanted: number): number {
    const count = Math.min(wanted, piece.length - at);
    if (this.carriedLength + count > this.carried.length) {
      const larger = new Uint8Array(Math.max(this.scanner.wantLength, 2 * this.carried.length));
      larger.set(this.carried.subarray(0, this.carriedLength));
      this.carried = larger;
    }
    this.carried.set(piece.subarray(at, at + count), this.carriedLength);
    this.carriedLength += count;
    return count;
  }
}

export function stopIfCancelled({ cancel }: Watch): void {
  if (cancel.cancelled) {
    throw new Cancelled('Reading was stopped.');
  }
}
