import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { withContext } from '../../server/src/features/contextFacts';
import { lintModel, ruleSetFor } from '../../server/src/features/diagnostics';
import type { ContextPlace } from '../../server/src/model/contextSurvey';
import { buildModel } from '../../server/src/model/model';
import type { Finding } from '../../server/src/rules/rule';
import { applyEdits } from '../../server/src/text/edit';
import { type ContextFiles, surveyed } from '../support/contexts';

const ruleSet = ruleSetFor({ select: ['missing-copy-source', 'copy-of-ignored-file', 'secret-file-copied'] });

function findingsOf(text: string, files: ContextFiles, place: Partial<ContextPlace> = {}): readonly Finding[] {
  const tree = parseDockerfile(text);
  const options = withContext({ ruleSet }, surveyed(buildModel(tree), files, place));
  const { findings, failures } = lintModel(buildModel(tree, options), options);
  expect(failures).toEqual([]);
  return findings;
}

const messages = (lines: string, files: ContextFiles, place?: Partial<ContextPlace>) =>
  findingsOf(`FROM alpine\n${lines}\n`, files, place).map(({ message }) => message);

describe('a source that does not exist', () => {
  it.each<[string, string]>([
    ['a wildcard that matches nothing', 'COPY a *.txt /x/'],
    ['a wildcard below a folder that exists', 'COPY a b/*.txt /x/'],
    ['a heredoc', 'COPY a <<EOF /x/\ntext\nEOF'],
    ['an address', 'ADD a https://example.com/c /x/'],
    ['another stage', 'COPY a /x/\nCOPY --from=alpine c /x/'],
    ['an argument without a default', 'ARG C\nCOPY a $C /x/'],
    ['an argument with a default, which may be set', 'ARG C=c\nCOPY a $C /x/'],
    ['a trigger', 'COPY a /x/\nONBUILD COPY c /x/'],
    ['what lies behind a link', 'COPY a link/c /x/'],
    ['above the root what is in the root', 'COPY a ../a /x/'],
    ['guessing, when nothing is found at all', 'COPY c d /x/'],
  ])('is not %s', (_, line) => {
    expect(messages(line, { a: 1, 'b/d': 1, 'link@': 0 })).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['a name', 'COPY a c.txt /x/', 'c.txt does not exist in shop, the build context.'],
    ['a folder in front of a wildcard', 'COPY a c.d/*.txt /x/', 'c.d/*.txt does not exist in shop, the build context.'],
    ['an expanded name', 'ENV C=c.txt\nCOPY a $C /x/', 'c.txt does not exist in shop, the build context.'],
    [
      'a bind mount',
      'COPY a /x/\nRUN --mount=type=bind,source=c.txt,target=/c true',
      'c.txt does not exist in shop, the build context.',
    ],
    [
      'the other case',
      'COPY a README.MD /x/',
      'README.MD does not exist in shop, the build context; did you mean README.md?',
    ],
    [
      'above the root',
      'COPY a ../lib.ts /x/',
      '../lib.ts leads out of the build context, where a build sees nothing, and lib.ts does not exist in shop, the context.',
    ],
  ])('is told: %s', (_, line, expected) => {
    const files = { 'shop/a': 1, 'shop/README.md': 1 };
    expect(messages(line, files, { folder: 'shop' })).toEqual([expected]);
  });

  it.each<[string, string | undefined, string, string]>([
    ['an error where the user has named the context', '', 'COPY c.txt /x/', 'error build'],
    ['a warning where it is a guess', undefined, 'COPY a c.txt /x/', 'warning correctness'],
    ['a hint where something else makes it first', undefined, 'COPY a dist/c.js /x/', 'hint correctness'],
  ])('is %s', (_, given, line, expected) => {
    const findings = findingsOf(`FROM alpine\n${line}\n`, { a: 1 }, { given });
    expect(findings.map(({ severity, category }) => `${severity} ${category}`)).toEqual([expected]);
  });
});

describe('a source that is left out', () => {
  it.each<[string, string, string, string[]]>([
    ['a file', 'b\n', 'COPY b /x', ['b is not in the build context: line 1 of .dockerignore, b, leaves it out.']],
    ['a folder', 'd\n', 'COPY d /x', ['d is not in the build context: line 1 of .dockerignore, d, leaves it out.']],
    [
      'all in a folder',
      'd/*\n',
      'COPY d /x',
      ['Nothing in d is in the build context: line 1 of .dockerignore, d/*, leaves it out.'],
    ],
    [
      'all of an ending',
      '**/*.log\n',
      'COPY d/*.log /x',
      ['d/*.log is not in the build context: line 1 of .dockerignore, **/*.log, leaves it out.'],
    ],
    ['a part of a folder', 'd/e.log\n', 'COPY d /x', []],
    ['a part of what a wildcard matches', 'd/e.log\n', 'COPY d/* /x', []],
    ['what is taken back', '*\n!d\n', 'COPY d /x', []],
    ['what is taken back in part', '*\n!d/f.txt\n', 'COPY d /x', []],
    [
      'taken back elsewhere',
      '*\n!b\n',
      'COPY d /x',
      ['d is not in the build context: line 1 of .dockerignore, *, leaves it out.'],
    ],
    [
      'everything',
      '*\n',
      'COPY . /x',
      ['The build context is empty: line 1 of .dockerignore, *, leaves out everything.'],
    ],
    ['everything but one', '*\n!b\n', 'COPY . /x', []],
    [
      'what does not exist',
      'dist\n',
      'COPY b dist /x/',
      ['dist is not in the build context: line 1 of .dockerignore, dist, leaves it out.'],
    ],
  ])('%s', (_, ignored, line, expected) => {
    expect(messages(line, { '.dockerignore': ignored, b: 1, 'd/e.log': 1, 'd/f.txt': 1 })).toEqual(expected);
  });

  it('names the line in its file', () => {
    const text = '# Logs.\r\n*.log\r\n';
    const [finding] = findingsOf('FROM alpine\nCOPY a.log /x\n', { '.dockerignore': text, 'a.log': 1 });
    const [{ span, file } = { span: undefined, file: undefined }] = finding!.related;
    expect(text.slice(span?.start, span?.end)).toBe('*.log');
    expect(file).toEqual({ folder: '', name: '.dockerignore', text });
  });
});

describe('a secret file', () => {
  const key = '-----BEGIN RSA PRIVATE KEY-----\n';
  it.each<[string, ContextFiles, number]>([
    ['a private key by its name', { 'keys/id_rsa': 1700 }, 1],
    ['a private key by its text', { 'tls/server.key': key, 'tls/other.pem': key }, 1],
    ['a certificate', { 'tls/server.pem': '-----BEGIN CERTIFICATE-----\n' }, 0],
    ['an environment with a password', { '.env': 'DEBUG=1\nDB_PASSWORD=hunter2\n' }, 1],
    ['an environment without one', { '.env': 'DEBUG=1\nPORT=80\n' }, 0],
    ['an example', { '.env.example': 'DB_PASSWORD=change-me\n' }, 0],
    ['a token for a registry', { '.npmrc': '//registry.example.com/:_authToken=abc\n' }, 1],
    ['a token that comes from outside', { '.npmrc': `//registry.example.com/:_authToken=$${'{TOKEN}'}\n` }, 0],
    ['one that is left out', { '.env': 'API_KEY=a\n', '.dockerignore': '.env\n' }, 0],
  ])('%s', (_, files, expected) => {
    expect(messages('COPY . /x/', { a: 1, ...files })).toHaveLength(expected);
  });

  it('is nobody’s business in a stage that is not part of the image', () => {
    expect(findingsOf('FROM alpine AS build\nCOPY . /x\nFROM alpine\nCOPY a /x\n', { a: 1, id_rsa: 1 })).toEqual([]);
  });
});

it('is repaired', () => {
  const text = 'FROM alpine\nCOPY a src/mian.ts /x/\n';
  const [finding] = findingsOf(text, { a: 1, 'src/main.ts': 1 });
  expect(applyEdits(text, finding!.fixes[0]!.edits)).toBe('FROM alpine\nCOPY a src/main.ts /x/\n');
});

it.each([
  ['# All.\n*\n', '# All.\n*\n!src/main.ts\n'],
  ['*', '*\n!src/main.ts\n'],
  ['*\r\n', '*\r\n!src/main.ts\r\n'],
])('%j is taken back in with a line in the ignore file', (ignored, expected) => {
  const text = 'FROM alpine\nCOPY src/main.ts /x/\n';
  const [finding] = findingsOf(text, { '.dockerignore': ignored, 'src/main.ts': 1 });
  const [fix] = finding!.fixes;
  expect(fix).toMatchObject({ safe: false, file: { folder: '', name: '.dockerignore', text: ignored } });
  expect(applyEdits(ignored, fix!.edits)).toBe(expected);
  expect(findingsOf(text, { '.dockerignore': expected, 'src/main.ts': 1 })).toEqual([]);
});
