import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonParts } from '../../server/src/cli/jsonParts';
import { writePieces } from '../../server/src/cli/writePieces';
import type { OutputStream } from '../../server/src/ports';

const jsonText = (value: unknown): string => [...jsonParts(value)].join('');

describe('JSON in pieces', () => {
  it('is what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 7 }), (value) => {
        expect(jsonText(value)).toBe(`${JSON.stringify(value, null, 2)}\n`);
      }),
    );
    expect(jsonText({ a: undefined, b: [{}, [], { c: 'x\ny' }] })).toBe(
      `${JSON.stringify({ b: [{}, [], { c: 'x\ny' }] }, null, 2)}\n`,
    );
  });

  it('takes anything that can be walked for a list', () => {
    expect(jsonText({ none: new Set(), some: new Set([1, { a: 2 }]) })).toBe(
      `${JSON.stringify({ none: [], some: [1, { a: 2 }] }, null, 2)}\n`,
    );
  });

  it('is written in pieces when it is long, none before the one ahead is on its way', async () => {
    const report = { images: [{ wasted: Array.from({ length: 50_000 }, (_, i) => ({ path: `/${i}` })) }] };
    const pieces: string[] = [];
    let waiting = 0;
    let most = 0;
    const stdout: OutputStream = {
      colours: false,
      write(piece) {
        pieces.push(String(piece));
        most = Math.max(most, ++waiting);
      },
      async drained() {
        waiting = 0;
      },
    };
    await writePieces(jsonParts(report), stdout);
    expect(pieces.join('')).toBe(`${JSON.stringify(report, null, 2)}\n`);
    expect(pieces.length).toBeGreaterThan(10);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(100_000);
    expect(most).toBe(1);
  });
});
