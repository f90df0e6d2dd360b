import fc from 'fast-check';
import { expect, it } from 'vitest';
import { composeEdits } from '../../server/src/text/compose';
import { applyEdits, type TextEdit } from '../../server/src/text/edit';
import '../support/propertyRuns';

/** Edits with offsets as parts of the text's length, so that they fit whatever the text is. */
const relativeEdits = fc.array(
  fc.record({
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    size: fc.nat(3),
    newText: fc.string({ maxLength: 3 }),
  }),
  { maxLength: 4 },
);

it('composes passes into edits that do the same in one go', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), fc.array(relativeEdits, { maxLength: 4 }), (text, relative) => {
      let result = text;
      const passes = relative.map((pass) => {
        const edits: TextEdit[] = pass.map(({ from, size, newText }) => {
          const start = Math.floor(from * result.length);
          return { span: { start, end: Math.min(start + size, result.length) }, newText };
        });
        result = applyEdits(result, edits);
        return edits;
      });
      const composed = composeEdits(text, passes);
      expect(applyEdits(text, composed)).toBe(result);
      for (const [index, { span }] of composed.entries()) {
        expect(span.start).toBeGreaterThanOrEqual(composed[index - 1]?.span.end ?? 0);
      }
    }),
  );
});

it.each<[string, TextEdit[][], TextEdit[]]>([
  ['abc', [], []],
  ['abc', [[{ span: { start: 1, end: 2 }, newText: 'B' }]], [{ span: { start: 1, end: 2 }, newText: 'B' }]],
  [
    'abc',
    [[{ span: { start: 3, end: 3 }, newText: 'de' }], [{ span: { start: 4, end: 5 }, newText: '' }]],
    [{ span: { start: 3, end: 3 }, newText: 'd' }],
  ],
  [
    'abc',
    [[{ span: { start: 0, end: 1 }, newText: 'xy' }], [{ span: { start: 0, end: 2 }, newText: '' }]],
    [{ span: { start: 0, end: 1 }, newText: '' }],
  ],
])('%j, %j', (text, passes, expected) => {
  expect(composeEdits(text, passes)).toEqual(expected);
});
