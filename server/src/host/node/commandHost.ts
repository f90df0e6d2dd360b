import { type Dirent, lstatSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { CommandHost, DirectoryEntry, OutputStream } from '../../ports';

/** The process that Node runs in, as a command of the command line needs it. */
export function nodeCommandHost(): CommandHost {
  return {
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
    cwd: withSlashes(process.cwd()),
    variable: (name) => {
      const value = process.env[name] || (name === 'HOME' ? process.env.USERPROFILE : undefined);
      return value && withSlashes(value);
    },
    // Most paths are absolute and plain, and many are asked for.
    absolute: (path) => (/^(?:\/[^/.][^/]*)+$/.test(path) && sep === '/' ? path : withSlashes(resolve(path))),
    readStdin,
    readFile: (path) => readable(() => readFileSync(path)),
    writeFile: (path, content) => readable(() => writeFileSync(path, content)),
    kindOf,
    readDirectory: (path) =>
      readable(() =>
        readdirSync(path, { withFileTypes: true }).map((entry) => ({
          name: entry.name,
          kind: kindOfEntry(entry),
        })),
      ),
    sizeOf: (path) => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0,
  };
}

/**
 * A reader that goes away, such as `head`, ends the program quietly, as it does with other tools; what cannot be
 * written for another reason ends it with one line. Call once at the start, before anything is written.
 */
export function endQuietlyWithoutReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      // A command that is done ends by itself, which is safer than `process.exit`: see main.cli.ts.
      if (process.exitCode === undefined) {
        process.exit(0);
      }
      return;
    }
    const reason = error.code === 'ENOSPC' ? 'there is no room left' : (error.code ?? error.message);
    process.stderr.write(`strata: The output could not be written: ${reason}.\n`);
    process.exit(2);
  });
  // Whom should it be told?
  process.stderr.on('error', () => undefined);
}

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  return {
    write: (content) => void stream.write(content),
    drained: () =>
      new Promise((resolve) => {
        if (stream.writableNeedDrain) {
          stream.once('drain', resolve);
        } else {
          // The stream lets go of what was written only when others get their turn.
          setImmediate(resolve);
        }
      }),
    colours: showsColours(stream),
  };
}

/** `NO_COLOR` and `FORCE_COLOR` are what most programs understand; logs of CI show colours, but are no terminals. */
function showsColours({ isTTY }: NodeJS.WriteStream): boolean {
  const { NO_COLOR: none, FORCE_COLOR: forced, TERM: terminal } = process.env;
  if (none) {
    return false;
  }
  return forced ? forced !== '0' && forced !== 'false' : isTTY === true && terminal !== 'dumb';
}

export function kindOfEntry(entry: Dirent): DirectoryEntry['kind'] {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'symlink' : 'other';
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function kindOf(path: string): 'file' | 'directory' | 'other' | undefined {
  try {
    // Without an exception where nothing is, since most places that are looked at are empty.
    const stats = statSync(path, { throwIfNoEntry: false });
    return !stats ? undefined : stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
  } catch {
    return undefined;
  }
}

/** Node's messages name the system call and repeat the path; users get a sentence. */
export function readable<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new Error(sentences[code] ?? `It could not be opened (${code || String(error)}).`);
  }
}

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder.',
  EACCES: 'Access to it is not permitted.',
  EPERM: 'Access to it is not permitted.',
  EROFS: 'It lies on a medium that cannot be written.',
  EISDIR: 'It is a folder, not a file.',
  ENOTDIR: 'A part of the path is a file, not a folder.',
  ELOOP: 'Its symbolic links lead in a circle.',
  EMFILE: 'Too many files are open.',
  ERR_FS_FILE_TOO_LARGE: 'It is too large to be read.',
};

function withSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
