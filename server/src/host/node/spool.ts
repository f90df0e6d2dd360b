import { closeSync, mkdtempSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Spool, SpoolFile, SyncByteSource } from '../../ports';
import { readable } from './commandHost';

/**
 * Room of `capacity` bytes in a folder of its own below `parent`, the place for temporary files when not given. The
 * folder is made when it is first needed, readable by this user only, and gone when the process is.
 */
export function nodeSpool(capacity: number, parent: string = tmpdir()): Spool {
  let folder: string | undefined;
  let files = 0;
  return {
    capacity,
    create() {
      try {
        folder ??= makeFolder(parent);
        return openSpoolFile(join(folder, String(++files)));
      } catch {
        return undefined;
      }
    },
  };
}

function makeFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, 'strata-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function openSpoolFile(path: string): SpoolFile & SyncByteSource {
  const descriptor = openSync(path, 'wx+', 0o600);
  // A file without a name goes with its last reader, even when this process is killed. Not all systems can do that.
  const isUnnamed = attempt(() => unlinkSync(path));
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
        attempt(() => unlinkSync(path));
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
