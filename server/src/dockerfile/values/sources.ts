import { isBoolean } from './booleans';

/** What BuildKit takes a source of ADD or COPY for: by its text alone, after expansion. */
export type SourceKind = 'local' | 'url' | 'git';

const scheme = /^([a-zA-Z0-9]+):\/\//;
const scpStyle = /^[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:/;

/**
 * The kind of a source. Git: `git://`, `ssh://`, `user@host:path`, and `http(s)://` whose path ends in `.git`.
 * URL: `http://` and `https://` in lower case. Everything else is a path, `github.com/a/b` and malformed addresses too.
 */
export function sourceKind(source: string): SourceKind {
  if (!source.includes(':')) {
    return 'local';
  }
  const found = scheme.exec(source)?.[1];
  if (found === undefined) {
    return isScpStyle(source) ? 'git' : 'local';
  }
  const isGit = isGitAddress(source, found.toLowerCase());
  return isGit ? 'git' : found === 'http' || found === 'https' ? 'url' : 'local';
}

function isScpStyle(source: string): boolean {
  const query = /^[^?#]*\?([^#]*)/.exec(source)?.[1] ?? '';
  return scpStyle.test(source) && !/;|%(?![0-9a-fA-F]{2})/.test(query);
}

function isGitAddress(source: string, protocol: string): boolean {
  const parts = /^[^:]*:\/\/([^/?#]*)([^?#]*)/.exec(source)!;
  const host = parts[1]!.replace(/^.*@/, '');
  const path = parts[2]!;
  // What Go's `url.Parse` refuses.
  const malformed =
    !/^(?:\[[^[\]]*\]|[^[\]:\s"<>\\^`{|}]*)(?::\d*)?$/.test(host) ||
    /%(?![0-9a-fA-F]{2})|[\x00-\x1f\x7f]/.test(host + path) ||
    /[\x00-\x1f\x7f]/.test(source);
  return (
    !malformed && (protocol === 'git' || protocol === 'ssh' || (/^https?$/.test(protocol) && path.endsWith('.git')))
  );
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
  for (const [key, value] of queryPairs(query)) {
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

/** The pairs of a query; like Go, drops those with a semicolon and those with a broken escape. */
function queryPairs(query: string): [string, string][] {
  return query.split('&').flatMap((pair): [string, string][] => {
    if (pair === '' || pair.includes(';') || /%(?![0-9a-fA-F]{2})/.test(pair)) {
      return [];
    }
    return [...new URLSearchParams(pair)].map(([key, value]) => [key, value]);
  });
}
