import { columnFor, resized, type SmallColumn } from '../columns';

/** Why bytes of a layer are not in the final file system; 0 for those that are. */
export const lossReason = {
  none: 0,
  /** Its name was deleted by a whiteout, or was never part of a file system. */
  deleted: 1,
  /** A folder above was made opaque. */
  opaque: 2,
  /** A file of the same name came over it. */
  overwritten: 3,
  /** Something of another type came over it. */
  replaced: 4,
  /** The same file came over it with another mode, owner or attributes. */
  metadata: 5,
} as const;

/** Stands for a folder that has no header of its own. */
export const noEntry = 0xffffffff;

/**
 * What names in a file system stand for (inodes, in the words of Unix): one for each entry that was applied, and
 * for each folder that is only implied by paths below it. Number 0 is none. Hard links are names of one object.
 */
export class ObjectTable {
  count = 1;
  /** One of `entryType`; never a hard link. */
  kinds: Uint8Array;
  /** The layer and the entry in it that made the object as it is now. */
  layers: SmallColumn;
  entries: Uint32Array;
  /** Names that stand for it. */
  links: Uint32Array;
  /** The layer that took away its last name, and why; meaningful when `reasons` is not `none`. */
  killers: SmallColumn;
  reasons: Uint8Array;

  /** `expected` is the number of objects that there will be, as far as it is known. */
  constructor(expected: number, layerCount: number) {
    const room = expected + 16;
    this.kinds = new Uint8Array(room);
    this.layers = columnFor(layerCount, room);
    this.entries = new Uint32Array(room);
    this.links = new Uint32Array(room);
    this.killers = columnFor(layerCount, room);
    this.reasons = new Uint8Array(room);
  }

  make(kind: number, layer: number, entry: number): number {
    const object = this.count;
    if (object === this.kinds.length) {
      this.resize(Math.ceil(object * 1.5));
    }
    this.kinds[object] = kind;
    this.layers[object] = layer;
    this.entries[object] = entry;
    this.count++;
    return object;
  }

  private resize(room: number): void {
    this.kinds = resized(this.kinds, room);
    this.layers = resized(this.layers, room);
    this.entries = resized(this.entries, room);
    this.links = resized(this.links, room);
    this.killers = resized(this.killers, room);
    this.reasons = resized(this.reasons, room);
  }
}
