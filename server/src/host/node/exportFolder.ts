import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  ftruncateSync,
  futimesSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { ExportAttributes, ExportTarget } from '../../ports';
import { turnOfLoop } from './eventLoop';
import { writable } from './exportErrors';

/**
 * Writes files into a new folder beside the target, and gives it the target's name at the end: the folder itself, or
 * the one file in it. In that folder there is nothing but what was written here, so no path leads through a link.
 */
export function exportToFolder(path: string, isFolder: boolean, freeBytes: number | undefined): ExportTarget {
  const temporary = writable(() => mkdtempSync(join(dirname(path), `.${basename(path).slice(0, 100)}.strata-`)));
  const top = isFolder ? join(temporary, 'root') : temporary;
  if (isFolder) {
    mkdirSync(top);
  }
  const place = (text: string): string => join(top, text === '' ? 'file' : text.replaceAll('/', sep));
  let file: OpenFile | undefined;
  return {
    freeBytes,
    names: { ignoresCase: ignoresCase(temporary), isWindows: process.platform === 'win32', longest: longestName },
    addFolder: (text) => accepted(() => mkdirSync(place(text), { mode: 0o755 })),
    beginFile(text, attributes) {
      const at = place(text);
      return accepted(() => {
        // Never opens what is there already.
        file = { at, descriptor: openSync(at, 'wx', 0o600), attributes, position: 0, endsInHole: false };
      });
    },
    write(piece) {
      const { descriptor, position } = file!;
      file!.position += piece.length;
      // Zeros are left out, so that a sparse file stays one; its length is set at the end.
      file!.endsInHole = piece.length <= zeros.length && zeros.subarray(0, piece.length).equals(piece);
      if (!file!.endsInHole) {
        writable(() => {
          for (let done = 0; done < piece.length; ) {
            done += writeSync(descriptor, piece, done, piece.length - done, position + done);
          }
        });
      }
    },
    endFile(isComplete) {
      const { at, descriptor, attributes, position, endsInHole } = file!;
      if (isComplete) {
        if (endsInHole) {
          writable(() => ftruncateSync(descriptor, position));
        }
        settle(descriptor, attributes);
      }
      file = undefined;
      writable(() => closeSync(descriptor));
      if (!isComplete) {
        rmSync(at, { force: true });
      }
    },
    addAlias: (text, of) =>
      accepted(() => copyFileSync(place(of), place(text), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)),
    addSpecial: () => false,
    drain: turnOfLoop,
    async finish() {
      writable(() => {
        if (isFolder && existsSync(path)) {
          throw new Error(`There is something named "${basename(path)}" by now; name another folder.`);
        }
        renameSync(isFolder ? top : place(''), path);
      });
      rmSync(temporary, { recursive: true, force: true });
    },
    async abort() {
      if (file) {
        closeSync(file.descriptor);
        file = undefined;
      }
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

interface OpenFile {
  readonly at: string;
  readonly descriptor: number;
  readonly attributes: ExportAttributes;
  /** Bytes so far. */
  position: number;
  /** True when the last of them were zeros, which were not written. */
  endsInHole: boolean;
}

/** Disks take 255 bytes, or as many UTF-16 units; the rest is room for a number. */
const longestName = 240;
const zeros = Buffer.alloc(256 << 10);

/** Who may write, setuid and setgid are matters of the image, not of this machine; that a file can be run stays. */
function settle(descriptor: number, { mode, mtime }: ExportAttributes): void {
  try {
    fchmodSync(descriptor, (mode & 0o111) === 0 ? 0o644 : 0o755);
    if (mtime >= 0 && mtime < latestTime) {
      futimesSync(descriptor, mtime, mtime);
    }
  } catch {
    // A disk without modes and times holds the file all the same.
  }
}

/** Seconds since 1970 that every file system can tell. */
const latestTime = 2 ** 32;

/** False when the disk does not take the path; any other failure throws. */
function accepted(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (refusals.has(code)) {
      return false;
    }
    return writable(() => {
      throw error;
    });
  }
}

/** `ENOENT` and `ENOTDIR`: the folder above was refused. */
const refusals = new Set(['ENAMETOOLONG', 'EINVAL', 'EILSEQ', 'EEXIST', 'ENOENT', 'ENOTDIR', 'UNKNOWN']);

function ignoresCase(folder: string): boolean {
  const probe = join(folder, 'strata-case');
  try {
    writeFileSync(probe, '');
    return existsSync(join(folder, 'STRATA-CASE'));
  } catch {
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
}
