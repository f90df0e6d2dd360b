import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { indexPositions, offsetAt, type PositionEncoding, positionAt } from '../../server/src/lsp/positions';

const encodings: readonly PositionEncoding[] = ['utf-16', 'utf-8', 'utf-32'];

/** Texts with what makes positions hard: all kinds of line ends, and characters of every length. */
const texts = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\n', '\r', '\r\n', ' '), maxLength: 40 });

/** Encoders written in another way than ours: they count the units of a whole piece of text. */
const unitsOf: Record<PositionEncoding, (text: string) => number> = {
  'utf-16': (text) => text.length,
  'utf-8': (text) => Buffer.byteLength(text, 'utf8'),
  'utf-32': (text) => [...text].length,
};

function isCharacterStart(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return !(unit >= 0xdc00 && unit <= 0xdfff);
}

describe('positions', () => {
  it('agree with the reference implementation in UTF-16', () => {
    fc.assert(
      fc.property(texts, fc.nat(50), fc.nat(50), (text, line, character) => {
        const reference = TextDocument.create('file:///a', 'dockerfile', 1, text);
        const index = indexPositions(text, 'utf-16');
        for (let offset = 0; offset <= text.length; offset++) {
          expect(positionAt(index, offset)).toEqual(reference.positionAt(offset));
        }
        expect(offsetAt(index, { line, character })).toBe(reference.offsetAt({ line, character }));
      }),
    );
  });

  it.each(encodings)('lead back to the offset in %s', (encoding) => {
    fc.assert(
      fc.property(texts, (text) => {
        const index = indexPositions(text, encoding);
        for (let offset = 0; offset <= text.length; offset++) {
          const withinLineEnd = text[offset] === '\n' && text[offset - 1] === '\r';
          if (isCharacterStart(text, offset) && !withinLineEnd) {
            expect(offsetAt(index, positionAt(index, offset))).toBe(offset);
          }
        }
      }),
    );
  });

  it.each(encodings)('count the units of %s', (encoding) => {
    const line = 'é€😀x';
    const index = indexPositions(`first\r\n${line}\n`, encoding);
    const offsets = [0, 1, 2, 4, 5];
    expect(offsets.map((offset) => positionAt(index, 7 + offset))).toEqual(
      offsets.map((offset) => ({ line: 1, character: unitsOf[encoding](line.slice(0, offset)) })),
    );
  });

  it('take a column within a character for its start', () => {
    const utf8 = indexPositions('😀x', 'utf-8');
    expect([0, 1, 2, 3, 4, 5, 6].map((character) => offsetAt(utf8, { line: 0, character }))).toEqual([
      0, 0, 0, 0, 2, 3, 3,
    ]);
  });

  it.each([
    [{ line: -1, character: 3 }, 3],
    [{ line: 0, character: -5 }, 0],
    [{ line: 9, character: 0 }, 10],
    [{ line: 0, character: 99 }, 5],
    [{ line: Number.NaN, character: Number.NaN }, 0],
    [{ line: 1.5, character: 2.7 }, 8],
    [{ line: null, character: 'x' } as never, 0],
  ])('clamp %j to %d', (position, offset) => {
    expect(offsetAt(indexPositions('first\nlast', 'utf-16'), position)).toBe(offset);
  });

  it('clamp offsets outside the text', () => {
    const index = indexPositions('ab\ncd', 'utf-16');
    expect(positionAt(index, -3)).toEqual({ line: 0, character: 0 });
    expect(positionAt(index, 99)).toEqual({ line: 1, character: 2 });
  });
});
