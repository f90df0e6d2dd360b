import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../server/src/config/file';
import type { ConfigurationKind } from '../../server/src/config/places';
import { configurationActions } from '../../server/src/features/configurationActions';
import { applyEdits } from '../../server/src/text/edit';
import { marked } from '../support/marks';
import '../support/propertyRuns';

/** What is offered for the marked place: titles, and the text after each. */
function fixesAt(kind: ConfigurationKind, source: string): [string, string][] {
  const { text, spans } = marked(source);
  return configurationActions(readConfiguration(text, kind).problems, spans[0]!).map(({ fix }) => [
    fix.title,
    applyEdits(text, fix.edits),
  ]);
}

describe('strata.yaml', () => {
  it.each<[string, string, [string, string][]]>([
    [
      'a key that is nearly one',
      '«profil»: strict\nrules: {}\n',
      [
        ['Write profile', 'profile: strict\nrules: {}\n'],
        ['Remove profil', 'rules: {}\n'],
      ],
    ],
    [
      'a key whose right form is there already',
      'profile: strict\n«profil»: strict\n',
      [['Remove profil', 'profile: strict\n']],
    ],
    [
      'a key with lines below it',
      'a: 1\n«colour»: # of words\n  red:\n    - 1 # more\n\n# more\nprofile: strict\n',
      [['Remove colour', 'a: 1\n\n# more\nprofile: strict\n']],
    ],
    ['the only key', '«colour»: red', [['Remove colour', '']]],
    ['a key that holds an anchor', '«colour»: &a red\nb: *a\n', []],
    ['a key in the middle of a line', '? «colour»\n: red\n', []],
    [
      'a rule in quotes',
      'rules:\r\n  «"latest-tags"»: off\r\n  DL3008: off\r\n',
      [
        ['Write latest-tag', 'rules:\r\n  "latest-tag": off\r\n  DL3008: off\r\n'],
        ['Remove latest-tags', 'rules:\r\n  DL3008: off\r\n'],
      ],
    ],
    ['a rule like no other', 'rules: {«DL1»: off, DL3008: off}\n', [['Remove DL1', 'rules: {DL3008: off}\n']]],
    ['the last rule in braces', 'rules: {DL3008: off, «DL1»: off }\n', [['Remove DL1', 'rules: {DL3008: off }\n']]],
    ['the only rule in braces', 'rules: {\n  «DL1»: off,\n}\n', [['Remove DL1', 'rules: {\n  \n}\n']]],
    [
      'a rule between comments in braces',
      'rules: {\n  DL3008: off, # why\n  «DL1»: off, # why not\n  DL3009: off\n}\n',
      [],
    ],
    [
      'a rule that stands twice',
      'rules:\n  DL3008: off\n  «DL3008»: error # no\n',
      [['Remove the repeated DL3008', 'rules:\n  DL3008: off\n']],
    ],
    [
      'a key that stands twice',
      'profile: strict\n«profile»: hadolint\n',
      [['Remove the repeated profile', 'profile: strict\n']],
    ],
    ['a profile', "profile: '«strikt»'\n", [['Write strict', "profile: 'strict'\n"]]],
    ['a severity', 'rules:\n  size: «warn»\n', [['Write warning', 'rules:\n  size: warning\n']]],
    ['a severity that is no word', 'rules:\n  size: «false»\n', [['Write off', 'rules:\n  size: off\n']]],
    [
      'a severity of hadolint',
      'rules: {size: {severity: «style»}}\n',
      [['Write hint', 'rules: {size: {severity: hint}}\n']],
    ],
    ['a severity like no other', 'rules:\n  size: «loud»\n', []],
    [
      'an option',
      'rules:\n  latest-tag:\n    options:\n      «alow»: [a]\n',
      [
        ['Write allow', 'rules:\n  latest-tag:\n    options:\n      allow: [a]\n'],
        ['Remove alow', 'rules:\n  latest-tag:\n    options:\n'],
      ],
    ],
    [
      'a value of an option',
      'rules:\n  keyword-not-upper-case: {options: {style: «uper»}}\n',
      [['Write upper', 'rules:\n  keyword-not-upper-case: {options: {style: upper}}\n']],
    ],
    [
      'options of a category',
      'rules:\n  size:\n    severity: error\n    options: «{a: 1}»\n',
      [['Remove options', 'rules:\n  size:\n    severity: error\n']],
    ],
    [
      'a second document',
      'profile: strict\n«---\ncontext: b»\n---\nd: 1\n',
      [['Remove what follows the first document', 'profile: strict\n']],
    ],
  ])('is mended in %s', (_, source, expected) => expect(fixesAt('strata', source)).toEqual(expected));

  it('is told once of what an alias repeats', () => {
    const { problems } = readConfiguration('rules:\n  DL3008: &a {sevrity: off}\n  DL3009: *a\n', 'strata');
    expect(problems).toHaveLength(1);
  });

  it('can lose a context that is no folder', () => {
    const text = 'profile: strict\ncontext: nowhere # yet\n';
    const [fix] = readConfiguration(text, 'strata').missingContext!.fixes;
    expect(applyEdits(text, fix!.edits)).toBe('profile: strict\n');
  });
});

it('is not offered in what is no YAML', () => {
  const text = 'profile: strict\nprofile: strict\nrules: {\n';
  const { problems } = readConfiguration(text, 'strata');
  expect(problems.map(({ message }) => message)).toContain('"profile" stands here twice: the first one counts.');
  expect(problems.flatMap(({ fixes }) => fixes)).toEqual([]);
});

describe('.hadolint.yaml', () => {
  it.each<[string, string, [string, string][]]>([
    [
      'a code',
      'ignored:\n  - DL3008\n  - «DL9999»  # old\n  - SC2086\n',
      [['Remove DL9999', 'ignored:\n  - DL3008\n  - SC2086\n']],
    ],
    ['a code in brackets', 'ignored: [«DL9999», DL3008]\n', [['Remove DL9999', 'ignored: [DL3008]\n']]],
    [
      'a key',
      'override:\n  «warn»: [DL3010]\n',
      [
        ['Write warning', 'override:\n  warning: [DL3010]\n'],
        ['Remove warn', 'override:\n'],
      ],
    ],
    ['a list that is none', 'ignored: «DL3008, DL3009»\n', [['Make it a list', 'ignored: [DL3008, DL3009]\n']]],
    ['a list of one in quotes', 'trustedRegistries: «"*.io"»\n', [['Make it a list', 'trustedRegistries: ["*.io"]\n']]],
    ['a list that is a text', 'trustedRegistries: «|»\n  docker.io\n', []],
    ['a threshold', 'failure-threshold: «warn»\n', [['Write warning', 'failure-threshold: warning\n']]],
    ['a truth', 'no-fail: «ture»\n', [['Write true', 'no-fail: true\n']]],
  ])('is mended in %s', (_, source, expected) => expect(fixesAt('hadolint', source)).toEqual(expected));
});

describe('any fix', () => {
  const words = ['profile', 'profil', 'rules', 'ignored', 'ignore', 'override', 'warn', 'latest-tags', 'DL3008', 'DL1'];
  const word = fc.constantFrom(...words, 'off', 'strikt', '"off"', '# x', '&a b', '!!str c', 'options', 'context');
  const flow = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      word.filter((each) => each !== '# x'),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc
        .array(fc.tuple(word, tie('value')), { maxLength: 3 })
        .map(
          (entries) => `{ ${entries.map(([key, value]) => `${key === '# x' ? 'k' : key}: ${value}`).join(',\n    ')} }`,
        ),
    ),
  })).value;
  const line = fc
    .tuple(fc.constantFrom('', '', '  ', '    ', '  - ', '- '), word, fc.oneof(flow, fc.constant('')), fc.boolean())
    .map(([indent, key, value, isEntry]) => (isEntry ? `${indent}${key}: ${value}` : `${indent}${key}`));
  const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));

  it.each<ConfigurationKind>(['strata', 'hadolint'])('of %s leaves YAML as good as it was', (kind) => {
    fc.assert(
      fc.property(text, (source) => {
        const before = readConfiguration(source, kind);
        for (const problem of before.problems) {
          for (const { edits, isPreferred } of problem.fixes) {
            const after = readConfiguration(applyEdits(source, edits), kind);
            const broken = /^This is not valid YAML|^No value above/;
            const count = (problems: typeof after.problems) =>
              problems.filter(({ message }) => broken.test(message)).length;
            expect(count(after.problems)).toBeLessThanOrEqual(count(before.problems));
            if (!isPreferred && count(before.problems) === 0) {
              expect(after.problems.length).toBeLessThan(before.problems.length);
            }
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
