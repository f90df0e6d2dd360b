import type { ByteSource, SyncByteSource } from '../../ports';
import { ProblemList } from '../problems';
import { scanRandomAccess, type Watch } from '../tar/drivers';
import { TarScanner } from '../tar/scanner';
import { type IndexContext, indexLayer, type LayerIndex } from './layerIndex';
import { makeOuterTar } from './outerTar';
import type { ArchiveStore, BlobPlace } from './store';

/** An archive of which the index around the layers is known, as a store and as if it were a layer itself. */
export interface OpenedTar {
  readonly store: ArchiveStore;
  /** The tar itself as a layer, with its problems: it may be a root file system and no archive at all. */
  readonly self: LayerIndex;
  readonly selfPlace: BlobPlace;
}

/** How problems name the archive itself, in contrast to the files in it. */
export const outerFile = '';

/** Opens a plain tar: files inside it are ranges of the source. */
export async function openTarStore(source: ByteSource, context: IndexContext, watch: Watch): Promise<OpenedTar> {
  const problems = new ProblemList();
  const scanner = new TarScanner(context.paths, problems, outerFile);
  await scanRandomAccess(scanner, source, watch);
  const { entries } = scanner;
  entries.trim();
  const outer = lazy(() => makeOuterTar(entries, context.paths));
  const store: ArchiveStore = {
    kind: 'tar',
    find(name) {
      const found = outer().findFile(name);
      if (!found) {
        return undefined;
      }
      const offset = entries.dataOffsets[found.entry]!;
      const size = entries.sizes[found.entry]!;
      const range = rangeOf(source, offset, size);
      return {
        path: found.path,
        size,
        isCut: range.size < size,
        place: { kind: 'range', offset, size },
        read: async (limit) => (size > limit || range.size < size ? undefined : range.read(0, size)),
        index: (layerWatch) => indexLayer(range, found.path, context, layerWatch),
      };
    },
    has: (name) => outer().has(name),
    topFolders: () => outer().topFolders(),
  };
  const self: LayerIndex = {
    entries,
    compression: 'none',
    tarBytes: source.size,
    storedBytes: source.size,
    problems: problems.items,
  };
  return { store, self, selfPlace: { kind: 'range', offset: 0, size: source.size } };
}

/** A range of a source as a source of its own; it ends where the source does. */
export function rangeOf(source: ByteSource, offset: number, size: number): ByteSource {
  const length = Math.max(0, Math.min(size, source.size - offset));
  const read = (at: number, wanted: number): Promise<Uint8Array> =>
    source.read(offset + at, Math.max(0, Math.min(wanted, length - at)));
  if (!('readInto' in source)) {
    return { size: length, read };
  }
  const sync = source as SyncByteSource;
  const range: SyncByteSource = {
    size: length,
    read,
    readInto: (at, target) =>
      sync.readInto(offset + at, target.subarray(0, Math.max(0, Math.min(target.length, length - at)))),
  };
  return range;
}

export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
