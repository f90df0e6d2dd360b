import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeJson } from '../../server/src/cli/writeJson';

function jsonPieces(value: unknown): string[] {
  const pieces: string[] = [];
  writeJson(value, (piece) => pieces.push(piece));
  return pieces;
}

describe('JSON in pieces', () => {
  it('is what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 7 }), (value) => {
        expect(jsonPieces(value).join('')).toBe(`${JSON.stringify(value, null, 2)}\n`);
      }),
    );
    expect(jsonPieces({ a: undefined, b: [{}, [], { c: 'x\ny' }] }).join('')).toBe(
      `${JSON.stringify({ b: [{}, [], { c: 'x\ny' }] }, null, 2)}\n`,
    );
  });

  it('comes in pieces when it is long', () => {
    const pieces = [
      ...jsonPieces({ images: [{ wasted: Array.from({ length: 50_000 }, (_, i) => ({ path: `/${i}` })) }] }),
    ];
    expect(pieces.length).toBeGreaterThan(10);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(100_000);
  });
});
