import type { ImageProblem } from '../problems';
import { type EntryTable, entryType } from '../tar/entries';

/** What a whiteout or an opaque mark did. */
export interface MarkEffect {
  readonly entry: number;
  readonly kind: 'whiteout' | 'opaque';
  /** The path that it hides, or the folder whose content it hides. */
  readonly target: number;
  /** False when there was nothing. */
  readonly hasTarget: boolean;
  wasFolder: boolean;
  /** True when the folder had no header of its own. */
  wasImplied: boolean;
  /** Bytes that are lost by it: files that still have another name do not count. */
  hiddenBytes: number;
  /** Files that it hides, by name. */
  hiddenFiles: number;
  /** The sizes in the headers of the files that it hides. */
  headerBytes: number;
}

/** A layer as a part of one image: what it did to the layers below. */
export interface StackedLayer {
  readonly entries: EntryTable;
  /** By entry: one of `change`. */
  readonly changes: Uint8Array;
  readonly marks: MarkEffect[];
  /** The objects that hard links of this layer stand for. */
  readonly linkObjects: Map<number, number>;
  /** Entries below symbolic links: the nodes where they were applied. */
  readonly placedAt: Map<number, number>;
  readonly problems: ImageProblem[];
  /** Bytes of all files, duplicates included, hard links not. */
  readonly contentBytes: number;
  /** Visible bytes after this layer less those before it. */
  netBytes: number;
  /** Bytes of this layer that are not in the final file system. */
  wastedHeldBytes: number;
  /** Bytes that were lost by this layer. */
  wastedCausedBytes: number;
  addMark(entry: number, kind: MarkEffect['kind'], target: number, hasTarget: boolean): MarkEffect;
}

export function makeStackedLayer(entries: EntryTable): StackedLayer {
  const marks: MarkEffect[] = [];
  return {
    entries,
    changes: new Uint8Array(entries.count),
    marks,
    linkObjects: new Map(),
    placedAt: new Map(),
    problems: [],
    contentBytes: contentBytes(entries),
    netBytes: 0,
    wastedHeldBytes: 0,
    wastedCausedBytes: 0,
    addMark(entry, kind, target, hasTarget) {
      const effect: MarkEffect = {
        entry,
        kind,
        target,
        hasTarget,
        wasFolder: kind === 'opaque',
        wasImplied: false,
        hiddenBytes: 0,
        hiddenFiles: 0,
        headerBytes: 0,
      };
      marks.push(effect);
      return effect;
    },
  };
}

/** Bytes of all files of a layer, hard links not counted. */
export function contentBytes({ count, types, sizes }: EntryTable): number {
  let bytes = 0;
  for (let entry = 0; entry < count; entry++) {
    bytes += types[entry] === entryType.file ? sizes[entry]! : 0;
  }
  return bytes;
}
