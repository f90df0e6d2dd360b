import type { ByteSource, Codec, CompressionFormat, ImageInput } from '../../ports';
import type { ImageLayer } from '../archive/archive';
import { ByteRange } from '../archive/byteRange';
import { type InflateSink, inflateSource } from '../archive/inflate';
import { rangeOf } from '../archive/sourceRange';
import type { BlobPlace } from '../archive/store';
import { stopIfCancelled, type Watch } from '../tar/drivers';
import type { LayerSpools } from './layerSpools';

/**
 * Gives the bytes `from` to `to` (exclusive) of the uncompressed tar of a layer to `sink`, in order. Of a plain
 * layer only they are read; a compressed one is inflated up to them, or, with `spools`, as a whole and once only.
 * Resolves with their number, which is less than asked for where the layer is cut or damaged. Rejects with
 * `Cancelled` or when the medium fails.
 */
export async function readLayerRange(
  input: ImageInput,
  layer: Pick<ImageLayer, 'place' | 'content'>,
  from: number,
  to: number,
  codec: Codec,
  watch: Watch,
  sink: (piece: Uint8Array) => void,
  spools?: LayerSpools,
): Promise<number> {
  let count = 0;
  const give = (piece: Uint8Array): void => {
    count += piece.length;
    sink(piece);
  };
  const { place, content } = layer;
  const compression = content?.compression;
  if (!place || !compression || to <= from) {
    return 0;
  }
  const source = blobSource(input, place);
  if (place.kind !== 'stream' && compression === 'none') {
    await readPlain(source, from, to, watch, give);
    return count;
  }
  const isSpooled = await spools?.use(
    `${input.identity} ${JSON.stringify(place)}`,
    content.tarBytes ?? Number.POSITIVE_INFINITY,
    (append) => inflateRange(source, place, compression, endless(append), codec, watch),
    (tar) => readPlain(tar, from, to, watch, give),
  );
  if (!isSpooled) {
    // A stream with damage is inflated a second time around it: what was given already is passed by.
    await inflateRange(source, place, compression, () => new ByteRange(from + count, to, give), codec, watch);
  }
  return count;
}

/** Sinks for all of a tar, until `append` says that it wants no more. */
function endless(append: (piece: Uint8Array) => boolean): () => InflateSink {
  let given = 0;
  let isWanted = true;
  return () => {
    const rest = new ByteRange(given, Number.POSITIVE_INFINITY, (piece) => {
      given += piece.length;
      isWanted &&= append(piece);
    });
    return {
      push: (piece) => rest.push(piece),
      get satisfied() {
        return !isWanted;
      },
    };
  };
}

/** Inflates a layer into a sink until that is satisfied. */
async function inflateRange(
  source: ByteSource,
  place: BlobPlace,
  compression: 'none' | CompressionFormat,
  makeSink: () => InflateSink,
  codec: Codec,
  watch: Watch,
): Promise<void> {
  if (place.kind === 'stream') {
    await readStreamed(source, place, compression, codec, watch, makeSink());
  } else if (compression !== 'none') {
    await inflateSource(codec, compression, source, makeSink, watch);
  }
}

/** The blob of a layer as it is stored; of a compressed archive the archive. Throws when it is gone. */
export function blobSource(input: ImageInput, place: BlobPlace): ByteSource {
  if (input.kind === 'folder') {
    const source = place.kind === 'file' ? input.file(place.path) : undefined;
    if (!source) {
      throw new Error('The layer is not in the folder any more.');
    }
    return source;
  }
  return place.kind === 'range' ? rangeOf(input.source, place.offset, place.size) : input.source;
}

const pieceBytes = 256 << 10;

async function readPlain(
  source: ByteSource,
  from: number,
  to: number,
  watch: Watch,
  sink: (piece: Uint8Array) => void,
): Promise<void> {
  for (let at = from; at < to; ) {
    stopIfCancelled(watch);
    const piece = await source.read(at, Math.min(pieceBytes, to - at));
    if (piece.length === 0) {
      return;
    }
    sink(piece);
    at += piece.length;
    watch.onProgress(at - from);
    const pause = watch.pause?.();
    if (pause) {
      await pause;
    }
  }
}

/** A layer inside a compressed archive: the archive is inflated up to it, and it too when it is compressed itself. */
async function readStreamed(
  source: ByteSource,
  place: BlobPlace & { readonly kind: 'stream' },
  compression: 'none' | CompressionFormat,
  codec: Codec,
  watch: Watch,
  range: InflateSink,
): Promise<void> {
  const nested = compression === 'none' ? undefined : codec.inflate(compression, (piece) => range.push(piece));
  let waiting: Promise<void> = Promise.resolve();
  const blob = new ByteRange(place.offset, place.offset + place.size, (piece) => {
    if (nested) {
      const copy = piece.slice();
      waiting = waiting.then(() => nested.write(copy));
    } else {
      range.push(piece);
    }
  });
  const sink: InflateSink = {
    push: (piece) => blob.push(piece),
    drain: () => waiting,
    get satisfied() {
      return range.satisfied || blob.satisfied;
    },
  };
  await inflateSource(codec, place.format, source, once(sink), watch, 32 << 10);
  if (range.satisfied) {
    nested?.abort();
  } else {
    await nested?.finish();
  }
}

/** A sink for the first reading. Nothing may be given twice, so a second one, around damage, is let go by. */
function once(sink: InflateSink): () => InflateSink {
  let isFirst = true;
  return () => {
    const given = isFirst ? sink : passedBy;
    isFirst = false;
    return given;
  };
}

const passedBy: InflateSink = { push: () => undefined, satisfied: true };
