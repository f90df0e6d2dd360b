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

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/**
 * The same numbers with another length: cut, or filled up with zeros. A large column keeps its memory and only gets or
 * gives back some; copies would lie about until the next garbage collection, twice as much as is needed. Use only the
 * result: it may be the column itself.
 */
export function resized<T extends Column>(column: T, length: number): T {
  const buffer = column.buffer as ArrayBuffer;
  const bytes = length * column.BYTES_PER_ELEMENT;
  if (buffer.resizable && bytes <= buffer.maxByteLength) {
    buffer.resize(bytes);
    return column;
  }
  const room = bytes >= growsInPlace ? new ArrayBuffer(bytes, { maxByteLength: bytes * furtherGrowth }) : length;
  const copy = new (column.constructor as new (room: ArrayBuffer | number) => T)(room);
  copy.set(column.length > length ? column.subarray(0, length) : column);
  return copy;
}

/** Bytes from which on a column grows in place: each such one has a part of the address space for itself. */
const growsInPlace = 64 << 10;
/** Times that it can grow before it has to be copied. Only addresses are reserved for that, no memory. */
const furtherGrowth = 64;

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
