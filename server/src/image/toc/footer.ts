import type { CompressionFormat } from '../../ports';

/** Where the table of contents of a layer is in its blob, compressed. */
export interface TocPlace {
  /** How the table is compressed, and the files of the layer with it. */
  readonly format: CompressionFormat;
  /** Bytes from the start of the blob; what comes before it are the files. */
  readonly offset: number;
  readonly length: number;
}

/** How many of the last bytes of a blob `findToc` wants to see. */
export const footerBytes = 72;

/**
 * Finds the table of contents that eStargz, stargz and zstd:chunked layers end with, by the footer behind it.
 * `tail` are the last bytes of a blob of `size` bytes. Undefined for layers without a table, or with one elsewhere.
 */
export function findToc(tail: Uint8Array, size: number): TocPlace | undefined {
  const place = gzipFooter(tail, size) ?? zstdFooter(tail, size);
  return place && place.offset >= 0 && place.length > 0 && place.offset + place.length <= size ? place : undefined;
}

/**
 * An empty gzip member whose extra field holds the offset in hexadecimal and `STARGZ`: in a subfield `SG` of 22
 * bytes (eStargz specification, "Footer"), or bare, as the first version had it.
 */
function gzipFooter(tail: Uint8Array, size: number): TocPlace | undefined {
  for (const { length, head } of gzipFooters) {
    const start = tail.length - length;
    if (start >= 0 && head.every((byte, i) => byte === null || tail[start + i] === byte)) {
      const field = String.fromCharCode(...tail.subarray(start + head.length, start + head.length + 22));
      if (/^[0-9a-f]{16}STARGZ$/.test(field)) {
        const offset = Number.parseInt(field.slice(0, 16), 16);
        return { format: 'gzip', offset, length: size - length - offset };
      }
    }
  }
  return undefined;
}

/** The header of a member with an extra field, up to the 22 bytes. Null is anything: times and the like. */
const memberHead = [0x1f, 0x8b, 8, 4, null, null, null, null, null, null];
const gzipFooters = [
  { length: 51, head: [...memberHead, 26, 0, 0x53, 0x47, 22, 0] },
  { length: 47, head: [...memberHead, 22, 0] },
];

/**
 * A skippable frame of numbers in 64 bits: where the table begins, its length compressed and not, its type; newer
 * writers have three more of them. Then eight letters (containers/storage, `pkg/chunked`).
 */
function zstdFooter(tail: Uint8Array, size: number): TocPlace | undefined {
  const magic = String.fromCharCode(...tail.subarray(tail.length - 8));
  if (!zstdMagics.includes(magic)) {
    return undefined;
  }
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  for (const length of [64, 40]) {
    const start = tail.length - length;
    if (start < 8 || view.getUint32(start - 8, true) !== skippableMagic || view.getUint32(start - 4, true) !== length) {
      continue;
    }
    const number = (index: number): number => Number(view.getBigUint64(start + 8 * index, true));
    const isKnownType = number(3) === 1;
    return isKnownType && number(0) + number(1) <= size - length
      ? { format: 'zstd', offset: number(0), length: number(1) }
      : undefined;
  }
  return undefined;
}

/** The second one since there are seven numbers. */
const zstdMagics = ['GnUlInUx', 'GNUlInUx'];
const skippableMagic = 0x184d2a50;
