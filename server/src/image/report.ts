import type { ArchiveFormat, ArchiveImage, ImageArchive, ImageLayer } from './archive/archive';
import type { HistoryEntry } from './history/history';
import type { LayerOrigin } from './history/origin';
import { pathText } from './names';
import type { ImageProblem } from './problems';
import { type DiveFigures, diveFigures } from './stack/dive';
import { type ImageStack, type StackOptions, stackLayers } from './stack/stack';
import type { StackedLayer } from './stack/stackedLayer';
import { type Totals, totalsOf, Waste } from './stack/waste';
import { type EntryTable, entryType } from './tar/entries';

/** What `strata layers --format json` prints. All sizes are bytes, indexes start at 0, what does not exist is null. */
export interface ArchiveReport {
  readonly source: string;
  readonly format: ArchiveFormat | null;
  readonly images: readonly ImageReport[];
  readonly problems: readonly ImageProblem[];
}

export interface ImageReport {
  readonly names: readonly string[];
  readonly platform: string | null;
  readonly configDigest: string | null;
  readonly created: string | null;
  readonly history: readonly HistoryEntry[];
  readonly layers: readonly LayerReport[];
  readonly totals: Totals;
  readonly dive: DiveFigures;
  readonly wasted: Waste;
  readonly problems: readonly ImageProblem[];
}

export interface LayerReport {
  readonly index: number;
  readonly diffId: string | null;
  readonly digest: string | null;
  readonly compression: 'none' | 'gzip' | 'zstd' | null;
  readonly instruction: string | null;
  readonly createdBy: string | null;
  readonly created: string | null;
  readonly origin: LayerOrigin;
  readonly contentBytes: number;
  readonly tarBytes: number | null;
  readonly storedBytes: number | null;
  readonly netBytes: number;
  readonly entries: number;
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
  readonly hardlinks: number;
  readonly others: number;
  readonly whiteouts: readonly string[];
  readonly opaqueDirectories: readonly string[];
  readonly wastedHeldBytes: number;
  readonly wastedCausedBytes: number;
  readonly problems: readonly ImageProblem[];
}

/** The report of some images of an archive; `source` is the archive as the user named it. */
export function reportOf(
  archive: ImageArchive,
  images: readonly ArchiveImage[],
  source: string,
  options: StackOptions,
): ArchiveReport {
  return {
    source,
    format: archive.format,
    images: images.map((image) => imageReport(archive, image, stackLayers(archive, image.layers, options))),
    problems: archive.problems,
  };
}

/** The report of one image with its layers stacked. */
export function imageReport(archive: ImageArchive, image: ArchiveImage, stack: ImageStack): ImageReport {
  return {
    names: image.names,
    platform: image.platform,
    configDigest: image.configDigest,
    created: image.created,
    history: image.history,
    layers: image.layers.map((layer, i) => layerReport(archive, layer, stack.layers[i]!)),
    totals: totalsOf(stack),
    // Worked out when somebody asks: with large images it takes a while, and the text report does without.
    get dive() {
      return diveFigures(stack);
    },
    wasted: new Waste(stack),
    problems: image.problems,
  };
}

function layerReport({ paths }: ImageArchive, layer: ImageLayer, stacked: StackedLayer): LayerReport {
  const counts = entryCounts(stacked.entries);
  const hiddenBy = (kind: 'whiteout' | 'opaque'): string[] =>
    stacked.marks.filter((effect) => effect.kind === kind).map(({ target }) => pathText(paths, target));
  return {
    index: layer.index,
    diffId: layer.diffId,
    digest: layer.digest,
    compression: layer.content?.compression ?? null,
    instruction: layer.history?.instruction ?? null,
    createdBy: layer.history?.createdBy ?? null,
    created: layer.history?.created ?? null,
    origin: layer.origin,
    contentBytes: stacked.contentBytes,
    tarBytes: layer.content?.tarBytes ?? null,
    storedBytes: layer.content?.storedBytes ?? null,
    netBytes: stacked.netBytes,
    entries: stacked.entries.count,
    files: counts[entryType.file]!,
    directories: counts[entryType.directory]!,
    symlinks: counts[entryType.symlink]!,
    hardlinks: counts[entryType.hardlink]!,
    others: counts[entryType.char]! + counts[entryType.block]! + counts[entryType.fifo]! + counts[entryType.other]!,
    whiteouts: hiddenBy('whiteout'),
    opaqueDirectories: hiddenBy('opaque'),
    wastedHeldBytes: stacked.wastedHeldBytes,
    wastedCausedBytes: stacked.wastedCausedBytes,
    problems: [...layer.problems, ...stacked.problems],
  };
}

/** The number of entries of each type, by `entryType`. */
export function entryCounts({ types, count }: EntryTable): number[] {
  const counts = new Array<number>(8).fill(0);
  for (let entry = 0; entry < count; entry++) {
    counts[types[entry]!]!++;
  }
  return counts;
}
