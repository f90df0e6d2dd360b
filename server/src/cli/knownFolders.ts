import type { CommandHost, DirectoryEntry } from '../ports';

/**
 * The same host, which reads every folder once and does not look for what a folder that was read does not have: most
 * places where a file of settings might lie are empty. For a command that is over soon, since changes go unseen.
 */
export function rememberFolders(host: CommandHost): CommandHost {
  const folders = new Map<string, KnownFolder>();
  let remembered = 0;
  return {
    ...host,
    readDirectory(path) {
      const absolute = clearPath(path, host);
      const known = absolute === undefined ? undefined : folders.get(absolute);
      if (known) {
        return known.entries;
      }
      const entries = host.readDirectory(path);
      remembered += entries.length;
      if (absolute !== undefined && remembered <= mostEntries) {
        folders.set(absolute, { entries, names: undefined });
      }
      return entries;
    },
    kindOf(path) {
      const absolute = clearPath(path, host);
      if (absolute === undefined) {
        return host.kindOf(path);
      }
      if (folders.has(absolute)) {
        return 'directory';
      }
      const slash = absolute.lastIndexOf('/');
      const folder = folders.get(absolute.slice(0, slash) || '/');
      return folder && !hasName(folder, absolute.slice(slash + 1)) ? undefined : host.kindOf(path);
    },
  };
}

interface KnownFolder {
  readonly entries: readonly DirectoryEntry[];
  /** In lower case, since some file systems do not tell it from upper case; made when somebody asks. */
  names: ReadonlySet<string> | undefined;
}

/** More entries than that, of all folders together, are not kept. */
const mostEntries = 200_000;

/** The absolute form of a path; undefined with `..` in it, which leads elsewhere behind a symbolic link. */
function clearPath(path: string, host: CommandHost): string | undefined {
  return path.includes('..') ? undefined : host.absolute(path);
}

function hasName(folder: KnownFolder, name: string): boolean {
  const wanted = name.toLowerCase();
  const { entries } = folder;
  if (entries.length <= fewNames) {
    return entries.some((entry) => entry.name.toLowerCase() === wanted);
  }
  folder.names ??= new Set(entries.map((entry) => entry.name.toLowerCase()));
  return folder.names.has(wanted);
}

/** So few are looked through faster than put into a set. */
const fewNames = 8;
