import { limits } from '../limits';
import { parseTarNumber } from './numbers';

/** The pieces of a sparse file in GNU's own format, as they are collected from its header and the blocks behind it. */
export interface SparsePieces {
  /** Bytes of the file with its holes. */
  readonly realSize: number;
  /** Pairs of offset and length, in bytes. */
  readonly map: number[];
  /** True when another block of pieces follows. */
  continues: boolean;
}

/** Reads the pieces in a header of type `S` at `at`: four of them, then the size of the file. */
export function readSparseHeader(bytes: Uint8Array, at: number): SparsePieces {
  const pieces: SparsePieces = {
    realSize: parseTarNumber(bytes, at + 483, 12),
    map: [],
    continues: bytes[at + 482] !== 0,
  };
  addPieces(bytes, at + 386, 4, pieces);
  return pieces;
}

/** Reads a block of up to 21 more pieces, which is not counted in the size of the entry. */
export function readSparseExtension(bytes: Uint8Array, at: number, pieces: SparsePieces): void {
  addPieces(bytes, at, 21, pieces);
  pieces.continues = bytes[at + 504] !== 0;
}

/** True when pieces reach beyond the file, or hold more or less than what is stored. */
export function sparseDamage(realSize: number, storedBytes: number, map: readonly number[] | undefined): boolean {
  if (!(Number.isSafeInteger(realSize) && realSize >= 0)) {
    return true;
  }
  if (!map || map.length >= 2 * limits.sparsePieces) {
    return false;
  }
  let stored = 0;
  for (let i = 0; i + 1 < map.length; i += 2) {
    const offset = map[i]!;
    const length = map[i + 1]!;
    if (!(offset >= 0 && length >= 0 && offset + length <= realSize)) {
      return true;
    }
    stored += length;
  }
  return stored > storedBytes || map.length % 2 !== 0;
}

function addPieces(bytes: Uint8Array, at: number, count: number, { map }: SparsePieces): void {
  for (let i = 0; i < count && map.length < 2 * limits.sparsePieces; i++) {
    const piece = at + i * 24;
    if (bytes[piece + 12] === 0) {
      return;
    }
    map.push(parseTarNumber(bytes, piece, 12), parseTarNumber(bytes, piece + 12, 12));
  }
}
