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
  let order = Uint32Array.from(numbers.keys());
  let most = 0;
  for (let i = 0; i < numbers.length; i++) {
    most = Math.max(most, numbers[i]!);
  }
  for (let unit = 1; unit <= most; unit *= digitSpan) {
    order = sortedByDigit(order, numbers, 1 / unit);
  }
  return order;
}

const digitSpan = 2048;

function sortedByDigit(
  order: Uint32Array,
  numbers: Uint32Array | Float64Array,
  scale: number,
): Uint32Array<ArrayBuffer> {
  const digitAt = (place: number): number => {
    const shifted = Math.floor(numbers[place]! * scale);
    return shifted - Math.floor(shifted / digitSpan) * digitSpan;
  };
  const ends = new Uint32Array(digitSpan);
  for (let i = 0; i < order.length; i++) {
    ends[digitAt(order[i]!)]!++;
  }
  for (let digit = digitSpan - 2; digit >= 0; digit--) {
    ends[digit]! += ends[digit + 1]!;
  }
  const sorted = new Uint32Array(order.length);
  for (let i = order.length - 1; i >= 0; i--) {
    sorted[--ends[digitAt(order[i]!)]!] = order[i]!;
  }
  return sorted;
}
