import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIgnoreFile } from '../../server/src/cli/gitignore';

/** Paths that every ignore file is asked about; a slash at the end marks a folder. */
const paths = [
  ...['a', 'b', 'ab', 'a.b', 'a b', 'a ', '#a', '!a', 'a]b', 'A', '-', 'ä', '.a', 'abc', 'a\\b'],
  ...['d/', 'd/a', 'd/e/', 'd/e/a', 'd/e/f/a', 'e/', 'e/a', 'd/Dockerfile', 'Dockerfile', 'd/e/Dockerfile.x'],
];

const ignoreFiles = [
  ...[
    'a',
    'b\na',
    '/a',
    'd/a',
    'd/',
    'e/',
    '/e',
    'a/',
    'd/e',
    '/d/e/a',
    './a',
    'a/b',
    'a\r',
    'a \n',
    'a\\ ',
    '\ufeffa',
  ],
  ...[
    '*',
    '*.b',
    'a*',
    '*b',
    'd/*',
    'd/*a',
    '?',
    'a?',
    '??',
    'd?a',
    '*\n!a',
    '*\n!d/\n!d/a',
    'd\n!d/a',
    'a\n!a',
    '!a\na',
  ],
  ...['**', '**/a', '/**/a', 'd/**', 'd/**/a', '**/e/a', '**/e/**', 'd/**e/a', 'a**', '***', '**/*'],
  ...[
    '[ab]',
    '[!a]',
    '[^a]',
    '[a-c]',
    'a[]]b',
    '[]-]',
    '[-a]',
    '[a',
    '[z-a]',
    '[[:alpha:]]',
    '[[:upper:]]',
    '[\\]a]',
    'd[/]a',
  ],
  ...[
    '#a',
    '\\#a',
    '\\!a',
    '!',
    '/',
    '\\',
    'a\\',
    '\\a',
    'a\\\\b',
    'a\\*',
    'Dockerfile*',
    '*\n!Dockerfile*',
    '*/\n!d/',
    ' ',
    'ä',
  ],
];

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-gitignore-'));
  execFileSync('git', ['init', '--quiet', folder]);
  for (const path of paths) {
    const full = join(folder, path);
    mkdirSync(path.endsWith('/') ? full : dirname(full), { recursive: true });
    if (!path.endsWith('/')) {
      writeFileSync(full, '');
    }
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What git itself ignores. */
function ignoredByGit(): string[] {
  try {
    const output = execFileSync('git', ['-c', 'core.excludesFile=', 'check-ignore', '--no-index', '--stdin', '-z'], {
      cwd: folder,
      input: paths.map((path) => path.replace(/\/$/, '')).join('\0'),
    });
    return output.toString().split('\0').filter(Boolean).sort();
  } catch (error) {
    // Exit code 1 says that nothing is ignored.
    if ((error as { status?: number }).status === 1) {
      return [];
    }
    throw error;
  }
}

/** The same by our reading: an ignored folder takes everything below with it. */
function ignoredByUs(text: string): string[] {
  const file = readIgnoreFile(text);
  const isIgnored = (path: string, isDirectory: boolean): boolean => {
    const slash = path.lastIndexOf('/');
    return (slash !== -1 && isIgnored(path.slice(0, slash), true)) || file.decide(path, isDirectory) === true;
  };
  return paths
    .map((path) => ({ path: path.replace(/\/$/, ''), isDirectory: path.endsWith('/') }))
    .filter(({ path, isDirectory }) => isIgnored(path, isDirectory))
    .map(({ path }) => path)
    .sort();
}

describe('a .gitignore', () => {
  it.each(ignoreFiles)('%j ignores what git ignores', (text) => {
    writeFileSync(join(folder, '.gitignore'), text);
    expect(ignoredByUs(text)).toEqual(ignoredByGit());
  });
});
