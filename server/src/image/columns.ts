/** Numbers one after the other: 32 bits each as long as all are whole and small enough, else doubles. */
export type NumberColumn = Uint32Array | Float64Array;

/** Sets a number, and returns the column that holds it: another one where the number does not fit into 32 bits. */
export function withNumber(column: NumberColumn, at: number, value: number): NumberColumn {
  column[at] = value;
  if (column[at] === value || column instanceof Float64Array) {
    return column;
  }
  const wide = new Float64Array(column);
  wide[at] = value;
  return wide;
}

/** Numbers from 0 to a largest one that is known. */
export type SmallColumn = Uint16Array | Uint32Array;

/** A column of zeros for numbers up to `most`, as narrow as these allow. */
export function columnFor(most: number, length: number): SmallColumn {
  return most <= 0xffff ? new Uint16Array(length) : new Uint32Array(length);
}

/**
 * A copy of a column with another length: cut, or filled up with zeros. Memory that nothing was written to takes no room,
 * so large steps cost little. (Arrays that grow in place would need no copy, but in V8 each access takes longer.)
 */
export function resized<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(column: T, length: number): T {
  const copy = new (column.constructor as new (length: number) => T)(length);
  copy.set(column.length > length ? column.subarray(0, length) : column);
  return copy;
}

/**
 * The places of whole numbers from 0 on, that of the largest number first, those of equal ones as they stand. Takes
 * linear time: the numbers are sorted digit by digit, the lowest first.
 */
export function largestFirst(numbers: Uint32Array | Float64Array): Uint32Array {
  const order = new Uint32Array(numbers.length);
  const words = new Uint32Array(numbers.length);
  let most = 0;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!;
    order[i] = i;
    // A column of words takes the lower 32 bits of a number.
    words[i] = number;
    most = number > most ? number : most;
  }
  if (most < wordSpan) {
    return sortedByWord(order, words, most);
  }
  const sorted = sortedByWord(order, words, wordSpan - 1);
  for (let i = 0; i < numbers.length; i++) {
    words[i] = numbers[i]! / wordSpan;
  }
  return sortedByWord(sorted, words, Math.floor(most / wordSpan));
}

const wordSpan = 2 ** 32;
const digitBits = 11;
const digitMask = (1 << digitBits) - 1;

/** Places in the order of their words, the largest first; `order` is used up. */
function sortedByWord(order: Uint32Array, words: Uint32Array, most: number): Uint32Array {
  let from: Uint32Array = order;
  let to: Uint32Array = new Uint32Array(order.length);
  const ends = new Uint32Array(digitMask + 1);
  for (let shift = 0; shift < 32 && most >>> shift > 0; shift += digitBits) {
    ends.fill(0);
    for (let i = 0; i < words.length; i++) {
      ends[(words[i]! >>> shift) & digitMask]!++;
    }
    for (let digit = digitMask - 1; digit >= 0; digit--) {
      ends[digit]! += ends[digit + 1]!;
    }
    for (let i = from.length - 1; i >= 0; i--) {
      const place = from[i]!;
      to[--ends[(words[place]! >>> shift) & digitMask]!] = place;
    }
    [from, to] = [to, from];
  }
  return from;
}
