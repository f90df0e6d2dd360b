import dockerignore from '@balena/dockerignore';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanPath, readDockerignore } from '../../server/src/model/dockerignore';
import '../support/propertyRuns';

/** The line, from 1, that leaves a path out; undefined when none does. */
function decidingLine(text: string, path: string): number | undefined {
  const decided = readDockerignore(text).decide(path);
  return decided && decided.line + 1;
}

describe('the line that decides', () => {
  it.each<[string, string, string, number | undefined]>([
    ['a name', 'a\nb\n', 'b', 2],
    ['another name', 'a\n', 'ab', undefined],
    ['a folder for all below', 'a\n', 'a/b/c', 1],
    ['a path, not its end', 'b\n', 'a/b', undefined],
    ['a leading slash', '/a\n', 'a', 1],
    ['dots', './x/../a/\n', 'a', 1],
    ['a star within a folder', '*.log\n', 'x.log', 1],
    ['a star not across folders', 'a*z\n', 'a/z', undefined],
    ['a star in a folder above', '*\n', 'a/b', 1],
    ['a question mark', 'a?\n', 'ab', 1],
    ['a question mark for no slash', 'a?b\n', 'a/b', undefined],
    ['two stars in front', '**/a\n', 'x/y/a', 1],
    ['two stars for nothing', '**/a\n', 'a', 1],
    ['two stars in the middle', 'a/**/b\n', 'a/x/y/b', 1],
    ['two stars at the end', 'a/**\n', 'a/b', 1],
    ['two stars at the end, not the folder itself', 'a/**\n', 'a', undefined],
    ['two stars glued to a name', '**log\n', 'a/blog', 1],
    ['a class', '[a-c]x\n', 'bx', 1],
    ['a negated class', '[^a]\n', 'b', 1],
    ['an escaped star', 'a\\*\n', 'a*', 1],
    ['an escaped star only', 'a\\*\n', 'ab', undefined],
    ['a dot that is no wildcard', 'a.b\n', 'axb', undefined],
    ['the last line', '*\n!a\na/b\n', 'a/b/c', 3],
    ['an exception', '*\n!a\n', 'a', undefined],
    ['an exception, then the same again', 'a\n!a\na\n', 'a', 3],
    ['a comment', '#a\n #a\n', '#a', 2],
    ['blanks around', '  a  \n', 'a', 1],
    ['a byte order mark', '\ufeffa\n', 'a', 1],
    ['CRLF', 'a\r\nb\r\n', 'b', 2],
    ['an exclamation mark and blanks', '*\n! a\n', 'a', undefined],
  ])('knows %s', (_, text, path, line) => {
    expect(decidingLine(text, path)).toBe(line);
  });

  it.each(['[', 'a[', '[]', '[]a]', '[-a]', 'a\\', '!'])('is none that BuildKit refuses: %s', (pattern) => {
    const { patterns, refused } = readDockerignore(`${pattern}\n`);
    expect({ patterns, refused: refused.map(({ written }) => written) }).toEqual({ patterns: [], refused: [pattern] });
  });
});

describe('an exception', () => {
  it.each<[string, string, boolean]>([
    ['*\n!a/b\n', 'a', true],
    ['*\n!a/b\n', 'c', false],
    ['*\n!a\n', 'a/b', true],
    ['*\n!**/x\n', 'c', true],
    ['*\n!a\n', '.', true],
    ['*\n', 'a', false],
  ])('of %j may concern %s: %s', (text, path, expected) => {
    expect(readDockerignore(text).mayTakeBack(path)).toBe(expected);
  });
});

it('cleans paths by their text', () => {
  expect(['a//b/./c', '../a', 'a/..', '/../a', '', 'a/../../b'].map(cleanPath)).toEqual([
    'a/b/c',
    '../a',
    '.',
    '/a',
    '.',
    '../b',
  ]);
});

it('answers for any text and any path', () => {
  const pattern = fc.string({
    unit: fc.constantFrom('a', '*', '?', '[', ']', '^', '-', '\\', '/', '!', '#', '\n', ' '),
  });
  fc.assert(
    fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '.') }), (text, path) => {
      const { decide, patterns } = readDockerignore(text);
      const decided = decide(path);
      expect(decided === undefined || (patterns.includes(decided) && !decided.exception)).toBe(true);
    }),
  );
});

describe('beside @balena/dockerignore', () => {
  const unit = fc.constantFrom('a', 'b', 'ab', '*', '**', '?', '.', '/', '[ab]', '\\*');
  const line = fc
    .tuple(fc.constantFrom('', '', '!'), fc.array(unit, { minLength: 1, maxLength: 4 }))
    .map(([mark, units]) => mark + units.join(''))
    // A pattern that can match a folder of another depth than its own: the other one forgets what is below it,
    // BuildKit does not.
    .filter((text) => !/[^/!]\*\*|\*\*[^/]/.test(text));
  const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', '*', 'c'), { minLength: 1, maxLength: 3 });

  it('the verdict is the same', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), path, (lines, parts) => {
        const text = lines.join('\n');
        const isIgnored = readDockerignore(text).decide(parts.join('/')) !== undefined;
        expect(isIgnored).toBe(dockerignore().add(text).ignores(parts.join('/')));
      }),
    );
  });

  it.each([
    ['**a', 'ba/b'],
    ['a**/b', 'ab/c'],
    ['a[^b]c', 'a/c/d'],
  ])('%s holds for all below what it matches: %s', (pattern, below) => {
    expect(decidingLine(`${pattern}\n`, below)).toBe(1);
    expect(dockerignore().add(`${pattern}\n`).ignores(below)).toBe(false);
  });
});
