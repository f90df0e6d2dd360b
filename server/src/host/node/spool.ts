import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Spool, SpoolFile, SyncByteSource } from '../../ports';
import { readable } from './commandHost';

/**
 * Room of `capacity` bytes in the folder `parent`, which is made when it is needed; else in the place for temporary
 * files. Files are readable by this user only, and gone when the process is.
 */
export function nodeSpool(capacity: number, parent: string = tmpdir()): Spool {
  return {
    capacity,
    create() {
      for (const folder of [parent, tmpdir()]) {
        try {
          mkdirSync(folder, { recursive: true });
          return openSpoolFile(join(folder, `strata-${randomUUID()}`));
        } catch {
          // The next place may do.
        }
      }
      return undefined;
    },
  };
}

function openSpoolFile(path: string): SpoolFile & SyncByteSource {
  const descriptor = openSync(path, 'wx+', 0o600);
  // A file without a name goes with its last reader, even when this process is killed. Not all systems can do that.
  const isUnnamed = attempt(() => unlinkSync(path));
  const removeName = (): boolean => attempt(() => unlinkSync(path));
  if (!isUnnamed) {
    process.once('exit', removeName);
  }
  let size = 0;
  const readInto = (offset: number, target: Uint8Array): number =>
    readable(() => {
      let filled = 0;
      for (let count = 1; count > 0 && filled < target.length; filled += count) {
        count = readSync(descriptor, target, filled, target.length - filled, offset + filled);
      }
      return filled;
    });
  return {
    get size() {
      return size;
    },
    readInto,
    async read(offset, length) {
      const buffer = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      return buffer.subarray(0, readInto(offset, buffer));
    },
    append(piece) {
      readable(() => {
        for (let written = 0; written < piece.length; ) {
          const count = writeSync(descriptor, piece, written, piece.length - written, size);
          written += count;
          size += count;
        }
      });
    },
    remove() {
      closeSync(descriptor);
      if (!isUnnamed) {
        removeName();
        process.off('exit', removeName);
      }
    },
  };
}

function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
