import { decodeName, encodeName } from '../names';
import { checksum } from './checksum';
import { fromTaggedJson, type NumberArray, toTaggedJson } from './taggedJson';

/**
 * A value as a file of the cache, in pieces that are written one after the other. It may consist of what JSON has,
 * of maps, and of arrays of numbers, which are not copied: the pieces are good until somebody changes them.
 *
 * The file begins with eight bytes that tell what it is, and six words of 32 bits: the version of the form, a word
 * that tells the order of bytes, the lengths of two texts, and their checksums. The texts are a list of the arrays
 * (type, bytes, checksum) and the value as tagged JSON; then come the arrays. Everything is filled up to a multiple
 * of eight bytes and in the byte order of the machine.
 */
export function packRecord(value: unknown): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  const list: ListedArray[] = [];
  const json = encodeName(
    toTaggedJson(value, (array) => {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      list.push([typeOf(array), bytes.length, checksum(bytes)]);
      return bodies.push(bytes) - 1;
    }),
  );
  const listText = encodeName(JSON.stringify(list));
  const head = new Uint8Array(headBytes);
  head.set(magic);
  const words = [version, byteOrder, listText.length, json.length, checksum(listText), checksum(json)];
  new Uint32Array(head.buffer, magic.length).set(words);
  return [head, listText, json, ...bodies].flatMap((bytes) =>
    bytes.length % 8 === 0 ? [bytes] : [bytes, new Uint8Array(filled(bytes.length) - bytes.length)],
  );
}

/**
 * The value of a file that `packRecord` made; its arrays are views of `file`, which must begin at a multiple of
 * eight bytes of its memory. Undefined for anything else: what is damaged, too short or too long, of another version
 * or of another kind of machine.
 */
export function unpackRecord(file: Uint8Array): unknown {
  if (file.length < headBytes || file.byteOffset % 8 !== 0 || magic.some((byte, i) => file[i] !== byte)) {
    return undefined;
  }
  const words = new Uint32Array(file.buffer, file.byteOffset + magic.length, headWords);
  const [theVersion, theOrder, listLength, jsonLength, listSum, jsonSum] = words;
  if (theVersion !== version || theOrder !== byteOrder) {
    return undefined;
  }
  const listText = file.subarray(headBytes, headBytes + listLength!);
  const jsonStart = headBytes + filled(listLength!);
  const json = file.subarray(jsonStart, jsonStart + jsonLength!);
  if (checksum(listText) !== listSum || checksum(json) !== jsonSum) {
    return undefined;
  }
  const list = fromTaggedJson(decodeName(listText), []);
  const arrays = isArrayList(list) ? arraysOf(list, file, jsonStart + filled(jsonLength!)) : undefined;
  return arrays && fromTaggedJson(decodeName(json), arrays);
}

type ListedArray = readonly [type: string, bytes: number, checksum: number];

function isArrayList(list: unknown): list is readonly ListedArray[] {
  return Array.isArray(list) && list.every((each) => Array.isArray(each) && Number.isSafeInteger(each[1]));
}

/** The arrays that begin at `from` and fill the rest of the file; undefined when they do not. */
function arraysOf(list: readonly ListedArray[], file: Uint8Array, from: number): NumberArray[] | undefined {
  const arrays: NumberArray[] = [];
  let at = from;
  for (const [name, length, sum] of list) {
    const bytes = file.subarray(at, at + length);
    const type = arrayTypes.find((each) => each.name === name);
    if (!type || bytes.length !== length || length % type.BYTES_PER_ELEMENT !== 0 || checksum(bytes) !== sum) {
      return undefined;
    }
    arrays.push(new type(file.buffer as ArrayBuffer, file.byteOffset + at, length / type.BYTES_PER_ELEMENT));
    at += filled(length);
  }
  return at === file.length ? arrays : undefined;
}

const magic = encodeName('strata\0\x1a');
/** Grows with every change of the form; files of other versions are left alone. */
const version = 1;
const byteOrder = 0x01020304;
const headWords = 6;
const headBytes = magic.length + 4 * headWords;

const arrayTypes = [Uint8Array, Uint16Array, Uint32Array, Float64Array];

/** Node's buffers are bytes with a name of their own. */
function typeOf(array: NumberArray): string {
  return arrayTypes.find((type) => array instanceof type)!.name;
}

function filled(length: number): number {
  return Math.ceil(length / 8) * 8;
}
