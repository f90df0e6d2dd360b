import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writevSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Cache } from '../../ports';

export interface DiskCacheOptions {
  /** The folder for the files; made when it is not there. Other files in it are left alone. */
  readonly folder: string;
  /** Bytes that all files together may have. */
  readonly maxBytes: number;
  /** Names the program that reads and writes: files of another one are as if they were not there. */
  readonly edition: string;
  /** Told once, in a sentence, when nothing can be kept. */
  readonly log: (message: string) => void;
}

/**
 * A cache in a folder, one file for a key. Files are written under another name and then renamed, so that whoever
 * reads at the same time sees all of a file or none. When there is too much, what was not used for the longest time
 * goes; the time of use is the time of the file's last change.
 */
export function diskCache({ folder, maxBytes, edition, log }: DiskCacheOptions): Cache {
  let hasComplained = false;
  const fileOf = (key: string): string => {
    const name = createHash('sha256').update(`${edition}\n${key}`).digest('hex').slice(0, 40);
    return join(folder, `${name}${suffix}`);
  };
  return {
    async get(key) {
      const file = fileOf(key);
      try {
        const bytes = readWhole(file);
        const now = new Date();
        utimesSync(file, now, now);
        return bytes;
      } catch {
        return undefined;
      }
    },
    async put(key, pieces) {
      const size = pieces.reduce((sum, { length }) => sum + length, 0);
      if (size > maxBytes / 2) {
        return;
      }
      const file = fileOf(key);
      const unfinished = `${file}.${randomBytes(6).toString('hex')}${unfinishedSuffix}`;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        makeRoom(folder, maxBytes - size);
        writeWhole(unfinished, pieces);
        renameSync(unfinished, file);
      } catch (error) {
        removeQuietly(unfinished);
        if (!hasComplained) {
          hasComplained = true;
          const reason = error instanceof Error ? error.message : String(error);
          log(`Nothing can be kept in the cache folder ${folder}, so images are read anew each time: ${reason}`);
        }
      }
    },
    async clear() {
      let freed = 0;
      for (const { path, size } of filesOf(folder)) {
        freed += removeQuietly(path) ? size : 0;
      }
      return freed;
    },
  };
}

/** The folder for the cache when nobody names one: `$XDG_CACHE_HOME/strata`, or what the operating system means for it. */
export function defaultCacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) {
    return join(XDG_CACHE_HOME, 'strata');
  }
  switch (process.platform) {
    case 'win32':
      return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'strata', 'Cache');
    case 'darwin':
      return join(homedir(), 'Library', 'Caches', 'strata');
    default:
      return join(homedir(), '.cache', 'strata');
  }
}

const suffix = '.index';
const unfinishedSuffix = '.unfinished';
const ownName = /^[0-9a-f]{40}\.index(?:\.[0-9a-f]{12}\.unfinished)?$/;

/** Files that were begun and not finished after this many milliseconds never will be. */
const abandonedAfter = 3_600_000;

interface KeptFile {
  readonly path: string;
  readonly size: number;
  readonly usedAt: number;
}

function filesOf(folder: string): KeptFile[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => ownName.test(name));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    try {
      const { size, mtimeMs } = statSync(path);
      return [{ path, size, usedAt: mtimeMs }];
    } catch {
      // Another process has removed it.
      return [];
    }
  });
}

/** Removes files until the others have no more than `bytes` together. */
function makeRoom(folder: string, bytes: number): void {
  const files = filesOf(folder).sort((a, b) => a.usedAt - b.usedAt);
  let sum = files.reduce((total, { size }) => total + size, 0);
  const now = Date.now();
  for (const { path, size, usedAt } of files) {
    const isUnfinished = path.endsWith(unfinishedSuffix);
    const isAbandoned = isUnfinished && now - usedAt > abandonedAfter;
    if ((isAbandoned || (sum > bytes && !isUnfinished)) && removeQuietly(path)) {
      sum -= size;
    }
  }
}

function removeQuietly(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch {
    return false;
  }
}

function readWhole(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(fstatSync(descriptor).size);
    for (let at = 0; at < bytes.length; ) {
      const count = readSync(descriptor, bytes, at, bytes.length - at, at);
      if (count === 0) {
        break;
      }
      at += count;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

function writeWhole(file: string, pieces: readonly Uint8Array[]): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    for (let at = 0; at < pieces.length; at += piecesAtOnce) {
      writeAll(descriptor, pieces.slice(at, at + piecesAtOnce));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Operating systems take a limited number of pieces in one call. */
const piecesAtOnce = 500;

function writeAll(descriptor: number, pieces: readonly Uint8Array[]): void {
  let left = pieces.filter(({ length }) => length > 0);
  while (left.length > 0) {
    let written = writevSync(descriptor, left);
    while (left.length > 0 && written >= left[0]!.length) {
      written -= left[0]!.length;
      left = left.slice(1);
    }
    if (written > 0) {
      left = [left[0]!.subarray(written), ...left.slice(1)];
    }
  }
}
