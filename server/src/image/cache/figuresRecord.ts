import type { ArchiveOutline, ImageOutline, LayerOutline } from '../archive/archive';
import type { ImageFigures, LayerFigures, PathTexts } from '../figures';
import { bytesOfPath, decodeName, encodeName, type NamedPath, named } from '../names';
import { isReason, reasonName, reasonOf, type WastedPath, type WastedPaths } from '../stack/waste';
import type { SeenFile } from './archiveRecord';
import { isListColumns, type ListColumns, ListWriter, listAt, startOf } from './listColumns';
import { packRecord, unpackRecord } from './record';

/** What is kept of an archive whose images were stacked, so that its list of layers needs none of its entries. */
export interface FiguresRecord {
  readonly outline: ArchiveOutline;
  /** By image. */
  readonly figures: readonly ImageFigures[];
  /** Empty for an archive that is one file. */
  readonly seen: readonly SeenFile[];
}

/** Such a record as a file of the cache, in pieces; undefined when it would be too large to be worth it. */
export function packFigures({ outline, figures, seen }: FiguresRecord): Uint8Array[] | undefined {
  const budget = { bytes: mostBytes };
  const images: StoredImage[] = [];
  for (const [i, image] of outline.images.entries()) {
    const stored = storedFigures(figures[i]!, budget);
    if (!stored) {
      return undefined;
    }
    const lines = new Map(image.history.map((line, number) => [line, number]));
    const layers = image.layers.map(({ index, diffId, digest, file, history, origin, place, problems }) => {
      const line = history && (lines.get(history) ?? null);
      return { index, diffId, digest, file, origin, place, problems, history: line };
    });
    images.push({ ...image, layers, figures: stored });
  }
  const { format, attestations, problems } = outline;
  const record: StoredRecord = { kind: 'figures', format, attestations, problems, seen, images };
  return packRecord(record);
}

/** The record of such a file, whose memory it goes on using; undefined for any other or a damaged one. */
export function unpackFigures(file: Uint8Array): FiguresRecord | undefined {
  const stored = unpackRecord(file) as StoredRecord | undefined;
  try {
    return stored?.kind === 'figures' ? recordOf(stored) : undefined;
  } catch {
    // Checksums keep damage away; this is a file that somebody wrote who knows the form but not the fields.
    return undefined;
  }
}

function recordOf({ format, attestations, problems, seen, images }: StoredRecord): FiguresRecord | undefined {
  const figures = images.map((image) => figuresOfStored(image.figures));
  if (!figures.every((each) => each !== undefined)) {
    return undefined;
  }
  const outlines = images.map(({ figures: _, ...image }): ImageOutline => {
    const layers = image.layers.map((layer) => ({
      ...layer,
      history: layer.history === null ? null : image.history[layer.history]!,
    }));
    return { ...image, layers };
  });
  return { outline: { format, attestations, problems, images: outlines }, figures, seen };
}

function storedFigures(
  { layers, totals, dive, wasted }: ImageFigures,
  budget: { bytes: number },
): StoredFigures | undefined {
  const storedLayers: StoredLayerFigures[] = [];
  for (const { whiteouts, opaqueFolders, ...layer } of layers) {
    const hidden = [whiteouts, opaqueFolders].map((paths) => textColumns(paths, budget));
    if (!hidden[0] || !hidden[1]) {
      return undefined;
    }
    storedLayers.push({ ...layer, whiteouts: hidden[0], opaqueFolders: hidden[1] });
  }
  const waste = wasteColumns(wasted, budget);
  return waste && { layers: storedLayers, totals, dive, waste };
}

function figuresOfStored({ layers, totals, dive, waste }: StoredFigures): ImageFigures | undefined {
  const areTexts = layers.every(
    ({ whiteouts, opaqueFolders, counts }) =>
      isListColumns(whiteouts, Uint8Array) && isListColumns(opaqueFolders, Uint8Array) && Array.isArray(counts),
  );
  const wasted = areTexts ? wastedOf(waste) : undefined;
  return (
    wasted && {
      layers: layers.map(
        ({ whiteouts, opaqueFolders, ...layer }): LayerFigures => ({
          ...layer,
          whiteouts: textsOf(whiteouts),
          opaqueFolders: textsOf(opaqueFolders),
        }),
      ),
      totals,
      dive,
      wasted,
    }
  );
}

function textColumns(paths: PathTexts, budget: { bytes: number }): ListColumns<Uint8Array> | undefined {
  const writer = new ListWriter<Uint8Array>(new Uint8Array(0), budget.bytes);
  for (const path of paths) {
    writer.add(encodeName(path));
    if (writer.isFull) {
      return undefined;
    }
  }
  const columns = writer.columns();
  budget.bytes -= columns.items.length;
  return columns;
}

function textsOf(columns: ListColumns<Uint8Array>): PathTexts {
  return {
    count: columns.ends.length,
    *[Symbol.iterator]() {
      for (let at = 0; at < columns.ends.length; at++) {
        yield decodeName(listAt(columns, at));
      }
    },
  };
}

function wasteColumns(wasted: WastedPaths, budget: { bytes: number }): WasteColumns | undefined {
  const paths = new ListWriter<Uint8Array>(new Uint8Array(0), budget.bytes);
  const heldBy = new ListWriter<Float64Array>(new Float64Array(0), mostBytes);
  const killedBy = new ListWriter<Float64Array>(new Float64Array(0), mostBytes);
  const textEnds: number[] = [];
  let textLength = 0;
  let isText = true;
  for (const path of wasted) {
    paths.add(bytesOfPath(path));
    isText &&= path.pathBase64 === undefined;
    textLength += path.path.length;
    textEnds.push(textLength);
    heldBy.add(Float64Array.from(path.heldBy.flatMap(({ layer, bytes }) => [layer, bytes])));
    killedBy.add(
      Float64Array.from(path.killedBy.flatMap(({ layer, bytes, reason }) => [layer, bytes, reasonOf(reason)])),
    );
    if (paths.isFull || heldBy.isFull || killedBy.isFull) {
      return undefined;
    }
  }
  const columns: WasteColumns = {
    paths: paths.columns(),
    textEnds: Uint32Array.from(isText ? textEnds : []),
    heldBy: heldBy.columns(),
    killedBy: killedBy.columns(),
  };
  budget.bytes -= columns.paths.items.length;
  return columns;
}

/** The wasted paths of such columns; undefined when somebody made them up. */
function wastedOf({ paths, textEnds, heldBy, killedBy }: WasteColumns): WastedPaths | undefined {
  const count = paths.ends.length;
  const areSound =
    isListColumns(paths, Uint8Array) &&
    textEnds instanceof Uint32Array &&
    isListColumns(heldBy, Float64Array, count) &&
    isListColumns(killedBy, Float64Array, count) &&
    arePieces(heldBy.ends, 2) &&
    arePieces(killedBy.ends, 3) &&
    haveReasons(killedBy.items);
  if (!areSound) {
    return undefined;
  }
  const nameAt = namesOf(paths, textEnds);
  const pathAt = (at: number): WastedPath => {
    const held: Held[] = [];
    const killed: Killed[] = [];
    let sum = 0;
    // By index: making a view of each short list takes longer than reading it.
    for (let i = startOf(heldBy, at); i < heldBy.ends[at]!; i += 2) {
      const bytes = heldBy.items[i + 1]!;
      held.push({ layer: heldBy.items[i]!, bytes });
      sum += bytes;
    }
    for (let i = startOf(killedBy, at); i < killedBy.ends[at]!; i += 3) {
      const reason = reasonName(killedBy.items[i + 2]!);
      killed.push({ layer: killedBy.items[i]!, bytes: killedBy.items[i + 1]!, reason });
    }
    const { path, pathBase64 } = nameAt(at);
    return { path, pathBase64, bytes: sum, heldBy: held, killedBy: killed };
  };
  return {
    count,
    first: (most) => Array.from({ length: Math.min(most, count) }, (_, at) => pathAt(at)),
    *[Symbol.iterator]() {
      for (let at = 0; at < count; at++) {
        yield pathAt(at);
      }
    },
  };
}

/** The names in such columns. Decoding all at once takes a small part of the time that it takes one by one. */
function namesOf(paths: ListColumns<Uint8Array>, textEnds: Uint32Array): (at: number) => NamedPath {
  if (textEnds.length !== paths.ends.length) {
    return (at) => named(listAt(paths, at));
  }
  const text = decodeName(paths.items);
  return (at) => ({ path: text.slice(at === 0 ? 0 : textEnds[at - 1]!, textEnds[at]!) });
}

function arePieces(ends: Uint32Array, length: number): boolean {
  for (let i = 0; i < ends.length; i++) {
    if (ends[i]! % length !== 0) {
      return false;
    }
  }
  return true;
}

function haveReasons(killed: Float64Array): boolean {
  for (let i = 2; i < killed.length; i += 3) {
    if (!isReason(killed[i]!)) {
      return false;
    }
  }
  return true;
}

type Held = WastedPath['heldBy'][number];
type Killed = WastedPath['killedBy'][number];

/** Bytes that the paths of one archive may have here. More are no sooner read than the entries themselves. */
const mostBytes = 32 << 20;

type StoredLayerFigures = Omit<LayerFigures, 'whiteouts' | 'opaqueFolders'> & {
  readonly whiteouts: ListColumns<Uint8Array>;
  readonly opaqueFolders: ListColumns<Uint8Array>;
};

/** Wasted paths, biggest first: names; pairs of layer and bytes; triples of layer, bytes and reason. */
interface WasteColumns {
  readonly paths: ListColumns<Uint8Array>;
  /** Where each name ends when all are decoded to one text; empty when one of them is no text. */
  readonly textEnds: Uint32Array;
  readonly heldBy: ListColumns<Float64Array>;
  readonly killedBy: ListColumns<Float64Array>;
}

interface StoredFigures extends Pick<ImageFigures, 'totals' | 'dive'> {
  readonly layers: readonly StoredLayerFigures[];
  readonly waste: WasteColumns;
}

type StoredImage = Omit<ImageOutline, 'layers'> & {
  readonly layers: readonly (Omit<LayerOutline, 'history'> & { readonly history: number | null })[];
  readonly figures: StoredFigures;
};

interface StoredRecord extends Omit<ArchiveOutline, 'images'> {
  readonly kind: 'figures';
  readonly seen: readonly SeenFile[];
  readonly images: readonly StoredImage[];
}
