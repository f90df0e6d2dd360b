import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../server/src/image/search/automaton';
import { parseGlob } from '../../../server/src/image/search/globPattern';
import type { PatternProblem, PatternTree } from '../../../server/src/image/search/pattern';
import { parseRegexp } from '../../../server/src/image/search/regexpPattern';

/** Whether something that matches is in the text; a problem as its sentence. */
function isIn(text: string, tree: PatternTree | PatternProblem, ignoresCase = false): boolean | string {
  const automaton = 'problem' in tree ? tree : compilePattern(tree, ignoresCase);
  if ('problem' in automaton) {
    return automaton.problem;
  }
  let state: number | undefined = automaton.start;
  let found = automaton.accepts(state);
  for (let i = 0; i < text.length; i++) {
    state = automaton.next(state, text.charCodeAt(i));
    if (state === undefined) {
      return 'too much';
    }
    found ||= automaton.accepts(state);
  }
  return found || automaton.acceptsAtEnd(state);
}

describe('regular expressions', () => {
  const letters = fc.constantFrom(
    'a',
    'b',
    'A',
    '/',
    '.',
    '\\d',
    '\\w',
    '[ab]',
    '[^a]',
    '[A-Z]',
    '7',
    '\\.',
    'é',
    '\\s',
  );
  const pattern = fc.letrec((tie) => ({
    regexp: fc.oneof({ maxDepth: 4, withCrossShrink: true }, letters, tie('pair'), tie('choice'), tie('repeat')),
    pair: fc.tuple(tie('regexp'), tie('regexp')).map(([a, b]) => `${a}${b}`),
    choice: fc.tuple(tie('regexp'), tie('regexp')).map(([a, b]) => `(?:${a}|${b})`),
    repeat: fc
      .tuple(tie('regexp'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}', '*?'))
      .map(([a, times]) => `(${a})${times}`),
  })).regexp as fc.Arbitrary<string>;
  const anchored = fc
    .tuple(fc.constantFrom('', '^'), pattern, fc.constantFrom('', '$'))
    .map(([start, middle, end]) => start + middle + end);
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '/', '.', '7', 'é', 'É', ' '), maxLength: 12 });

  it('mean what they mean in JavaScript', () => {
    fc.assert(
      fc.property(anchored, text, fc.boolean(), (source, subject, ignoresCase) => {
        expect(isIn(subject, parseRegexp(source, ignoresCase), ignoresCase)).toBe(
          new RegExp(source, ignoresCase ? 'i' : '').test(subject),
        );
      }),
    );
  });

  it.each([
    ['a|', 'x', true],
    ['^$', '', true],
    ['^a$|^b$', 'ba', false],
    ['(^a|b)c', 'xac', false],
    ['[]a]', 'a', false],
    ['[^]', 'x', true],
    ['a{,2}', 'a{,2}', true],
    ['\\x41\\u0042', 'AB', true],
    ['(?<name>a)b', 'ab', true],
    ['[\\d-]+$', 'x1-2', true],
    ['\\/etc\\/', '/etc/', true],
  ])('%j in %j', (source, subject, expected) => {
    expect(isIn(subject, parseRegexp(source, false))).toBe(expected);
    if (source !== '[]a]' && source !== '[^]') {
      expect(new RegExp(source).test(subject)).toBe(expected);
    }
  });

  it.each([
    ['(', /without a "\)"/],
    [')', /without a "\("/],
    ['[a', /without a "]"/],
    ['*', /nothing before it/],
    ['a**', /two repetitions/],
    ['^*', /repeats "\^"/],
    ['a\\', /ends with/],
    ['(a)\\1', /References to groups/],
    ['(?=a)', /look ahead/],
    ['(?<!a)', /look ahead or behind/],
    ['\\bx', /Word boundaries/],
    ['[b-a]', /out of order/],
    ['a{3,2}', /out of order/],
    ['a{9999}', /more than 1000 times/],
    ['((a{100}){100}){100}', /too much/],
    ['('.repeat(500), /too many groups/],
  ])('%j has a problem', (source, message) => {
    expect(isIn('a', parseRegexp(source, false))).toMatch(message);
  });

  it.each(['(a+)+$', '(a|a)*b', '(a*)*c', '(x+x+)+y', '(.*a){12}'])('%j takes no time to speak of', (source) => {
    expect([true, false, 'too much']).toContain(isIn(`${'a'.repeat(100_000)}!`, parseRegexp(source, false)));
  });
});

describe('globs', () => {
  it.each([
    ['*.pem', '/etc/ssl/a.pem', true],
    ['*.pem', '/etc/a.pem/x', false],
    ['*.PEM', '/a.pem', false],
    ['id_?sa', '/root/.ssh/id_rsa', true],
    ['/etc/*', '/etc/passwd', true],
    ['/etc/*', '/etc/ssl/a.pem', false],
    ['/etc/**', '/etc/ssl/a.pem', true],
    ['etc/**', '/etc/ssl', true],
    ['**/*.pem', '/a.pem', true],
    ['**/ssl/*.pem', '/etc/ssl/a.pem', true],
    ['**/ssl/*.pem', '/etc/xssl/a.pem', false],
    ['/usr/**/bin/*', '/usr/bin/ls', true],
    ['{a,b*}.txt', '/x/bcd.txt', true],
    ['{a,b', '/{a,b', true],
    ['[!a-c]x', '/dx', true],
    ['[!a-c]x', '/ax', false],
    ['[]]x', '/]x', true],
    ['[x', '/[x', true],
    ['\\*', '/*', true],
    ['\\*', '/a', false],
    ['a', '/a', true],
    ['a', '/ba', false],
  ])('%j and %j', (source, subject, expected) => {
    expect(isIn(subject, parseGlob(source, false))).toBe(expected);
  });

  it('with many braces inside each other have a problem', () => {
    expect(isIn('a', parseGlob(`${'{'.repeat(200)}}`, false))).toMatch(/too many/);
  });
});
