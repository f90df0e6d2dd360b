import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnFor, largestFirst, type NumberColumn, resized, withNumber } from '../../server/src/image/columns';
import '../support/propertyRuns';

describe('a column of numbers', () => {
  it('holds whatever is put into it, and is narrow as long as it can be', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(), fc.maxSafeNat(), fc.double(), fc.integer())), (numbers) => {
        let column: NumberColumn = new Uint32Array(numbers.length);
        for (const [at, number] of numbers.entries()) {
          column = withNumber(column, at, number);
        }
        expect(Array.from(column, (each) => each + 0)).toEqual(numbers.map((each) => each + 0));
        const fits = numbers.every((each) => each >>> 0 === each);
        expect(column instanceof Uint32Array).toBe(fits);
      }),
    );
  });

  it('for small numbers has two bytes each where these do', () => {
    expect(columnFor(65_535, 3)).toEqual(new Uint16Array(3));
    expect(columnFor(65_536, 3)).toEqual(new Uint32Array(3));
  });
});

describe('another length', () => {
  it('keeps the numbers and fills up with zeros', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2000), { minLength: 1, maxLength: 8 }), (lengths) => {
        let column: Float64Array = new Float64Array(0);
        let expected: number[] = [];
        for (const [i, length] of lengths.entries()) {
          column = resized(column, length);
          expected = Array.from({ length }, (_, at) => expected[at] ?? 0);
          expect(column.length).toBe(length);
          expect(column.every((each, at) => each === expected[at])).toBe(true);
          column.fill(i + 0.5, length >> 1);
          expected.fill(i + 0.5, length >> 1);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('the largest first', () => {
  const sorted = (numbers: readonly number[]): number[] => [
    ...Array.from(numbers.keys()).sort((a, b) => numbers[b]! - numbers[a]! || a - b),
  ];

  it('are the places in the order of a stable sort', () => {
    const numbers = fc.array(fc.oneof(fc.nat(3), fc.nat(5000), fc.nat(2 ** 31), fc.maxSafeNat()), { maxLength: 200 });
    fc.assert(
      fc.property(numbers, (each) => {
        expect([...largestFirst(Float64Array.from(each))]).toEqual(sorted(each));
      }),
    );
  });

  it('are found in 32 bits as well, and among none', () => {
    expect([...largestFirst(Uint32Array.of(7, 0xffffffff, 7, 0, 8))]).toEqual([1, 4, 0, 2, 3]);
    expect([...largestFirst(new Uint32Array(0))]).toEqual([]);
  });
});
