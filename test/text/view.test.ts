import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { originOffset, originSpan, subView, viewOf } from '../../server/src/text/view';
import '../support/propertyRuns';

const origin = 'RUN a \\\n  b \\\nc';
const view = viewOf(origin, [
  { start: 0, end: 6 },
  { start: 8, end: 12 },
  { start: 14, end: 15 },
]);

describe('views', () => {
  it('join parts, leave empty ones out and merge those that touch', () => {
    expect(view.text).toBe('RUN a   b c');
    const { text, runs } = viewOf(origin, [
      { start: 0, end: 3 },
      { start: 3, end: 3 },
      { start: 3, end: 5 },
      { start: 9, end: 9 },
    ]);
    expect({ text, runs }).toEqual({ text: 'RUN a', runs: [{ view: 0, origin: 0, length: 5 }] });
    expect(viewOf(origin, [])).toMatchObject({ text: '', runs: [] });
  });

  it.each([
    [0, 0, 0],
    [5, 5, 5],
    [6, 8, 6],
    [10, 14, 12],
    [11, 15, 15],
    [99, 15, 15],
    [-1, 0, 0],
  ])('offset %i comes from %i, as an end from %i', (offset, start, end) => {
    expect(originOffset(view, offset)).toBe(start);
    expect(originOffset(view, offset, 'end')).toBe(end);
  });

  it('give spans that end behind their last unit', () => {
    expect(originSpan(view, { start: 4, end: 6 })).toEqual({ start: 4, end: 6 });
    expect(originSpan(view, { start: 4, end: 9 })).toEqual({ start: 4, end: 11 });
    expect(originSpan(view, { start: 6, end: 6 })).toEqual({ start: 6, end: 6 });
    expect(originSpan(view, { start: 0, end: 0 })).toEqual({ start: 0, end: 0 });
    expect(originOffset({ text: '', runs: [] }, 3)).toBe(0);
  });

  it('have parts that lead back to the same places', () => {
    const parts = fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { maxLength: 8 });
    fc.assert(
      fc.property(parts, fc.nat(30), fc.nat(30), (steps, a, b) => {
        const text = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
        let at = 0;
        const spans = steps.map(([gap, length]) => {
          const start = at + gap;
          at = start + length;
          return { start, end: at };
        });
        const whole = viewOf(text, spans);
        expect(whole.text).toBe(spans.map(({ start, end }) => text.slice(start, end)).join(''));
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const part = subView(whole, start, end);
        expect(part.text).toBe(whole.text.slice(start, end));
        for (let offset = 0; offset < part.text.length; offset++) {
          expect(text[originOffset(part, offset)]).toBe(part.text[offset]);
          expect(originOffset(part, offset)).toBe(originOffset(whole, start + offset));
        }
      }),
    );
  });
});
