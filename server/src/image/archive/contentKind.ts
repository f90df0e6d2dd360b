import type { CompressionFormat } from '../../ports';
import { isTarHeader } from '../tar/header';

/** What some bytes are, told by the bytes alone: names and media types are often wrong. */
export type ContentKind = CompressionFormat | 'xz' | 'bzip2' | 'tar' | 'unknown';

/** How many bytes of a file `contentKindOf` wants to see. */
export const kindBytes = 512;

/** What a file is that begins with `head`, its first 512 bytes or all of it. */
export function contentKindOf(head: Uint8Array): ContentKind {
  if (startsWith(head, [0x1f, 0x8b])) {
    return 'gzip';
  }
  if (startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]) || isSkippableFrame(head)) {
    return 'zstd';
  }
  if (startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])) {
    return 'xz';
  }
  if (startsWith(head, [0x42, 0x5a, 0x68]) && head.length > 3 && head[3]! >= 0x31 && head[3]! <= 0x39) {
    return 'bzip2';
  }
  return isTarHeader(head) ? 'tar' : 'unknown';
}

export function isCompressed(kind: ContentKind): kind is CompressionFormat {
  return kind === 'gzip' || kind === 'zstd';
}

/** zstd streams may begin with a frame for other programs, as zstd:chunked and pzstd write. */
function isSkippableFrame(head: Uint8Array): boolean {
  return head.length >= 4 && (head[0]! & 0xf0) === 0x50 && startsWith(head.subarray(1), [0x2a, 0x4d, 0x18]);
}

function startsWith(bytes: Uint8Array, wanted: readonly number[]): boolean {
  return bytes.length >= wanted.length && wanted.every((byte, i) => bytes[i] === byte);
}
