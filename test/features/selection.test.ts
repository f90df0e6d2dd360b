import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { selectionsAt } from '../../server/src/features/selection';
import { buildModel } from '../../server/src/model/model';
import { contains } from '../../server/src/text/span';
import { marked } from '../support/marks';

/** Checks what is selected step by step at `‸`, from the innermost outwards. */
function checkSelections(source: string, ...steps: readonly string[]): void {
  const { text, cursor } = marked(source);
  const spans = selectionsAt(buildModel(parseDockerfile(text)), cursor!);
  expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(steps);
}

describe('selection', () => {
  const stage = 'FROM a\nCOPY --chown=$U:g x y';

  it.each([
    ['a keyword', 'FR‸OM a', ['FROM', 'FROM a']],
    ['a flag', 'FROM a\nCOPY --ch‸own=$U:g x y', ['--chown=$U:g', 'COPY --chown=$U:g x y', stage]],
    [
      'a variable',
      'FROM a\nCOPY --chown=$U‸:g x y',
      ['U', '$U', '$U:g', '--chown=$U:g', 'COPY --chown=$U:g x y', stage],
    ],
    ['a word', 'FROM a\nCOPY --chown=$U:g ‸x y', ['x', 'x y', 'COPY --chown=$U:g x y', stage]],
    [
      'a mount',
      'FROM a\nRUN --mount=type=cac‸he,id=x y\n',
      [
        'cache',
        'type=cache',
        'type=cache,id=x',
        '--mount=type=cache,id=x',
        'RUN --mount=type=cache,id=x y',
        'FROM a\nRUN --mount=type=cache,id=x y',
        'FROM a\nRUN --mount=type=cache,id=x y\n',
      ],
    ],
    ['JSON', 'FROM a\nCMD ["a‸b", "c"]', ['ab', '"ab"', '["ab", "c"]', 'CMD ["ab", "c"]', 'FROM a\nCMD ["ab", "c"]']],
    ['a pair', 'FROM a\nENV A=‸1 B=2', ['1', 'A=1', 'A=1 B=2', 'ENV A=1 B=2', 'FROM a\nENV A=1 B=2']],
    [
      'ONBUILD',
      'FROM a\nONBUILD RUN l‸s x',
      ['ls', 'ls x', 'RUN ls x', 'ONBUILD RUN ls x', 'FROM a\nONBUILD RUN ls x'],
    ],
    ['a comment', '# no‸te\nFROM a', ['# note', '# note\nFROM a']],
    ['nothing', '‸\n\nFROM a', ['\n\nFROM a']],
  ])('around %s', (_name, source, steps) => {
    checkSelections(source, ...steps);
  });

  it('always grows', () => {
    const pieces = fc.constantFrom(
      'FROM a AS b',
      'RUN --mount=type=x,y ls',
      '\\\n',
      '\n',
      ' ',
      '<<EOF',
      '$A',
      '["a"]',
      '# c',
      'ENV A=b',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 15 }), fc.nat(120), (parts, at) => {
        const text = parts.join('');
        const offset = Math.min(at, text.length);
        const spans = selectionsAt(buildModel(parseDockerfile(text)), offset);
        spans.forEach((span, index) => {
          expect(contains(span, { start: offset, end: offset })).toBe(true);
          const outer = spans[index + 1];
          expect(!outer || (contains(outer, span) && !contains(span, outer))).toBe(true);
        });
      }),
    );
  });
});
