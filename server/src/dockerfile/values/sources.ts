import { isBoolean } from './booleans';

/** What BuildKit takes a source of ADD or COPY for: by its text alone, after expansion. */
export type SourceKind = 'local' | 'url' | 'git';

const scheme = /^([a-zA-Z0-9]+):\/\//;
const scpStyle = /^[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:/;

/**
 * The kind of a source. Git: `git://`, `ssh://`, `user@host:path`, and `http(s)://` whose path ends in `.git`.
 * URL: `http://` and `https://` in lower case. Everything else is a path, `github.com/a/b` too.
 */
export function sourceKind(source: string): SourceKind {
  const found = scheme.exec(source)?.[1];
  if (found === undefined) {
    return scpStyle.test(source) ? 'git' : 'local';
  }
  switch (found.toLowerCase()) {
    case 'git':
    case 'ssh':
      return 'git';
    case 'http':
    case 'https':
      if (pathOf(source).endsWith('.git')) {
        return 'git';
      }
      return found === 'http' || found === 'https' ? 'url' : 'local';
    default:
      return 'local';
  }
}

function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/^[^:]*:\/\/[^/]*/, '');
}

const switches: ReadonlySet<string> = new Set(['submodules', 'keep-git-dir', 'fetch-by-commit']);
const keys: ReadonlySet<string> = new Set([
  ...switches,
  'ref',
  'tag',
  'branch',
  'subdir',
  'checksum',
  'commit',
  'mtime',
]);

/** What is wrong with the query of a Git source (`?ref=…&subdir=…`), undefined when BuildKit takes it. */
export function gitQueryProblem(source: string): string | undefined {
  const query = /^[^#?]*\?([^#]*)/.exec(source)?.[1];
  if (!query) {
    return undefined;
  }
  const seen = new Set<string>();
  for (const [key, value] of new URLSearchParams(query)) {
    if (seen.has(key)) {
      return `The Git address has ${key} more than once; keep one of them.`;
    }
    seen.add(key);
    if (!keys.has(key)) {
      return `A Git address takes no ${key}; it takes ${[...keys].join(', ')}.`;
    }
    if (value === '' && !switches.has(key)) {
      return `${key} in the Git address has no value.`;
    }
    if (value !== '' && switches.has(key) && !isBoolean(value)) {
      return `${key} in the Git address is true or false, not ${value}.`;
    }
    if (key === 'mtime' && value !== 'checkout' && value !== 'commit') {
      return `mtime in the Git address is checkout or commit, not ${value}.`;
    }
  }
  return undefined;
}
