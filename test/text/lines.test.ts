import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexLines, lineAt, offsetAt, placeAt } from '../../server/src/text/lines';
import '../support/propertyRuns';

describe('lines', () => {
  const text = 'a\r\nbc\rd\n\nx';
  const lines = indexLines(text);

  it('end at LF only', () => expect(lines).toEqual({ starts: [0, 3, 8, 9], length: 10 }));

  it.each([
    [0, 0, 0],
    [2, 0, 2],
    [3, 1, 0],
    [7, 1, 4],
    [8, 2, 0],
    [9, 3, 0],
    [10, 3, 1],
  ])('offset %i is line %i, column %i', (offset, line, column) => {
    expect(placeAt(lines, offset)).toEqual({ line, column });
    expect(offsetAt(lines, { line, column })).toBe(offset);
  });

  it('clamp what lies outside', () => {
    expect([lineAt(lines, -5), lineAt(lines, 99)]).toEqual([0, 3]);
    expect([placeAt(lines, -5), placeAt(lines, 99)]).toEqual([
      { line: 0, column: 0 },
      { line: 3, column: 1 },
    ]);
    const outside = [
      { line: -1, column: 3 },
      { line: 1, column: 99 },
      { line: 1, column: -2 },
      { line: 9, column: 0 },
    ];
    expect(outside.map((place) => offsetAt(lines, place))).toEqual([0, 7, 3, 10]);
  });

  it('lead back to every offset', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\n', '\r', 'é')), fc.nat(20), (parts, offset) => {
        const index = indexLines(parts.join(''));
        const inside = Math.min(offset, index.length);
        expect(offsetAt(index, placeAt(index, inside))).toBe(inside);
      }),
    );
  });
});
