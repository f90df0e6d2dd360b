import { describe, expect, it } from 'vitest';
import { checkOptionsOf, frontendOf } from '../../server/src/dockerfile/frontend';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { marked } from '../support/marks';
import { parserCases } from './parserCases';

describe('frontendOf', () => {
  it.each(parserCases.map((it) => [it.name, it] as const))('%s', (_name, { dockerfile, syntax, error }) => {
    if (error?.phase !== 'parse') {
      expect(frontendOf(parseDockerfile(dockerfile))?.image || undefined).toBe(syntax);
    }
  });

  it.each([
    ['# syntax=«docker/dockerfile:1» rest\nFROM a'],
    ['#!/x\n#SYNTAX = «a/b»\r\nFROM a'],
    ['\ufeff# check=skip=all\n# syntax=«a»\nFROM a'],
    ['// syntax=«a»\nFROM a'],
    ['«{"syntax": "a"}»\n'],
  ])('is at the exact words: %j', (source) => {
    const { text, spans } = marked(source);
    expect(frontendOf(parseDockerfile(text))?.span).toEqual(spans[0]);
  });

  it.each([
    ['an indented directive', ' # syntax=a\nFROM a'],
    ['one behind a comment', '# hello\n# syntax=a\nFROM a'],
    ['one behind an indented directive', ' # escape=`\n# syntax=a\nFROM a'],
    ['broken JSON', '{"syntax": "a"'],
    ['JSON with another type', '{"syntax": 1}'],
  ])('is none for %s', (_name, text) => expect(frontendOf(parseDockerfile(text))).toBeUndefined());
});

describe('checkOptionsOf', () => {
  it('reads names with their places', () => {
    const text = '# check=skip=JSONArgsRecommended, ;experimental=all\nFROM a';
    expect(checkOptionsOf(parseDockerfile(text))).toMatchObject({
      skip: [
        { name: 'JSONArgsRecommended', span: { start: 13, end: 32 } },
        { name: '', span: { start: 33, end: 33 } },
      ],
      skipAll: false,
      // What stands behind the first space is cut off.
      experimentalAll: false,
    });
  });

  it.each([
    ['skip=all', { skipAll: true, error: false }],
    ['skip=A,B;error=true', { skip: [{ name: 'A' }, { name: 'B' }], error: true }],
    ['error=1;experimental=all', { error: true, experimentalAll: true }],
    ['experimental=X;skip=Y', { experimental: [{ name: 'X' }], skip: [{ name: 'Y' }] }],
  ])('%s', (value, options) => {
    expect(checkOptionsOf(parseDockerfile(`# check=${value}\nFROM a`))).toMatchObject({
      ...options,
      problem: undefined,
    });
  });

  it('is undefined without the directive', () => {
    expect(checkOptionsOf(parseDockerfile('# skip=all\nFROM a'))).toBeUndefined();
  });
});
