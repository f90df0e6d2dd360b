import type { ImageLayer } from './archive/archive';
import type { LayerIndex } from './archive/layerIndex';
import { pathText } from './names';
import type { ImageProblem } from './problems';
import { type DiveFigures, diveFigures } from './stack/dive';
import type { ImageStack } from './stack/stack';
import type { StackedLayer } from './stack/stackedLayer';
import { type Totals, totalsOf, Waste, type WastedPaths } from './stack/waste';
import { type EntryTable, entryType } from './tar/entries';

/** What stacking the layers of an image tells in figures: the list of its layers needs no more. */
export interface ImageFigures {
  readonly layers: readonly LayerFigures[];
  readonly totals: Totals;
  readonly dive: DiveFigures;
  readonly wasted: WastedPaths;
}

export interface LayerFigures {
  /** The blob; null when it is not in the archive or cannot be read at all. */
  readonly blob: BlobFigures | null;
  /** Bytes of all files, duplicates included, hard links not. */
  readonly contentBytes: number;
  readonly netBytes: number;
  readonly wastedHeldBytes: number;
  readonly wastedCausedBytes: number;
  /** The number of entries by `entryType`. */
  readonly counts: readonly number[];
  readonly whiteouts: PathTexts;
  readonly opaqueFolders: PathTexts;
  /** How many of the files are whiteouts or opaque marks. */
  readonly markFiles: number;
  /** What stacking found; not what reading the layer did. */
  readonly problems: readonly ImageProblem[];
}

export interface BlobFigures extends Pick<LayerIndex, 'compression' | 'tarBytes' | 'storedBytes'> {
  /** True when the layer was listed by its own table of contents. */
  readonly hasTable: boolean;
}

/** Paths for display, each made when it is asked for. */
export interface PathTexts extends Iterable<string> {
  readonly count: number;
}

/**
 * The figures of an image with its layers stacked. What takes time is worked out when somebody asks, of what `again`
 * returns: who has many images need not keep all their stacks for that.
 */
export function figuresOf(
  layers: readonly ImageLayer[],
  stack: ImageStack,
  again: () => ImageStack = () => stack,
): ImageFigures {
  return {
    layers: layers.map((layer, i) => layerFigures(layer, stack.layers[i]!, stack)),
    totals: totalsOf(stack),
    get dive() {
      return diveFigures(again());
    },
    get wasted() {
      return new Waste(again());
    },
  };
}

function layerFigures({ content }: ImageLayer, stacked: StackedLayer, { tree }: ImageStack): LayerFigures {
  const { entries, marks, contentBytes, netBytes, wastedHeldBytes, wastedCausedBytes, problems } = stacked;
  const { paths } = tree;
  const hiddenBy = (wanted: 'whiteout' | 'opaque'): PathTexts => ({
    count: marks.reduce((count, { kind }) => count + (kind === wanted ? 1 : 0), 0),
    *[Symbol.iterator]() {
      for (const { kind, target } of marks) {
        if (kind === wanted) {
          yield pathText(paths, target);
        }
      }
    },
  });
  return {
    blob: content && {
      compression: content.compression,
      tarBytes: content.tarBytes,
      storedBytes: content.storedBytes,
      hasTable: content.chunks !== undefined,
    },
    contentBytes,
    netBytes,
    wastedHeldBytes,
    wastedCausedBytes,
    counts: entryCounts(entries),
    whiteouts: hiddenBy('whiteout'),
    opaqueFolders: hiddenBy('opaque'),
    markFiles: marks.reduce((count, { entry }) => count + (entries.types[entry] === entryType.file ? 1 : 0), 0),
    problems,
  };
}

/** How many entries a layer has. */
export function entryCount({ counts }: Pick<LayerFigures, 'counts'>): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function entryCounts({ types, count }: EntryTable): number[] {
  const counts = new Array<number>(entryType.other + 1).fill(0);
  for (let entry = 0; entry < count; entry++) {
    counts[types[entry]!]!++;
  }
  return counts;
}
