import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { foldsOf } from '../../server/src/features/folding';
import { type OutlineItem, outlineOf } from '../../server/src/features/outline';
import { buildModel } from '../../server/src/model/model';
import { marked } from '../support/marks';

/** The outline as an indented list of names and details. */
function written(items: readonly OutlineItem[], indent = ''): string {
  return items
    .map(
      ({ name, detail, children }) =>
        `${indent}${name}${detail && ` | ${detail}`}\n${written(children, `${indent}  `)}`,
    )
    .join('');
}

function outline(text: string): OutlineItem[] {
  return outlineOf(buildModel(parseDockerfile(text)));
}

function checkOutline(text: string, expected: string): void {
  expect(written(outline(text)).trim()).toBe(expected.trim());
}

describe('outline', () => {
  it('has global arguments and stages with their instructions', () => {
    checkOutline(
      'ARG A=1 B\nFROM golang:1.24 AS build\nRUN make \\\n  all\nENV X=1 \\\n  Y=2\nFROM scratch\nCOPY --from=build /a /b\nCMD ["/b"]\n',
      `
A | ARG 1
B | ARG
build | golang:1.24
  RUN | make   all
  X | 1
  Y | 2
scratch | stage 1
  COPY | /a /b
  CMD | ["/b"]`.replace('make   all', 'make all'),
    );
  });

  it.each([
    ['', ''],
    ['# only a comment', ''],
    ['RUN ls', 'RUN | ls'],
    ['FROM', 'stage 0 | stage 0'],
    ['FROM a\nFOO bar', 'a | stage 0\n  FOO | bar'],
    ['FROM a\nENV', 'a | stage 0\n  ENV'],
  ])('of %j', (text, expected) => {
    checkOutline(text, expected);
  });

  it('shortens long commands', () => {
    expect(outline(`FROM a\nRUN ${'x'.repeat(500)}`)[0]!.children[0]!.detail).toMatch(/^x{79}…$/);
  });

  it('selects names within what belongs to them', () => {
    const { text, spans } = marked('«FROM a AS «build»\n«ENV»\nENV ««X»=1»»\n');
    const [stage] = outline(text);
    expect([stage!.span, stage!.nameSpan]).toEqual([spans[0], spans[1]]);
    const [empty, pair] = stage!.children;
    expect(empty!.nameSpan).toEqual(spans[2]);
    expect([pair!.span, pair!.nameSpan]).toEqual([spans[3], spans[4]]);
  });
});

/** Checks that exactly the marked places fold; the order does not matter. */
function checkFolds(source: string, ...kinds: readonly (string | undefined)[]): void {
  const { text, spans } = marked(source);
  const folds = foldsOf(buildModel(parseDockerfile(text)));
  const order = (a: { start: number; end: number }, b: { start: number; end: number }) =>
    a.start - b.start || b.end - a.end;
  expect(folds.map(({ span }) => span).sort(order)).toEqual([...spans].sort(order));
  if (kinds.length > 0) {
    expect(folds.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
  }
}

describe('folding', () => {
  it.each([
    ['stages and instructions of several lines', '«FROM a\n«RUN x \\\n  y»\nCOPY a b»\n\n«FROM b\nRUN z»\n'],
    ['nothing in one line', 'FROM a'],
    ['a heredoc with its instruction', '«FROM a\n«RUN <<EOF\nls\nEOF»»\n'],
    ['each of several heredocs', '«FROM a\n«COPY <<A <<B /\n«a\na»\nA\n«b\nb»\nB»»\n'],
    ['runs of comments', '«# a\n# b»\n\n# c\nFROM a\n'],
    ['regions', '«# region x\n# a\nFROM a\n#endregion»\n'],
    ['nested regions', '«#region\n«#region\nFROM a\n#endregion»\n#endregion»\n'],
    ['no region without its end', '#region\nFROM a\n'],
  ])('%s', (_name, source) => {
    checkFolds(source);
  });

  it('tells comments and regions apart', () => {
    checkFolds('«# region\n«# a\n# b»\n#endregion»\n«FROM a\nRUN x»\n', 'region', 'comment', undefined);
  });
});
