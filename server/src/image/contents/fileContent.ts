import type { Codec, ImageInput } from '../../ports';
import type { ArchiveImage } from '../archive/archive';
import { ByteRange } from '../archive/byteRange';
import { limits } from '../limits';
import type { ImageStack } from '../stack/stack';
import type { Watch } from '../tar/drivers';
import { entryType } from '../tar/entries';
import { readChunks } from './chunkedContent';
import { readLayerRange } from './layerRange';
import type { LayerSpools } from './layerSpools';

/** A file of an image by the entry that holds its bytes. */
export interface FileBody {
  readonly layer: number;
  readonly entry: number;
}

/** How reading a file ended: all of it, or less than its size says. */
export type ContentEnd = 'complete' | 'cut';

/**
 * Gives the bytes of a file to `sink`, in order; holes of a sparse file as zeros. `spools` keep compressed layers that
 * were inflated for it, for who reads more than one file. Rejects with `Cancelled` or when the medium fails.
 */
export async function readContent(
  input: ImageInput,
  image: ArchiveImage,
  body: FileBody,
  codec: Codec,
  watch: Watch,
  sink: (piece: Uint8Array) => void,
  spools?: LayerSpools,
): Promise<ContentEnd> {
  const size = image.layers[body.layer]!.content!.entries.sizes[body.entry]!;
  return readContentRange(input, image, body, { from: 0, to: size }, codec, watch, sink, spools);
}

/** As `readContent`, of the bytes `from` to `to` (exclusive) of the file, which must be within its size. */
export async function readContentRange(
  input: ImageInput,
  image: ArchiveImage,
  { layer: index, entry }: FileBody,
  { from, to }: { readonly from: number; readonly to: number },
  codec: Codec,
  watch: Watch,
  sink: (piece: Uint8Array) => void,
  spools?: LayerSpools,
): Promise<ContentEnd> {
  const layer = image.layers[index]!;
  const { entries, chunks } = layer.content!;
  if (chunks) {
    const count = await readChunks(input, layer, chunks, entry, { from, to }, codec, watch, sink);
    return count === to - from ? 'complete' : 'cut';
  }
  const offset = entries.dataOffsets[entry]!;
  const read = (start: number, end: number, taker: (piece: Uint8Array) => void): Promise<number> =>
    readLayerRange(input, layer, offset + start, offset + end, codec, watch, taker, spools);
  const rare = entries.rareOf(entry);
  if (rare?.storedBytes === undefined) {
    return (await read(from, to, sink)) === to - from ? 'complete' : 'cut';
  }
  const stored = rare.storedBytes;
  const { map, mapBytes } = rare.sparseMap
    ? { map: rare.sparseMap, mapBytes: 0 }
    : await readMap((start, end, taker) => read(start, Math.min(end, stored), taker));
  const range = new ByteRange(from, to, sink);
  const writer = new SparseWriter(map, entries.sizes[entry]!, (piece) => range.push(piece));
  await read(mapBytes, stored, (piece) => writer.push(piece));
  return writer.finish() ? 'complete' : 'cut';
}

/** The entry that holds the bytes of a path of a layer or of the final file system; undefined for what is no file. */
export function bodyOf(stack: ImageStack, layer: number, entry: number): FileBody | undefined {
  const object = stack.layers[layer]!.linkObjects.get(entry);
  const { objects } = stack.tree;
  const body =
    object === undefined ? { layer, entry } : { layer: objects.layers[object]!, entry: objects.entries[object]! };
  return stack.layers[body.layer]!.entries.types[body.entry] === entryType.file ? body : undefined;
}

type Read = (from: number, to: number, taker: (piece: Uint8Array) => void) => Promise<number>;

/**
 * Reads the map that PAX sparse files of form 1.0 begin with: lines with the number of pieces, then the offset
 * and the length of each, filled up to a multiple of 512 bytes.
 */
async function readMap(read: Read): Promise<{ readonly map: number[]; readonly mapBytes: number }> {
  const numbers: number[] = [];
  let digits = '';
  let at = 0;
  for (let blocks = 8; ; blocks *= 4) {
    const from = at;
    const count = await read(from, from + blocks * 512, (piece) => {
      for (const byte of piece) {
        if (numbers.length > 0 && numbers.length > 2 * numbers[0]!) {
          return;
        }
        at++;
        if (byte === 0x0a) {
          numbers.push(Number(digits));
          digits = '';
        } else {
          digits += String.fromCharCode(byte);
        }
      }
    });
    const wanted = numbers[0];
    const isDone = wanted !== undefined && numbers.length > 2 * wanted;
    if (isDone || count === 0 || digits.length > 20 || !(wanted === undefined || wanted <= limits.sparsePieces)) {
      return { map: isDone ? numbers.slice(1) : [], mapBytes: Math.ceil(at / 512) * 512 };
    }
  }
}

/** Puts the pieces of a sparse file where they belong, with zeros between them. */
class SparseWriter {
  private piece = 0;
  private inPiece = 0;
  private written = 0;

  constructor(
    private readonly map: readonly number[],
    private readonly size: number,
    private readonly sink: (piece: Uint8Array) => void,
  ) {}

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.piece * 2 + 1 < this.map.length) {
      const offset = this.map[this.piece * 2]!;
      const left = this.map[this.piece * 2 + 1]! - this.inPiece;
      this.fill(Math.min(offset, this.size));
      const count = Math.min(left, bytes.length - at, Math.max(0, this.size - this.written));
      if (count > 0) {
        this.sink(bytes.subarray(at, at + count));
        this.written += count;
        this.inPiece += count;
        at += count;
      }
      if (count === left || count === 0) {
        this.piece++;
        this.inPiece = 0;
      }
    }
  }

  /** Writes the hole at the end; true when all pieces were there. */
  finish(): boolean {
    const missing = this.map.slice(this.piece * 2).some((number, i) => i % 2 === 1 && number > 0);
    this.fill(this.size);
    return !missing;
  }

  private fill(to: number): void {
    while (this.written < to) {
      const count = Math.min(zeros.length, to - this.written);
      this.sink(zeros.subarray(0, count));
      this.written += count;
    }
  }
}

const zeros = new Uint8Array(64 << 10);
