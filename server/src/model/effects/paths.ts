import { hasWildcards, unknownFolder, unknownParent } from './symbols';

/** The components of an absolute path, without empty ones. */
export function segmentsOf(path: string): string[] {
  // In place of `split`, which costs several times as much until it is optimized.
  const segments: string[] = [];
  for (let start = 0; start < path.length; ) {
    const slash = path.indexOf('/', start);
    const end = slash === -1 ? path.length : slash;
    if (end > start) {
      segments.push(path.slice(start, end));
    }
    start = end + 1;
  }
  return segments;
}

/** Nearly all paths are; looked for without a regular expression, which costs several times as much. */
function isClean(path: string): boolean {
  return path[0] === '/' && path[path.length - 1] !== '/' && !path.includes('//') && !path.includes('/.');
}

/**
 * True for a path that does not depend on the working directory. What a variable of unknown value begins may be such a
 * one: `$DIR/x` and `$FILE` are taken for one, a name with more of a name behind the variable, as `$VERSION.tar.gz`, is not.
 */
function isAbsolute(path: string): boolean {
  if (path[0] !== '\uE012') {
    return path[0] === '/';
  }
  let at = path.indexOf('\uE013') + 1;
  // The value of a script in a script is marked twice.
  while (path[at] === '\uE013') {
    at++;
  }
  const next = path[at];
  return next === undefined || next === '/' || next > '\uE000';
}

/**
 * An absolute path without `.`, `..` and doubled slashes; a relative one is taken from `folder`. A slash at the end goes as
 * well, except behind wildcards, which it keeps from taking in files.
 */
export function resolvePath(folder: string, path: string): string {
  const whole = isAbsolute(path) ? path : folder === '/' ? `/${path}` : `${folder}/${path}`;
  if (isClean(whole)) {
    return whole;
  }
  const result: string[] = [];
  for (const segment of segmentsOf(whole)) {
    if (segment === '..') {
      const parent = unknownParent(result.pop() ?? '');
      if (parent !== undefined) {
        result.push(parent);
      }
    } else if (segment !== '.') {
      result.push(segment);
    }
  }
  const asksForFolders = whole.endsWith('/') && hasWildcards(result.at(-1) ?? '');
  return `/${result.join('/')}${asksForFolders ? '/' : ''}`;
}

/** What `$NAME*` names in `folder` when the variable holds the beginning of a name and no path. */
export function nameBeginningHere(folder: string, path: string): string | undefined {
  const isOpen = path[0] === '\uE012' && hasWildcards(path) && !path.includes('/');
  return isOpen ? resolvePath(folder, `./${path}`) : undefined;
}

const shared =
  /^\/(bin|etc|home|lib|lib64|media|mnt|opt|root|run|sbin|srv|tmp|usr|var|usr\/(bin|include|lib|libexec|sbin|share|src|local)|usr\/local\/(bin|etc|include|lib|sbin|share|src)|var\/(cache|lib|log|opt|spool|tmp|www))?$/;

/** True for a folder that every image has and that holds things of many, or that may be such a one. */
export function isSystemFolder(path: string): boolean {
  return path === unknownFolder || shared.test(path);
}

/**
 * How a shell in `folder` names a path below the working directory that nobody knows, or the path itself where that does
 * not depend on it. Undefined where the shell has gone elsewhere.
 */
export function nameSeenFrom(folder: string, path: string): string | undefined {
  if (!isWithin(path, unknownFolder)) {
    return path;
  }
  for (let at = folder, up = ''; isWithin(at, unknownFolder); at = parentOf(at), up += '../') {
    if (isWithin(path, at)) {
      return `${up}${path.slice(at.length + 1)}` || '.';
    }
  }
  return undefined;
}

/** The folder that an absolute path lies in. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
}

/** The last component of a path. */
export function nameOf(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** True when `path` is `folder` or lies below it. Both are absolute and clean. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '/' || (path.startsWith(folder) && path[folder.length] === '/');
}

/** The name that a download gets by its address, as wget and ADD have it; empty when there is none. */
export function nameOfDownload(address: string): string {
  return nameInAddress(address).replace(/%[0-9A-Fa-f]{2}/g, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[ -.0-~]/.test(character) ? character : code;
  });
}

/** The last component of the path of an address, without its query; empty when there is none. */
export function nameInAddress(address: string): string {
  const path = address.replace(/^[a-z+]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  return path.endsWith('/') ? '' : nameOf(path);
}

/** Each path once, without those that lie in another one. */
export function outermost(paths: readonly string[]): string[] {
  const all = new Set(paths);
  return [...all].filter((path) => {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (all.has(path.slice(0, at))) {
        return false;
      }
    }
    return true;
  });
}
