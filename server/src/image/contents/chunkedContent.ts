import type { Codec, ImageInput } from '../../ports';
import type { ImageLayer } from '../archive/archive';
import { ByteRange } from '../archive/byteRange';
import { inflateSource } from '../archive/inflate';
import { rangeOf } from '../archive/sourceRange';
import { stopIfCancelled, type Watch } from '../tar/drivers';
import { type ContentChunks, chunksOf } from '../toc/chunks';
import { blobSource } from './layerRange';

/**
 * Gives the bytes of the file `entry` to `sink`, in order, inflating only the pieces of the blob that hold them.
 * Resolves with their number, which is less than the size of the file where the blob is damaged.
 */
export async function readChunks(
  input: ImageInput,
  { place, content }: Pick<ImageLayer, 'place' | 'content'>,
  chunks: ContentChunks,
  entry: number,
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
  for (const { blobOffset, blobEnd, innerOffset, size } of chunksOf(chunks, entry)) {
    stopIfCancelled(watch);
    let count = 0;
    const give = (piece: Uint8Array): void => {
      count += piece.length;
      sink(piece);
    };
    const rest = (): ByteRange => new ByteRange(innerOffset + count, innerOffset + size, give);
    const compressed = rangeOf(source, blobOffset, blobEnd - blobOffset);
    await inflateSource(codec, format, compressed, rest, watch);
    given += count;
    if (count < size) {
      break;
    }
  }
  return given;
}
