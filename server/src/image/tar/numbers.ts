/**
 * Reads a number of a tar header: octal digits between blanks and NULs, or base-256 when the first bit is set
 * (GNU, star). An empty field is 0. NaN when there is something else, or when the number cannot be held exactly.
 */
export function parseTarNumber(bytes: Uint8Array, at: number, length: number): number {
  const end = at + length;
  if (bytes[at]! >= 0x80) {
    return parseBase256(bytes, at, end);
  }
  let i = at;
  while (i < end && (bytes[i] === 0x20 || bytes[i] === 0)) {
    i++;
  }
  let value = 0;
  for (; i < end; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 7) {
      break;
    }
    value = value * 8 + digit;
  }
  // What follows the digits must be a terminator.
  if (i < end && bytes[i] !== 0 && bytes[i] !== 0x20) {
    return Number.NaN;
  }
  return value;
}

function parseBase256(bytes: Uint8Array, at: number, end: number): number {
  const negative = (bytes[at]! & 0x40) !== 0;
  // Of the first byte the marker bit is left out; a negative number is filled with ones from the left.
  let value = negative ? bytes[at]! - 0x100 : bytes[at]! & 0x3f;
  for (let i = at + 1; i < end; i++) {
    value = value * 256 + bytes[i]!;
  }
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

/**
 * Reads a decimal number of a PAX record: an optional minus, digits, for times also a fraction.
 * NaN when it is something else.
 */
export function parseDecimal(bytes: Uint8Array, from: number, to: number): number {
  let i = bytes[from] === 0x2d ? from + 1 : from;
  let value = 0;
  const firstDigit = i;
  for (; i < to && isDigit(bytes[i]!); i++) {
    value = value * 10 + (bytes[i]! - 0x30);
  }
  if (i === to && i > firstDigit) {
    return firstDigit > from ? -value : value;
  }
  const text = String.fromCharCode(...bytes.subarray(from, Math.min(to, from + longestDecimal)));
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}

const longestDecimal = 64;

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
