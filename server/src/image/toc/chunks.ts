/**
 * Where the contents of a layer's files are in its compressed blob: pieces that can be inflated alone. One array per
 * field; the pieces of one file follow each other. All numbers are bytes.
 */
export interface ContentChunks {
  /** The entry that a piece belongs to; ascending. */
  readonly entries: Uint32Array;
  /** Of the piece within the file. */
  readonly sizes: Float64Array;
  /** The compressed bytes that hold the piece. */
  readonly blobOffsets: Float64Array;
  readonly blobEnds: Float64Array;
  /** Where the piece begins in what these bytes inflate to. */
  readonly innerOffsets: Float64Array;
}

/** A piece as it is collected. */
export interface Chunk {
  readonly entry: number;
  readonly size: number;
  readonly blobOffset: number;
  readonly blobEnd: number;
  readonly innerOffset: number;
}

/** Chunks as columns. */
export function chunkColumns(chunks: readonly Chunk[]): ContentChunks {
  return {
    entries: Uint32Array.from(chunks, ({ entry }) => entry),
    sizes: Float64Array.from(chunks, ({ size }) => size),
    blobOffsets: Float64Array.from(chunks, ({ blobOffset }) => blobOffset),
    blobEnds: Float64Array.from(chunks, ({ blobEnd }) => blobEnd),
    innerOffsets: Float64Array.from(chunks, ({ innerOffset }) => innerOffset),
  };
}

/** The pieces of the file `entry`, in order; none for an empty file. */
export function chunksOf(chunks: ContentChunks, entry: number): Chunk[] {
  const { entries, sizes, blobOffsets, blobEnds, innerOffsets } = chunks;
  let from = 0;
  for (let to = entries.length; from < to; ) {
    const middle = (from + to) >> 1;
    if (entries[middle]! < entry) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  const found: Chunk[] = [];
  for (let i = from; entries[i] === entry; i++) {
    found.push({
      entry,
      size: sizes[i]!,
      blobOffset: blobOffsets[i]!,
      blobEnd: blobEnds[i]!,
      innerOffset: innerOffsets[i]!,
    });
  }
  return found;
}
