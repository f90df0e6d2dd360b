import { isDockerfileName } from '../features/dockerfileNames';
import type { CommandHost } from '../ports';
import { type IgnoreFile, readIgnoreFile } from './gitignore';

export interface Found {
  /** Paths of Dockerfiles, each below the folder as it was given, with `/`. */
  readonly files: readonly string[];
  /** How many more were seen that are ignored. */
  readonly ignored: number;
  /** Folders that could not be read, with one sentence of why. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Finds the Dockerfiles below a folder. Leaves out `.git`, `node_modules` and what the `.gitignore` files of the
 * folder, its subfolders and the rest of its repository ignore. Symbolic links to folders are not followed.
 */
export function findDockerfiles(folder: string, host: CommandHost): Found {
  const files: string[] = [];
  const unreadable: { path: string; reason: string }[] = [];
  let ignored = 0;

  const visit = (path: string, absolute: string, above: readonly IgnoreScope[]): void => {
    let entries: ReturnType<CommandHost['readDirectory']>;
    try {
      entries = host.readDirectory(path);
    } catch (error) {
      unreadable.push({ path, reason: (error as Error).message });
      return;
    }
    const own = entries.some(({ name }) => name === '.gitignore')
      ? ignoreScope(absolute, '.gitignore', host)
      : undefined;
    const scopes = own ? [own, ...above] : above;
    for (const { name, kind } of entries) {
      const below = joined(path, name);
      const absoluteBelow = joined(absolute, name);
      if (kind === 'directory') {
        if (!neverEntered.has(name) && !isIgnored(absoluteBelow, true, scopes)) {
          visit(below, absoluteBelow, scopes);
        }
      } else if (kind !== 'other' && isDockerfileName(name) && (kind === 'file' || host.kindOf(below) === 'file')) {
        if (isIgnored(absoluteBelow, false, scopes)) {
          ignored++;
        } else {
          files.push(below);
        }
      }
    }
  };

  const absolute = host.absolute(folder);
  visit(withSlashes(folder, host), absolute, scopesAbove(absolute, host));
  return { files, ignored, unreadable };
}

/** A path with `/` between its parts, also where the system takes a backslash: there the working directory begins with a drive. */
export function withSlashes(path: string, { cwd }: CommandHost): string {
  return /^([A-Za-z]:|\/\/)/.test(cwd) ? path.replaceAll('\\', '/') : path;
}

const neverEntered: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** An ignore file and the folder that its patterns start from, absolute. */
interface IgnoreScope {
  readonly folder: string;
  readonly file: IgnoreFile;
}

/** The nearest ignore file with something to say of a path decides. */
function isIgnored(absolute: string, isDirectory: boolean, scopes: readonly IgnoreScope[]): boolean {
  for (const { folder, file } of scopes) {
    const decision = file.decide(absolute.slice(folder.length + (folder.endsWith('/') ? 0 : 1)), isDirectory);
    if (decision !== undefined) {
      return decision;
    }
  }
  return false;
}

/** The ignore files of the folders above, up to the root of the repository, nearest first; none outside of a repository. */
function scopesAbove(absolute: string, host: CommandHost): IgnoreScope[] {
  const folders: string[] = [];
  for (let folder: string | undefined = absolute; folder !== undefined; folder = parentOf(folder)) {
    folders.push(folder);
    if (host.kindOf(joined(folder, '.git')) !== undefined) {
      const above = folders.slice(1).flatMap((each) => ignoreScope(each, '.gitignore', host) ?? []);
      const excluded = ignoreScope(folder, '.git/info/exclude', host);
      return excluded ? [...above, excluded] : above;
    }
  }
  return [];
}

function ignoreScope(folder: string, name: string, host: CommandHost): IgnoreScope | undefined {
  const path = joined(folder, name);
  if (host.kindOf(path) !== 'file') {
    return undefined;
  }
  try {
    return { folder, file: readIgnoreFile(new TextDecoder().decode(host.readFile(path))) };
  } catch {
    // What cannot be read ignores nothing; git says the same with a warning.
    return undefined;
  }
}

/** A path below a folder as the user gave it. */
export function joined(folder: string, name: string): string {
  return folder === '.' ? name : folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

function parentOf(folder: string): string | undefined {
  const slash = folder.lastIndexOf('/');
  if (slash === -1 || folder === '/') {
    return undefined;
  }
  return slash === 0 ? '/' : folder.slice(0, slash);
}
