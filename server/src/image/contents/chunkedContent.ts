import type { Codec, ImageInput } from '../../ports';
import type { ImageLayer } from '../archive/archive';
import { ByteRange } from '../archive/byteRange';
import { inflateSource } from '../archive/inflate';
import { rangeOf } from '../archive/sourceRange';
import { stopIfCancelled, type Watch } from '../tar/drivers';
import { type ContentChunks, chunksOf } from '../toc/chunks';
import { blobSource } from './layerRange';

/**
 * Gives the bytes `from` to `to` (exclusive) of the file `entry` to `sink`, in order, inflating only the pieces of the
 * blob that hold them. Resolves with their number, which is less than asked for where the blob is damaged.
 */
export async function readChunks(
  input: ImageInput,
  { place, content }: Pick<ImageLayer, 'place' | 'content'>,
  chunks: ContentChunks,
  entry: number,
  { from, to }: { readonly from: number; readonly to: number },
  codec: Codec,
  watch: Watch,
  sink: (piece: Uint8Array) => void,
): Promise<number> {
  const format = content?.compression;
  if (!place || !format || format === 'none') {
    return 0;
  }
  const source = blobSource(input, place);
  let given = 0;
  let start = 0;
  for (const { blobOffset, blobEnd, innerOffset, size } of chunksOf(chunks, entry)) {
    const first = Math.max(0, from - start);
    const last = Math.min(size, to - start);
    start += size;
    if (first >= last) {
      continue;
    }
    stopIfCancelled(watch);
    let at = innerOffset + first;
    const end = innerOffset + last;
    const give = (piece: Uint8Array): void => {
      at += piece.length;
      given += piece.length;
      sink(piece);
    };
    const rest = (): ByteRange => new ByteRange(at, end, give);
    await inflateSource(codec, format, rangeOf(source, blobOffset, blobEnd - blobOffset), rest, watch);
    if (at < end) {
      break;
    }
  }
  return given;
}
