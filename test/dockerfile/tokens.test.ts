import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { parserCases } from './parserCases';

/** The tokens of a text as `kind:text`, blanks and line breaks left out. */
function tokens(text: string): string[] {
  return parseDockerfile(text)
    .tokens.filter(({ kind }) => kind !== 'whitespace' && kind !== 'lineBreak')
    .map(({ kind, span }) => `${kind}:${text.slice(span.start, span.end)}`);
}

describe('tokens', () => {
  it.each([
    [
      '\ufeff# escape=`\n# c\n\nFROM a\n',
      ['bom:\ufeff', 'directive:# escape=`', 'comment:# c', 'emptyLine:\n', 'keyword:FROM', 'argument:a'],
    ],
    [
      ' RU\\\nN --mount=a \\ \t\n --b="c d" -- \\\r\n  # c\n\n  ls  -la \\\n',
      [
        'keyword:RU',
        'continuation:\\',
        'keyword:N',
        'flag:--mount=a',
        'continuation:\\ \t',
        'flag:--b="c d"',
        'flag:--',
        'continuation:\\',
        'comment:# c',
        'emptyLine:\n',
        'argument:ls  -la',
        'continuation:\\',
      ],
    ],
    [
      'ONBUILD COPY --from=a <<A <<-B /x\n1\nA\n\t2\n\tB\r\nUSER b',
      [
        'keyword:ONBUILD',
        'keyword:COPY',
        'flag:--from=a',
        'argument:<<A <<-B /x',
        'heredocBody:1\n',
        'heredocEnd:A',
        'heredocBody:\t2\n',
        'heredocEnd:B',
        'keyword:USER',
        'argument:b',
      ],
    ],
    ['RUN <<E\nFROM\n', ['keyword:RUN', 'argument:<<E', 'heredocBody:FROM\n']],
    ['#a\n# escape=`\n\\\nRUN', ['comment:#a', 'comment:# escape=`', 'continuation:\\', 'keyword:RUN']],
    ['', []],
  ])('%j', (text, expected) => expect(tokens(text)).toEqual(expected));

  it.each(parserCases.map((it) => [it.name, it.dockerfile] as const))('make up the text: %s', (_name, text) => {
    const { tokens } = parseDockerfile(text);
    expect(tokens.map(({ span }) => text.slice(span.start, span.end)).join('')).toBe(text);
    expect(tokens.every(({ span }) => span.end > span.start)).toBe(true);
  });

  it('are made once', () => {
    const tree = parseDockerfile('FROM a\n');
    expect(tree.tokens).toBe(tree.tokens);
  });
});
