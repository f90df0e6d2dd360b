import type { ByteSource } from '../../ports';
import { ProblemList } from '../problems';
import { scanRandomAccess, type Watch } from '../tar/drivers';
import { TarScanner } from '../tar/scanner';
import { type IndexContext, indexLayer, type LayerIndex } from './layerIndex';
import { makeOuterTar } from './outerTar';
import { rangeOf } from './sourceRange';
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
        index: (layerWatch, stated) => indexLayer(range, found.path, context, layerWatch, stated),
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

export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
