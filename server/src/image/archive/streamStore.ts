import type { ByteSource, CompressionFormat } from '../../ports';
import type { Watch } from '../tar/drivers';
import { EntryTable } from '../tar/entries';
import { type Capture, type CaptureResult, StreamCapture } from './capture';
import { inflateSource } from './inflate';
import { type IndexContext, type LayerIndex, noTar } from './layerIndex';
import { makeOuterTar } from './outerTar';
import type { ArchiveStore } from './store';
import { lazy, type OpenedTar } from './tarStore';

/**
 * Opens a compressed archive in one pass, without memory or disk for its content: while the archive streams by,
 * everything in it that looks like a layer is indexed, and small files that look like metadata are kept.
 * When it looks like a root file system instead, that stops; should it be an archive after all, a second pass
 * captures the rest.
 */
export async function openStreamStore(
  source: ByteSource,
  format: CompressionFormat,
  context: IndexContext,
  watch: Watch,
): Promise<OpenedTar> {
  let pass = await stream(source, format, context, watch, false);
  const { entries } = pass.self;
  const outer = lazy(() => makeOuterTar(entries, context.paths));

  async function captureOf(entry: number): Promise<Capture | undefined> {
    if (!pass.isComplete && !pass.captures.has(entry)) {
      pass = await stream(source, format, context, watch, true);
    }
    return pass.captures.get(entry);
  }

  const store: ArchiveStore = {
    kind: 'tar',
    find(name) {
      const found = outer().findFile(name);
      if (!found) {
        return undefined;
      }
      const { entry, path } = found;
      const size = entries.sizes[entry]!;
      const isCut = entries.rareOf(entry)?.cut === true;
      return {
        path,
        size,
        isCut,
        place: { kind: 'stream', format, offset: entries.dataOffsets[entry]!, size },
        async read(limit) {
          if (size === 0) {
            return new Uint8Array(0);
          }
          const capture = size > limit || isCut ? undefined : await captureOf(entry);
          return capture?.kind === 'content' ? capture.bytes : undefined;
        },
        async index() {
          const capture = await captureOf(entry);
          return capture?.kind === 'layer' ? capture.index : strangeLayer(size, path);
        },
      };
    },
    has: (name) => outer().has(name),
    topFolders: () => outer().topFolders(),
  };
  // As a layer the archive is its own compressed blob.
  return { store, self: pass.self, selfPlace: { kind: 'range', offset: 0, size: source.size } };
}

async function stream(
  source: ByteSource,
  format: CompressionFormat,
  context: IndexContext,
  watch: Watch,
  everything: boolean,
): Promise<CaptureResult> {
  const makeSink = (): StreamCapture => new StreamCapture(context, everything);
  // What a step inflates to is held until nested streams have taken it: small steps keep that small.
  const { sink, end } = await inflateSource(context.codec, format, source, makeSink, watch, 32 << 10);
  return sink.finish(end, format, source.size);
}

/** A file that was not captured, as a layer: it is empty, or neither a tar nor compressed. */
function strangeLayer(size: number, path: string): LayerIndex {
  return {
    entries: new EntryTable(),
    compression: size === 0 ? 'none' : null,
    tarBytes: size === 0 ? 0 : null,
    storedBytes: size,
    problems: size === 0 ? [] : [noTar(path)],
  };
}
