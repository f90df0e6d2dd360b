import { limits } from '../limits';
import { parseDecimal } from './numbers';

/**
 * What PAX records (POSIX.1-2001) say about an entry, as far as an image reader needs it. A field that no
 * record sets is undefined; null takes a value back that a global header has set.
 */
export interface PaxAttributes {
  /** Names are bytes: they need not be UTF-8. */
  path?: Uint8Array | null;
  linkPath?: Uint8Array | null;
  /** Bytes that follow the header. NaN when the record holds no number. */
  size?: number | null;
  uid?: number | null;
  gid?: number | null;
  mtime?: number | null;
  /** Of a sparse file in one of the three PAX forms: its name and size as the user knows them. */
  sparseName?: Uint8Array | null;
  sparseSize?: number | null;
  /** The pieces of forms 0.0 and 0.1 as pairs of offset and length; form 1.0 keeps them in the body. */
  sparseMap?: number[];
  sparseMajor?: number | null;
  /** Extended attributes by name. Values are bytes: `security.capability` is no text. */
  xattrs?: Map<string, Uint8Array>;
}

/** What is wrong with PAX records, if anything. */
export type PaxDamage = 'bad-length' | 'no-newline' | 'bad-sparse-map';

/**
 * Reads the records `LENGTH KEY=VALUE\n` of an extended header. Records are split by their length in bytes
 * before anything is decoded. Reading stops at the first record that is not well formed, which is told.
 */
export function parsePax(bytes: Uint8Array): { readonly attributes: PaxAttributes; readonly damage?: PaxDamage } {
  const attributes: PaxAttributes = {};
  let damage: PaxDamage | undefined;
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const length = space === -1 ? Number.NaN : parseDecimal(bytes, at, space);
    const end = at + length;
    if (!(end > space + 1 && end <= bytes.length)) {
      // Some writers pad the records with NULs.
      return isAllZeros(bytes, at) ? done() : { attributes, damage: 'bad-length' };
    }
    const equals = bytes.indexOf(0x3d, space);
    if (equals === -1 || equals >= end) {
      return { attributes, damage: 'bad-length' };
    }
    const hasNewline = bytes[end - 1] === 0x0a;
    if (!hasNewline) {
      damage = 'no-newline';
    }
    const key = asciiOf(bytes, space + 1, equals);
    if (!setAttribute(attributes, key, bytes.slice(equals + 1, hasNewline ? end - 1 : end))) {
      damage = 'bad-sparse-map';
    }
    at = end;
  }
  return done();

  function done() {
    return damage ? { attributes, damage } : { attributes };
  }
}

/** The attributes of a local header over those of the global ones before it. */
export function mergePax(globals: PaxAttributes, locals: PaxAttributes): PaxAttributes {
  const merged = { ...globals, ...locals };
  if (globals.xattrs && locals.xattrs) {
    merged.xattrs = new Map([...globals.xattrs, ...locals.xattrs]);
  }
  return merged;
}

const xattrPrefix = 'SCHILY.xattr.';
const bsdXattrPrefix = 'LIBARCHIVE.xattr.';

/** False when the value is a map of pieces that cannot be. */
function setAttribute(attributes: PaxAttributes, key: string, value: Uint8Array): boolean {
  const number = () => (value.length === 0 ? null : parseDecimal(value, 0, value.length));
  const bytes = () => (value.length === 0 ? null : value);
  switch (key) {
    case 'path':
      attributes.path = bytes();
      return true;
    case 'linkpath':
      attributes.linkPath = bytes();
      return true;
    case 'size':
      attributes.size = number();
      return true;
    case 'uid':
      attributes.uid = number();
      return true;
    case 'gid':
      attributes.gid = number();
      return true;
    case 'mtime':
      attributes.mtime = number();
      return true;
    case 'GNU.sparse.name':
      attributes.sparseName = bytes();
      return true;
    case 'GNU.sparse.size':
    case 'GNU.sparse.realsize':
      attributes.sparseSize = number();
      return true;
    case 'GNU.sparse.major':
      attributes.sparseMajor = number();
      return true;
    case 'GNU.sparse.offset':
    case 'GNU.sparse.numbytes':
      return addPieces(attributes, [number() ?? Number.NaN]);
    case 'GNU.sparse.map':
      return addPieces(attributes, asciiOf(value, 0, value.length).split(',').map(Number));
    default:
      if (key.startsWith(xattrPrefix)) {
        setXattr(attributes, key.slice(xattrPrefix.length), value);
      } else if (key.startsWith(bsdXattrPrefix)) {
        setXattr(attributes, decodePercents(key.slice(bsdXattrPrefix.length)), decodeBase64(value));
      }
      return true;
  }
}

function addPieces(attributes: PaxAttributes, numbers: readonly number[]): boolean {
  const map = attributes.sparseMap ?? [];
  attributes.sparseMap = map;
  if (map.length + numbers.length > 2 * limits.sparsePieces) {
    return false;
  }
  for (const each of numbers) {
    map.push(each);
  }
  return numbers.every((each) => Number.isSafeInteger(each) && each >= 0);
}

function setXattr(attributes: PaxAttributes, name: string, value: Uint8Array): void {
  attributes.xattrs ??= new Map();
  attributes.xattrs.set(name, value);
}

function decodePercents(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** Base64 as libarchive writes it: without padding, possibly in the alphabet for addresses. */
function decodeBase64(value: Uint8Array): Uint8Array {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const result: number[] = [];
  let bits = 0;
  let count = 0;
  for (const byte of value) {
    const char = byte === 0x2d ? '+' : byte === 0x5f ? '/' : String.fromCharCode(byte);
    const digit = alphabet.indexOf(char);
    if (digit === -1) {
      continue;
    }
    bits = ((bits << 6) | digit) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      result.push((bits >> count) & 0xff);
    }
  }
  return Uint8Array.from(result);
}

/** Keys are ASCII, or near enough: a byte becomes the character of that number. */
function asciiOf(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) {
    text += String.fromCharCode(bytes[i]!);
  }
  return text;
}

function isAllZeros(bytes: Uint8Array, from: number): boolean {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] !== 0) {
      return false;
    }
  }
  return true;
}
