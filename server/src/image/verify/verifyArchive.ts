import type { ByteSource, CancelSignal, DigestAlgorithm, ImageInput, ImagePorts } from '../../ports';
import type { ArchiveImage, ImageArchive, ImageLayer } from '../archive/archive';
import { ByteRange } from '../archive/byteRange';
import { type InflateSink, inflateSource } from '../archive/inflate';
import type { ProgressListener } from '../archive/openArchive';
import { makeWatches } from '../archive/reading';
import type { BlobPlace } from '../archive/store';
import { VerifiedLayers } from '../cache/verifiedLayers';
import { blobSource } from '../contents/layerRange';
import { type ImageProblem, problem } from '../problems';
import { Cancelled, stopIfCancelled, type Watch } from '../tar/drivers';
import { type BlobDigests, BlobHasher } from './blobDigests';
import { type StatedDigest, statedDiffId, statedDigest } from './statements';

/** The images to verify, with the paths of their layers. */
type Images = Pick<ImageArchive, 'images' | 'paths'>;

/** Images whose bytes were compared with the digests that are stated of them. */
export interface Verified<Archive extends Images = ImageArchive> {
  /** The same images; layers that are not what is said of them have further problems. */
  readonly archive: Archive;
  /** Layers of all images, each blob once: those that were compared, those that differ, those that state nothing. */
  readonly checked: number;
  readonly wrong: number;
  readonly unchecked: number;
}

/**
 * Reads all layers of an archive and compares them with their digests and diff IDs. Configurations and manifests
 * are compared whenever an archive is opened; their problems are in the archive. Compressed layers that are what they
 * should be go into the cache, for other archives that have them. Never throws on bad input; rejects with a sentence
 * when the medium fails. Undefined when `cancel` fires.
 */
export async function verifyArchive<Archive extends Images>(
  archive: Archive,
  input: ImageInput,
  ports: ImagePorts,
  cancel: CancelSignal,
  onProgress: ProgressListener,
): Promise<Verified<Archive> | undefined> {
  const blobs = blobsOf(archive);
  try {
    await digestBlobs([...blobs.values()], input, ports, cancel, onProgress);
  } catch (error) {
    if (error instanceof Cancelled) {
      return undefined;
    }
    throw error;
  }
  await rememberProven([...blobs.values()], archive, ports);
  return compared(archive, blobs);
}

/** A blob and all layers that are it, in whatever image. */
interface Blob {
  readonly place: BlobPlace;
  readonly layers: ImageLayer[];
  digests: BlobDigests | undefined;
}

function blobsOf({ images }: Images): Map<string, Blob> {
  const blobs = new Map<string, Blob>();
  for (const layer of images.flatMap(({ layers }) => layers)) {
    if (layer.place && layer.content?.compression && (statedDigest(layer) || statedDiffId(layer))) {
      const key = keyOf(layer.place);
      const blob = blobs.get(key) ?? { place: layer.place, layers: [], digests: undefined };
      blob.layers.push(layer);
      blobs.set(key, blob);
    }
  }
  return blobs;
}

function keyOf(place: BlobPlace): string {
  return JSON.stringify(place);
}

function hasherOf({ layers }: Blob, { digest, codec }: ImagePorts): BlobHasher {
  const algorithms = (stated: (StatedDigest | undefined)[]): Set<DigestAlgorithm> =>
    new Set(stated.flatMap((each) => (each ? [each.algorithm] : [])));
  const compression = layers[0]!.content!.compression!;
  return new BlobHasher(
    digest,
    codec,
    compression,
    algorithms(layers.map(statedDigest)),
    algorithms(layers.map(statedDiffId)),
  );
}

// --- reading

async function digestBlobs(
  blobs: readonly Blob[],
  input: ImageInput,
  ports: ImagePorts,
  cancel: CancelSignal,
  onProgress: ProgressListener,
): Promise<void> {
  const { watchTogether } = makeWatches(ports, cancel, onProgress);
  const streamed = blobs.filter(({ place }) => place.kind === 'stream');
  const stored = blobs.filter(({ place }) => place.kind !== 'stream');
  const isStreamed = input.kind === 'file' && streamed.length > 0;
  const sources = stored.map((blob) => blobSource(input, blob.place));
  const total = sources.reduce((sum, { size }) => sum + size, 0) + (isStreamed ? input.source.size : 0);
  const watch = watchTogether(total);
  if (isStreamed) {
    await digestStreamed(streamed, input.source, ports, watch('The archive'));
  }
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < stored.length) {
      const number = next++;
      const message = `Layer ${number + 1} of ${stored.length}`;
      stored[number]!.digests = await digestSource(sources[number]!, hasherOf(stored[number]!, ports), watch(message));
    }
  };
  await Promise.all(Array.from({ length: ports.codec.parallelism }, work));
}

const pieceBytes = 256 << 10;

async function digestSource(source: ByteSource, hasher: BlobHasher, watch: Watch): Promise<BlobDigests> {
  try {
    for (let at = 0; at < source.size; ) {
      stopIfCancelled(watch);
      const piece = await source.read(at, pieceBytes);
      if (piece.length === 0) {
        break;
      }
      hasher.push(piece);
      await hasher.drain();
      at += piece.length;
      watch.onProgress(at);
    }
  } catch (error) {
    hasher.abort();
    throw error;
  }
  return hasher.finish();
}

/** Layers inside a compressed archive: that is inflated once, and every layer takes its range of it. */
async function digestStreamed(
  blobs: readonly Blob[],
  source: ByteSource,
  ports: ImagePorts,
  watch: Watch,
): Promise<void> {
  const parts = blobs.map((blob) => {
    const place = blob.place as BlobPlace & { readonly kind: 'stream' };
    const hasher = hasherOf(blob, ports);
    const range = new ByteRange(place.offset, place.offset + place.size, (piece) => hasher.push(piece));
    return { blob, hasher, range };
  });
  const sink: InflateSink = {
    push(piece) {
      for (const { range } of parts) {
        range.push(piece);
      }
    },
    async drain() {
      for (const { hasher } of parts) {
        await hasher.drain();
      }
    },
  };
  let isFirst = true;
  // A damaged archive is inflated a second time; nothing may be digested twice.
  const makeSink = (): InflateSink => {
    const given = isFirst ? sink : { push: () => undefined, satisfied: true };
    isFirst = false;
    return given;
  };
  const { format } = blobs[0]!.place as BlobPlace & { readonly kind: 'stream' };
  try {
    await inflateSource(ports.codec, format, source, makeSink, watch, 32 << 10);
  } catch (error) {
    for (const { hasher } of parts) {
      hasher.abort();
    }
    throw error;
  }
  for (const { blob, hasher, range } of parts) {
    const digests = await hasher.finish();
    // Of a layer that is not all there nothing can be said but that, which was said when it was opened.
    blob.digests = range.satisfied ? digests : undefined;
  }
}

async function rememberProven(blobs: readonly Blob[], { paths }: Images, { cache, digest }: ImagePorts): Promise<void> {
  const verified = cache && new VerifiedLayers(cache, digest);
  for (const { layers, digests } of verified ? blobs : []) {
    const stated = layers.map(statedDigest).find((each) => digests && isSame(each, digests.stored));
    const content = layers[0]!.content!;
    // Plain layers and those with a table of contents are read faster than looked up.
    if (stated && content.compression !== 'none' && !content.chunks) {
      verified?.add(`${stated.algorithm}:${stated.hex}`, content, paths);
    }
  }
  await verified?.remember();
}

// --- comparing

function compared<Archive extends Images>(archive: Archive, blobs: ReadonlyMap<string, Blob>): Verified<Archive> {
  const problemsOf = (layer: ImageLayer): ImageProblem[] => {
    const digests = layer.place ? blobs.get(keyOf(layer.place))?.digests : undefined;
    return digests ? mismatches(layer, digests) : [];
  };
  const images = archive.images.map(
    (image): ArchiveImage => ({
      ...image,
      layers: image.layers.map((layer) => withProblems(layer, problemsOf(layer))),
    }),
  );
  const all = [...blobs.values()].filter(({ digests }) => digests !== undefined);
  const isWrong = (layer: ImageLayer): boolean => problemsOf(layer).length > 0;
  const files = new Set(archive.images.flatMap(({ layers }) => layers.map(({ file }) => file)));
  return {
    archive: { ...archive, images },
    checked: all.length,
    wrong: all.filter(({ layers }) => layers.some(isWrong)).length,
    unchecked: files.size - new Set(all.flatMap(({ layers }) => layers.map(({ file }) => file))).size,
  };
}

/** Problems of an earlier verification are not told twice. */
function withProblems(layer: ImageLayer, added: readonly ImageProblem[]): ImageLayer {
  const messages = new Set([storedMismatch, tarMismatch]);
  return { ...layer, problems: [...layer.problems.filter(({ message }) => !messages.has(message)), ...added] };
}

function mismatches(layer: ImageLayer, { stored, tar }: BlobDigests): ImageProblem[] {
  const wrong = (message: string): ImageProblem => problem('error', 'digest-mismatch', message, layer.file);
  const digest = statedDigest(layer);
  if (digest && !isSame(digest, stored)) {
    return [wrong(storedMismatch)];
  }
  const diffId = statedDiffId(layer);
  return diffId && tar && !isSame(diffId, tar) ? [wrong(tarMismatch)] : [];
}

const storedMismatch = 'This layer is not what its digest says: it was changed or damaged after the image was built.';
const tarMismatch = 'This layer is not the one that the configuration names: its content has another digest (diff ID).';

function isSame(stated: StatedDigest | undefined, digests: ReadonlyMap<DigestAlgorithm, string>): boolean {
  return stated !== undefined && digests.get(stated.algorithm) === stated.hex;
}
