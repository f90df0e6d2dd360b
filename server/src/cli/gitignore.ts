/**
 * One folder's ignore rules, as gitignore(5) describes them: the last pattern that matches decides, `!` takes back,
 * a pattern with a slash before its end is anchored to the folder of its file, a trailing slash means folders only.
 */
export interface IgnoreFile {
  /**
   * Says whether a path is ignored: true or false when a pattern decides, undefined when none matches.
   * `path` is relative to the folder of the ignore file, with `/` and without a leading one.
   */
  decide(path: string, isDirectory: boolean): boolean | undefined;
}

/** Reads the text of a `.gitignore`. Patterns that git itself cannot read match nothing. */
export function readIgnoreFile(text: string): IgnoreFile {
  const patterns = asBytes(text.replace(/^\ufeff/, ''))
    .split('\n')
    .flatMap((line) => readPattern(line) ?? []);
  patterns.reverse();
  return {
    decide(ofPath, isDirectory) {
      const path = asBytes(ofPath);
      const name = path.slice(path.lastIndexOf('/') + 1);
      for (const pattern of patterns) {
        if ((isDirectory || !pattern.directoriesOnly) && pattern.matcher.test(pattern.anchored ? path : name)) {
          return !pattern.negated;
        }
      }
      return undefined;
    },
  };
}

/** Git compares bytes, so that `?` is one byte of a letter: one unit for each byte in UTF-8. */
function asBytes(text: string): string {
  return /^[\u0000-\u007f]*$/.test(text) ? text : String.fromCharCode(...new TextEncoder().encode(text));
}

interface Pattern {
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
  /** True when the pattern speaks of the whole path, false when of the last name in it. */
  readonly anchored: boolean;
  readonly matcher: RegExp;
}

function readPattern(line: string): Pattern | undefined {
  let pattern = trimEnd(line.replace(/\r$/, ''));
  if (pattern === '' || pattern.startsWith('#')) {
    return undefined;
  }
  const negated = pattern.startsWith('!');
  if (negated) {
    pattern = pattern.slice(1);
  }
  const directoriesOnly = pattern.endsWith('/');
  if (directoriesOnly) {
    pattern = pattern.slice(0, -1);
  }
  const anchored = pattern.includes('/');
  if (pattern.startsWith('/')) {
    pattern = pattern.slice(1);
  }
  const source = sourceOf(pattern);
  return source === undefined
    ? undefined
    : { negated, directoriesOnly, anchored, matcher: new RegExp(`^${source}$`, 's') };
}

/** Blanks at the end do not count unless a backslash stands before them. */
function trimEnd(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && !isEscaped(line, end - 1)) {
    end--;
  }
  return line.slice(0, end);
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') {
    backslashes++;
  }
  return backslashes % 2 === 1;
}

/** The source of a regular expression for a glob; undefined when the glob ends within an escape or a class. */
function sourceOf(glob: string): string | undefined {
  let source = '';
  let at = 0;
  while (at < glob.length) {
    const char = glob[at]!;
    if (char === '*') {
      const [piece, length] = starsAt(glob, at);
      source += piece;
      at += length;
    } else if (char === '?') {
      source += '[^/]';
      at++;
    } else if (char === '[') {
      const found = classAt(glob, at);
      if (!found) {
        return undefined;
      }
      source += found.source;
      at = found.end;
    } else if (char === '\\') {
      const next = glob[at + 1];
      if (next === undefined) {
        return undefined;
      }
      source += literal(next);
      at += 2;
    } else {
      source += literal(char);
      at++;
    }
  }
  return source;
}

/** `**` between slashes spans folders; any other run of stars stays within a name. */
function starsAt(glob: string, at: number): [source: string, length: number] {
  let end = at;
  while (glob[end] === '*') {
    end++;
  }
  const opensName = at === 0 || glob[at - 1] === '/';
  if (end - at === 2 && opensName) {
    if (glob[end] === '/') {
      return ['(?:[^/]+/)*', 3];
    }
    if (end === glob.length) {
      return ['.+', 2];
    }
  }
  return ['[^/]*', end - at];
}

function classAt(glob: string, start: number): { readonly source: string; readonly end: number } | undefined {
  let at = start + 1;
  const negated = glob[at] === '!' || glob[at] === '^';
  if (negated) {
    at++;
  }
  const first = at;
  let members = '';
  while (at < glob.length && (glob[at] !== ']' || at === first)) {
    const named = /^\[:(\w+):\]/.exec(glob.slice(at, at + 12));
    if (named) {
      members += namedClasses[named[1]!] ?? '';
      at += named[0].length;
    } else if (glob[at] === '-' && at > first && glob[at + 1] !== ']') {
      members += '-';
      at++;
    } else {
      at += glob[at] === '\\' ? 1 : 0;
      members += literal(glob[at] ?? '');
      at++;
    }
  }
  if (at >= glob.length) {
    return undefined;
  }
  const source = members === '' ? '(?!)' : `(?!/)[${negated ? '^' : ''}${members}]`;
  return isRegExp(source) ? { source, end: at + 1 } : { source: '(?!)', end: at + 1 };
}

/** A range that runs backwards matches nothing. */
function isRegExp(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

const namedClasses: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: 'A-Fa-f0-9',
};

function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}
