import type {
  ArchiveFormat,
  ArchiveImage,
  ArchiveOutline,
  ImageArchive,
  ImageOutline,
  LayerOutline,
} from './archive/archive';
import { entryCount, figuresOf, type ImageFigures, type LayerFigures } from './figures';
import type { HistoryEntry } from './history/history';
import type { LayerOrigin } from './history/origin';
import type { ImageProblem } from './problems';
import type { DiveFigures } from './stack/dive';
import { type StackOptions, stackLayers } from './stack/stack';
import type { Totals, WastedPaths } from './stack/waste';
import { entryType } from './tar/entries';

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
  readonly wasted: WastedPaths;
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
  const reports = images.map((image) =>
    imageReport(image, figuresOf(image.layers, stackLayers(archive, image.layers, options))),
  );
  return archiveReport(archive, reports, source);
}

/** The report of an archive with the reports of its images that somebody wants. */
export function archiveReport(
  { format, problems }: ArchiveOutline,
  images: readonly ImageReport[],
  source: string,
): ArchiveReport {
  return { source, format, images, problems };
}

/** The report of one image. */
export function imageReport(image: ImageOutline, figures: ImageFigures): ImageReport {
  return {
    names: image.names,
    platform: image.platform,
    configDigest: image.configDigest,
    created: image.created,
    history: image.history,
    layers: image.layers.map((layer, i) => layerReport(layer, figures.layers[i]!)),
    totals: figures.totals,
    // Worked out when somebody asks: with large images it takes a while, and the text report does without.
    get dive() {
      return figures.dive;
    },
    wasted: figures.wasted,
    problems: image.problems,
  };
}

function layerReport(layer: LayerOutline, figures: LayerFigures): LayerReport {
  const { blob, counts } = figures;
  return {
    index: layer.index,
    diffId: layer.diffId,
    digest: layer.digest,
    compression: blob?.compression ?? null,
    instruction: layer.history?.instruction ?? null,
    createdBy: layer.history?.createdBy ?? null,
    created: layer.history?.created ?? null,
    origin: layer.origin,
    contentBytes: figures.contentBytes,
    tarBytes: blob?.tarBytes ?? null,
    storedBytes: blob?.storedBytes ?? null,
    netBytes: figures.netBytes,
    entries: entryCount(figures),
    files: counts[entryType.file]!,
    directories: counts[entryType.directory]!,
    symlinks: counts[entryType.symlink]!,
    hardlinks: counts[entryType.hardlink]!,
    others: counts[entryType.char]! + counts[entryType.block]! + counts[entryType.fifo]! + counts[entryType.other]!,
    get whiteouts() {
      return [...figures.whiteouts];
    },
    get opaqueDirectories() {
      return [...figures.opaqueFolders];
    },
    wastedHeldBytes: figures.wastedHeldBytes,
    wastedCausedBytes: figures.wastedCausedBytes,
    problems: [...layer.problems, ...figures.problems],
  };
}
