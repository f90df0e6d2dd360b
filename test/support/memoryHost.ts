import type { CommandHost, OutputStream } from '../../server/src/ports';

/** A command line host over files in memory, with what was written to it. */
export interface MemoryHost extends CommandHost {
  readonly out: () => string;
  readonly err: () => string;
  /** The files with what commands have written. */
  readonly files: Map<string, Uint8Array | Error>;
}

/** Makes a host; file names are relative to `/home/me`, or absolute. A file that is an `Error` cannot be read. */
export function memoryHost(
  content: Readonly<Record<string, string | Uint8Array | Error>>,
  { stdin = '' as string | Uint8Array, colours = false, variables = {} as Readonly<Record<string, string>> } = {},
): MemoryHost {
  const cwd = '/home/me';
  const absolute = (path: string): string => {
    const parts: string[] = [];
    for (const part of `${path.startsWith('/') ? '' : `${cwd}/`}${path}`.split('/')) {
      if (part === '..') {
        parts.pop();
      } else if (part !== '' && part !== '.') {
        parts.push(part);
      }
    }
    return `/${parts.join('/')}`;
  };
  const files = new Map<string, Uint8Array | Error>();
  for (const [name, value] of Object.entries(content)) {
    files.set(absolute(name), typeof value === 'string' ? new TextEncoder().encode(value) : value);
  }
  const below = (folder: string): string[] =>
    [...files.keys()].filter((path) => path.startsWith(folder === '/' ? '/' : `${folder}/`));
  const stdout = collector(colours);
  const stderr = collector(colours);
  return {
    cwd,
    variable: (name) => (name === 'HOME' ? cwd : variables[name]),
    absolute,
    files,
    stdout,
    stderr,
    out: stdout.text,
    err: stderr.text,
    readStdin: async () => (typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin),
    readFile(path) {
      const file = files.get(absolute(path));
      if (file instanceof Uint8Array) {
        return file;
      }
      throw file ?? new Error('There is no such file or folder.');
    },
    writeFile(path, bytes) {
      files.set(absolute(path), bytes);
    },
    kindOf(path) {
      return files.has(absolute(path)) ? 'file' : below(absolute(path)).length > 0 ? 'directory' : undefined;
    },
    readDirectory(path) {
      const folder = absolute(path);
      const kinds = new Map<string, 'file' | 'directory'>();
      for (const each of below(folder)) {
        const [name, ...rest] = each.slice(folder.length + 1).split('/');
        kinds.set(name!, rest.length > 0 ? 'directory' : 'file');
      }
      return [...kinds].map(([name, kind]) => ({ name, kind }));
    },
    sizeOf(path) {
      const file = files.get(absolute(path));
      return file instanceof Uint8Array ? file.length : 0;
    },
  };
}

function collector(colours: boolean): OutputStream & { readonly text: () => string } {
  const chunks: Uint8Array[] = [];
  return {
    colours,
    write: (chunk) => void chunks.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk),
    drained: async () => undefined,
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}
