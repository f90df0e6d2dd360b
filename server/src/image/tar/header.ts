import { parseTarNumber } from './numbers';

/** Bytes of a header and the unit in which tars grow. */
export const blockSize = 512;

/**
 * The fields of one 512-byte header (POSIX.1-1988 ustar, with the variants of v7, GNU and star).
 * One object is filled again and again, so that a million headers cost no million objects.
 */
export interface TarHeader {
  /** The type flag as a byte; 0 in archives older than POSIX. */
  typeFlag: number;
  /** Bytes that the header claims to follow; NaN when the field is no number or not usable as one. */
  size: number;
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since 1970. */
  mtime: number;
  /** Of character and block devices only. */
  deviceMajor: number;
  deviceMinor: number;
  /** The name as bytes of `name[0..nameLength)`, with the prefix where there is one. */
  readonly name: Uint8Array;
  nameLength: number;
  /** The target of a link as bytes of `link[0..linkLength)`; read for links only. */
  readonly link: Uint8Array;
  linkLength: number;
  /** The format by its magic: decides which of the last fields exist. */
  format: 'v7' | 'ustar' | 'gnu';
}

export type HeaderKind = 'entry' | 'zeros' | 'bad-checksum';

export function makeTarHeader(): TarHeader {
  return {
    typeFlag: 0,
    size: 0,
    mode: 0,
    uid: 0,
    gid: 0,
    mtime: 0,
    deviceMajor: 0,
    deviceMinor: 0,
    name: new Uint8Array(256),
    nameLength: 0,
    link: new Uint8Array(100),
    linkLength: 0,
    format: 'v7',
  };
}

/**
 * Reads the header at `at` of `bytes`, of which 512 must be there, into `header`.
 * Returns what the block is; only for `entry` the fields are set. `words` may be a view of the same bytes as
 * 32-bit words, which makes the checksum four times faster; it is used when `at` is a multiple of 4.
 */
export function parseHeader(
  bytes: Uint8Array,
  at: number,
  header: TarHeader,
  words?: Int32Array | undefined,
): HeaderKind {
  const sum = words && (at & 3) === 0 ? sumOfWords(words, at >> 2) : sumOfBytes(bytes, at);
  if (sum === 0) {
    return 'zeros';
  }
  if (!checksumHolds(bytes, at, sum)) {
    return 'bad-checksum';
  }
  header.typeFlag = bytes[at + 156]!;
  header.size = parseTarNumber(bytes, at + 124, 12);
  header.mode = orZero(parseTarNumber(bytes, at + 100, 8)) & 0o7777;
  header.uid = orZero(parseTarNumber(bytes, at + 108, 8));
  header.gid = orZero(parseTarNumber(bytes, at + 116, 8));
  header.mtime = orZero(parseTarNumber(bytes, at + 136, 12));
  header.format = formatOf(bytes, at);
  header.nameLength = copyName(bytes, at, header);
  if (header.typeFlag === 0x31 || header.typeFlag === 0x32) {
    header.linkLength = copyUpToNul(bytes, at + 157, at + 257, header.link, 0);
  } else if (header.typeFlag === 0x33 || header.typeFlag === 0x34) {
    header.deviceMajor = orZero(parseTarNumber(bytes, at + 329, 8));
    header.deviceMinor = orZero(parseTarNumber(bytes, at + 337, 8));
  }
  return 'entry';
}

/** True when a block has the checksum of a header; what tells a tar from anything else. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < blockSize) {
    return false;
  }
  const sum = sumOfBytes(block, 0);
  return sum !== 0 && checksumHolds(block, 0, sum);
}

/** True when less than a block looks like the start of a header: a tar that was cut within its first block. */
export function looksLikeCutHeader(bytes: Uint8Array): boolean {
  return bytes.length >= 136 && bytes.length < blockSize && /^[0-7 ]{6,7}[\0 ]/.test(asciiOf(bytes, 100, 108));
}

function asciiOf(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** The sum of all 512 bytes; two lanes of 16 bits add four bytes at a time and cannot overflow. */
function sumOfWords(words: Int32Array, first: number): number {
  let lanes = 0;
  for (let i = first; i < first + 128; i += 2) {
    const a = words[i]!;
    const b = words[i + 1]!;
    lanes += (a & 0x00ff00ff) + ((a >>> 8) & 0x00ff00ff) + (b & 0x00ff00ff) + ((b >>> 8) & 0x00ff00ff);
  }
  return (lanes & 0xffff) + (lanes >>> 16);
}

function sumOfBytes(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = at; i < at + blockSize; i++) {
    sum += bytes[i]!;
  }
  return sum;
}

/** The checksum counts its own field as spaces. Some old writers added signed bytes; both are accepted, as by GNU tar. */
function checksumHolds(bytes: Uint8Array, at: number, sum: number): boolean {
  const stated = parseTarNumber(bytes, at + 148, 8);
  let field = 0;
  for (let i = at + 148; i < at + 156; i++) {
    field += bytes[i]!;
  }
  const unsigned = sum - field + 8 * 0x20;
  if (stated === unsigned) {
    return true;
  }
  let high = 0;
  for (let i = at; i < at + blockSize; i++) {
    high += (i < at + 148 || i >= at + 156) && bytes[i]! >= 128 ? 1 : 0;
  }
  return high > 0 && stated === unsigned - 256 * high;
}

function formatOf(bytes: Uint8Array, at: number): TarHeader['format'] {
  const isUstar =
    bytes[at + 257] === 0x75 &&
    bytes[at + 258] === 0x73 &&
    bytes[at + 259] === 0x74 &&
    bytes[at + 260] === 0x61 &&
    bytes[at + 261] === 0x72;
  if (!isUstar) {
    return 'v7';
  }
  return bytes[at + 262] === 0x20 ? 'gnu' : 'ustar';
}

/** Copies prefix, a slash and name; only ustar has a prefix, and star uses the end of it for times. */
function copyName(bytes: Uint8Array, at: number, { name, format }: TarHeader): number {
  let length = 0;
  if (format === 'ustar' && bytes[at + 345] !== 0) {
    const isStar = bytes[at + 508] === 0x74 && bytes[at + 509] === 0x61 && bytes[at + 510] === 0x72;
    length = copyUpToNul(bytes, at + 345, at + 345 + (isStar ? 131 : 155), name, 0);
    name[length++] = 0x2f;
  }
  return copyUpToNul(bytes, at, at + 100, name, length);
}

function copyUpToNul(bytes: Uint8Array, from: number, to: number, target: Uint8Array, at: number): number {
  for (let i = from; i < to && bytes[i] !== 0; i++) {
    target[at++] = bytes[i]!;
  }
  return at;
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
