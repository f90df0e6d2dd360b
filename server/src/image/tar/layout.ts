import { entryType } from './entries';
import { blockSize } from './header';

/** Headers of links, devices and folders have no body, whatever size they state: Go and GNU tar agree on links. */
export function hasBody(typeFlag: number, type: number): boolean {
  return (
    type === entryType.file ||
    type === entryType.other ||
    (type === entryType.directory && typeFlag !== 0x35 && typeFlag !== 0)
  );
}

/** True when a body of this size that begins at `body` can be told exactly where it ends. */
export function isBodySize(size: number, body: number): boolean {
  return size >= 0 && Number.isSafeInteger(padded(body + size));
}

/** The next multiple of a block. */
export function padded(offset: number): number {
  return Math.ceil(offset / blockSize) * blockSize;
}

/** The bytes before the first NUL. */
export function upToNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

export function finiteOr0(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** About the memory that extended attributes take, in bytes. */
export function xattrBytes(xattrs: ReadonlyMap<string, Uint8Array>): number {
  let bytes = 0;
  for (const [name, value] of xattrs) {
    bytes += name.length + value.length + 100;
  }
  return bytes;
}
