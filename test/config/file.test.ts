import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../server/src/config/file';
import { type ConfigurationKind, kindOfConfiguration } from '../../server/src/config/places';
import { ruleSetFor } from '../../server/src/features/diagnostics';
import { marked } from '../support/marks';
import '../support/propertyRuns';

/** Checks what a file says, and the messages at the marked places. */
function checkFile(kind: ConfigurationKind, source: string, expected: unknown, messages: readonly string[] = []): void {
  const { text, spans } = marked(source);
  const { configuration, problems } = readConfiguration(text, kind);
  expect(problems.map(({ span, message }) => ({ span, message }))).toEqual(
    messages.map((message, index) => ({ span: spans[index], message })),
  );
  expect(configuration).toEqual(expected);
}

describe('strata.yaml', () => {
  it.each<[string, string, unknown, string[]?]>([
    ['nothing', '', {}],
    ['only comments', '# later\n', {}],
    ['an empty key', 'rules:\nprofile:\n', {}],
    ['a profile', 'profile: strict\n', { profile: 'strict' }],
    ['a byte order mark', '\uFEFFprofile: strict\n', { profile: 'strict' }],
    [
      'rules',
      'rules:\n  dl3008: off\n  Size: "error"\n  all: hint\n  latest-tag: {severity: info, options: {allow: [a, b]}}\n',
      {
        rules: {
          DL3008: 'off',
          size: 'error',
          all: 'hint',
          'latest-tag': { severity: 'info', options: { allow: ['a', 'b'] } },
        },
      },
    ],
    ['the codes of ShellCheck', 'rules: {SC2086: off}\n', { rules: { SC2086: 'off' } }],
    [
      'build arguments as they are written',
      'buildArgs:\n  VERSION: 3.10\n  DEBUG: true\n  NONE: ""\n  NAME: "a b"\n',
      { buildArgs: { VERSION: '3.10', DEBUG: 'true', NONE: '', NAME: 'a b' } },
    ],
    ['a context', 'context: ../app\n', { context: '../app' }],
    [
      'aliases',
      'rules:\n  DL3008: &quiet {severity: hint}\n  DL3013: *quiet\n',
      { rules: { DL3008: { severity: 'hint' }, DL3013: { severity: 'hint' } } },
    ],
    [
      'an alias of nothing',
      'profile: strict\nrules: «*nope»\n',
      { profile: 'strict' },
      ['No value above has the anchor "&nope", for which "*nope" stands.'],
    ],
    [
      'a second document',
      '«profil»: strict\ncontext: a\n«---\ncontext: b»\n',
      { context: 'a' },
      [
        'There is no "profil" here: did you mean "profile"?',
        'Only the first document of this file counts: remove this one.',
      ],
    ],
    [
      'an unknown key beside a known one',
      '«profil»: strict\ncontext: a\n',
      { context: 'a' },
      ['There is no "profil" here: did you mean "profile"?'],
    ],
    [
      'an unknown key like no other',
      '«colour»: red\nrules: {latest-tag: {«level»: off}}\n',
      { rules: { 'latest-tag': {} } },
      [
        'There is no "colour" here: remove it, or write profile, rules, buildArgs or context.',
        'There is no "level" here: remove it, or write severity or options.',
      ],
    ],
    [
      'an unknown profile',
      'profile: «strikt»\n',
      {},
      ['"profile" must be recommended, strict, hadolint or buildkit: did you mean "strict"?'],
    ],
    [
      'an unknown rule',
      'rules:\n  «latest-tags»: off\n  «DL1»: off\n  DL3007: off\n',
      { rules: { DL3007: 'off' } },
      [
        'There is no rule, code or category "latest-tags": did you mean "latest-tag"?',
        'There is no rule, code or category "DL1": correct it, or leave it out.',
      ],
    ],
    [
      'severities that are none',
      'rules:\n  latest-tag: «loud»\n  untagged-image: «[error]»\n  DL3008: {severity: «1», «sevrity»: error}\n',
      { rules: { DL3008: {} } },
      [
        'The setting of "latest-tag" must be one of off, hint, info, warning, error, or an object with severity and options.',
        'The setting of "untagged-image" must be one of off, hint, info, warning, error, or an object with severity and options.',
        'The setting of "DL3008" must be one of off, hint, info, warning, error, or an object with severity and options.',
        'There is no "sevrity" here: did you mean "severity"?',
      ],
    ],
    [
      'options that are none',
      'rules:\n  keyword-not-upper-case:\n    options: {style: «camel», «stile»: upper}\n  size:\n    options: «{a: 1}»\n',
      { rules: { 'keyword-not-upper-case': { options: {} }, size: { options: {} } } },
      [
        'The option "style" of keyword-not-upper-case must be one of upper, majority.',
        'The rule keyword-not-upper-case has no option "stile": did you mean "style"?',
        'Options belong to a rule, and size stands for several.',
      ],
    ],
    [
      'values of the wrong type',
      'rules: «[a]»\nbuildArgs: «1»\ncontext: «{a: b}»\n',
      {},
      [
        '"rules" must have names with values below it.',
        '"buildArgs" must have names with values below it.',
        '"context" must be a string.',
      ],
    ],
    [
      'a build argument without a value',
      'buildArgs:\n  «A»:\n  B: «[1]»\n  C: x\n',
      { buildArgs: { C: 'x' } },
      [
        'The build argument A has no value here: write one, or "" for an empty one.',
        'The build argument B must be a string.',
      ],
    ],
    ['a list', '«- a»\n', {}, ['This file must have names with values below it.']],
    [
      'a key that stands twice',
      'profile: strict\n«profile»: hadolint\n',
      { profile: 'strict' },
      ['"profile" stands here twice: the first one counts.'],
    ],
    [
      'a rule that stands twice',
      'rules:\n  DL4000: error\n  «dl4000»: off\n',
      { rules: { DL4000: 'error' } },
      ['"DL4000" stands here twice: the first one counts.'],
    ],
  ])('with %s', (_, source, expected, messages) => checkFile('strata', source, expected, messages));

  it('is told once of what breaks a line', () => {
    const { problems } = readConfiguration('rules:\n  a: [\n b: }\nprofile: "strict\n', 'strata');
    const lines = problems.map(({ span, message }) => `${span.start} ${message.replace(/:.*/, '')}`);
    expect(lines).toEqual(['15 This is not valid YAML', '20 This is not valid YAML']);
  });

  it('is read as far as it is YAML', () => {
    const { configuration, problems } = readConfiguration(
      'profile: strict\nrules: {latest-tag: off\ncontext: a\n',
      'strata',
    );
    expect(configuration.profile).toBe('strict');
    expect(problems[0]?.message).toMatch(/^This is not valid YAML: /);
  });

  it('stops at aliases that grow without end', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i},*a${i}]`);
    const { problems } = readConfiguration(`a0: &a0 [x]\n${levels.join('\n')}\n`, 'strata');
    expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining('Aliases make more than'));
    expect(readConfiguration('a: &a [*a, *a]\n', 'strata').problems.length).toBeGreaterThan(0);
  });

  it.each([['['.repeat(50_000)], ['- '.repeat(40_000)], ['? '.repeat(20_000)], ['a'.repeat(200_000)]])(
    'is told when it cannot be read at all',
    (text) => {
      const { configuration, problems } = readConfiguration(text, 'strata');
      expect(configuration).toEqual({});
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.length).toBeLessThan(60);
    },
  );
});

describe('.hadolint.yaml', () => {
  it.each<[string, string, unknown, string[]?]>([
    [
      'everything that there is',
      `failure-threshold: error
format: sarif
formats: [json, tty]
ignored: [DL3006, SC2086, DL1001]
override:
  error: [DL3009, DL3015]
  warning: [DL3042]
  info: [DL3020, DL3015]
  style: [DL4000]
trustedRegistries: [docker.io, "*.example.com"]
label-schema:
  author: text
  contact: email
  note:
strict-labels: true
disable-ignore-pragma: yes
no-fail: false
no-color: true
verbose: true
`,
      {
        rules: {
          DL3006: 'off',
          SC2086: 'off',
          DL3009: 'error',
          DL3015: 'error',
          DL3042: 'warning',
          DL3020: 'info',
          DL4000: 'hint',
          'untrusted-registry': { options: { registries: ['docker.io', '*.example.com'] } },
          'label-against-schema': {
            options: { schema: { author: 'text', contact: 'email', note: 'text' }, strict: true },
          },
        },
        deafTo: ['hadolint'],
        output: { failOn: 'error', format: 'sarif', plain: true },
      },
    ],
    ['ignoring above overriding', 'ignored: [DL3009]\noverride: {error: [DL3009]}\n', { rules: { DL3009: 'off' } }],
    ['a threshold below all', 'failure-threshold: none\n', { output: { failOn: 'hint' } }],
    ['no failing', 'no-fail: true\nfailure-threshold: error\n', { output: { failOn: 'never' } }],
    ['a format of its own', 'format: checkstyle\n', {}],
    [
      'mistakes',
      'ignored: [«DL9999», DL3008]\n«ignore»: [DL3009]\noverride:\n  «warn»: [DL3010]\nfailure-threshold: «loud»\ntrustedRegistries: «docker.io»\nlabel-schema:\n  a: «mail»\nno-fail: «maybe»\n',
      {
        rules: {
          DL3008: 'off',
          'untrusted-registry': { options: { registries: [] } },
          'label-against-schema': { options: { schema: {} } },
        },
      },
      [
        'There is no rule, code or category "DL9999": correct it, or leave it out.',
        'There is no "ignore" here: did you mean "ignored"?',
        'There is no "warn" here: did you mean "warning"?',
        '"failure-threshold" must be error, warning, info, style, ignore or none.',
        '"trustedRegistries" must be a list.',
        'The type of a must be text, url, rfc3339, semver, hash, spdx or email: did you mean "email"?',
        '"no-fail" must be true or false.',
      ],
    ],
  ])('with %s', (_, source, expected, messages) => checkFile('hadolint', source, expected, messages));
});

it.each<[ConfigurationKind, string]>([
  ['hadolint', '.hadolint.yaml'],
  ['hadolint', '/a/hadolint.yml'],
  ['hadolint', '/home/me/.hadolint/config.yaml'],
  ['strata', 'strata.yaml'],
  ['strata', '/a/ci.yaml'],
  ['strata', '/a/hadolint/ci.yaml'],
])('tells by its name that a file is of %s: %s', (kind, path) => expect(kindOfConfiguration(path)).toBe(kind));

describe('any text', () => {
  const words = ['profile', 'rules', 'ignored', 'override', 'label-schema', 'latest-tag', 'DL3008', 'off', 'error'];
  const piece = fc.oneof(
    fc.constantFrom(
      ...words,
      ': ',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '&a ',
      '*a',
      '"',
      "'",
      '#',
      '---\n',
      '!!x ',
      '|',
      '? ',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

  it.each<ConfigurationKind>(['strata', 'hadolint'])(
    'is read as %s, and leaves nothing that rules complain of',
    (kind) => {
      fc.assert(
        fc.property(text, (source) => {
          const { configuration, problems } = readConfiguration(source, kind);
          expect(ruleSetFor({ ...(configuration.rules && { rules: configuration.rules }) }).mistakes).toEqual([]);
          for (const { span, message } of problems) {
            expect(span.start).toBeGreaterThanOrEqual(0);
            expect(span.end).toBeGreaterThanOrEqual(span.start);
            expect(span.end).toBeLessThanOrEqual(source.length);
            expect(message).toMatch(/\S/);
          }
        }),
        { numRuns: 300 },
      );
    },
  );
});
