import { resized } from '../columns';
import { limits } from '../limits';

/** The root folder of every table. */
export const rootNode = 0;
/** Stands for a path that has no place below the root. */
export const noNode = 0xffffffff;

/** What the last component of a path means in a layer (OCI image specification, "Whiteouts"). */
export const mark = {
  none: 0,
  /** `.wh.NAME` deletes NAME of the layers below. */
  whiteout: 1,
  /** `.wh..wh..opq` hides everything of the layers below in its folder. */
  opaque: 2,
  /** Any other `.wh..wh.…`, and everything below it: AUFS kept its books there. */
  housekeeping: 3,
  /** `.wh.` without a name, or with `.` or `..` for one: means nothing. */
  invalid: 4,
} as const;

/** The arrays of a `PathTable`, cut to their length: what it takes to keep it on a disk. */
export interface PathColumns {
  readonly parents: Uint32Array;
  readonly nameStarts: Uint32Array;
  readonly names: Uint8Array;
  readonly marks: Uint8Array;
  readonly slots: Uint32Array;
  readonly seed: number;
}

/**
 * All paths of an archive, each once, as a tree of components in a few large arrays. A path is named by its
 * node, a small integer; a parent always has a smaller one than its children. Names are bytes.
 * Layers of one archive share a table, so that paths of different layers compare as integers.
 */
export class PathTable {
  /** Nodes so far, the root included. */
  count = 1;
  private parents = new Uint32Array(256);
  private nameStarts = new Uint32Array(257);
  private names = new Uint8Array(4096);
  private marks = new Uint8Array(256);
  /** Open addressing: 0 is empty, else a node; the root is never looked up. */
  private slots = new Uint32Array(512);
  /** Differs per table, so that nobody can prepare names that all fall into one slot. */
  private seed = (Math.random() * 0xffffffff) | 0;

  /** A table of arrays that `columns` gave, which it uses from then on; undefined when they do not belong together. */
  static of(columns: PathColumns): PathTable | undefined {
    if (!areSound(columns)) {
      return undefined;
    }
    const table = new PathTable();
    Object.assign(table, columns);
    table.count = columns.parents.length;
    return table;
  }

  /** Its arrays without what was reserved; they are its own, not copies, and good until the next `intern`. */
  columns(): PathColumns {
    const { count, seed, slots } = this;
    return {
      parents: this.parents.subarray(0, count),
      nameStarts: this.nameStarts.subarray(0, count + 1),
      names: this.names.subarray(0, this.nameStarts[count]),
      marks: this.marks.subarray(0, count),
      slots,
      seed,
    };
  }

  parentOf(node: number): number {
    return this.parents[node]!;
  }

  /** The meaning of the node's own name, one of `mark`. */
  markOf(node: number): number {
    return this.marks[node]! & 7;
  }

  /** True when the node or a folder above has a name that begins with `.wh.`: it is not part of the file system. */
  isHidden(node: number): boolean {
    return this.marks[node]! !== 0;
  }

  /** The bytes of a node's own name; valid until the next `intern`. */
  nameOf(node: number): Uint8Array {
    return this.names.subarray(this.nameStarts[node]!, this.nameStarts[node + 1]!);
  }

  /** Orders two nodes by the bytes of their own names. */
  compareNames(a: number, b: number): number {
    const { names, nameStarts } = this;
    const [startA, startB] = [nameStarts[a]!, nameStarts[b]!];
    const [lengthA, lengthB] = [nameStarts[a + 1]! - startA, nameStarts[b + 1]! - startB];
    for (let i = 0; i < lengthA && i < lengthB; i++) {
      const difference = names[startA + i]! - names[startB + i]!;
      if (difference !== 0) {
        return difference;
      }
    }
    return lengthA - lengthB;
  }

  /** Orders two paths as a tree shows them: by the first names that differ, a folder before what is in it. */
  comparePaths(a: number, b: number): number {
    let [atA, atB] = [a, b];
    let [belowA, belowB] = [noNode, noNode];
    // What is above has a smaller number: the larger one cannot be the folder that both are in.
    while (atA !== atB) {
      if (atA > atB) {
        belowA = atA;
        atA = this.parents[atA]!;
      } else {
        belowB = atB;
        atB = this.parents[atB]!;
      }
    }
    if (belowA === noNode || belowB === noNode) {
      return (belowA === noNode ? 0 : 1) - (belowB === noNode ? 0 : 1);
    }
    return this.compareNames(belowA, belowB);
  }

  /**
   * The child of `parent` with the name `bytes[from..to)`, made when it is not there yet.
   * `noNode` when the table has reached its limit.
   */
  intern(parent: number, bytes: Uint8Array, from: number, to: number): number {
    let slot = this.slotOf(parent, bytes, from, to);
    const known = this.slots[slot]!;
    if (known !== 0) {
      return known;
    }
    const node = this.count;
    const nameStart = this.nameStarts[node]!;
    if (nameStart + to - from > limits.nameBytes) {
      return noNode;
    }
    if (node * 3 >= this.slots.length * 2) {
      this.growSlots();
      slot = this.slotOf(parent, bytes, from, to);
    }
    this.reserve(nameStart + to - from);
    this.parents[node] = parent;
    for (let i = from, target = nameStart; i < to; i++, target++) {
      this.names[target] = bytes[i]!;
    }
    this.nameStarts[node + 1] = nameStart + to - from;
    this.marks[node] = this.markFor(parent, bytes, from, to);
    this.slots[slot] = node;
    this.count++;
    return node;
  }

  /** As `intern`, but never makes a node: `noNode` when the path is not known. */
  find(parent: number, bytes: Uint8Array, from: number, to: number): number {
    return this.slots[this.slotOf(parent, bytes, from, to)]! || noNode;
  }

  /** The name after `.wh.` as a sibling of a whiteout mark: the path that the mark hides. */
  hiddenBy(whiteout: number): number {
    const name = this.nameOf(whiteout).slice(whiteoutPrefix.length);
    return this.intern(this.parents[whiteout]!, name, 0, name.length);
  }

  /** Gives memory back that was reserved for more nodes. */
  trim(): void {
    // Memory that was never written to takes no room; copying much to save little would.
    if (this.count > largeTable) {
      return;
    }
    this.parents = resized(this.parents, this.count);
    this.nameStarts = resized(this.nameStarts, this.count + 1);
    this.marks = resized(this.marks, this.count);
    this.names = resized(this.names, this.nameStarts[this.count]!);
  }

  /** Bytes of memory in use. */
  get byteLength(): number {
    return (
      this.parents.byteLength +
      this.nameStarts.byteLength +
      this.names.byteLength +
      this.marks.byteLength +
      this.slots.byteLength
    );
  }

  private slotOf(parent: number, bytes: Uint8Array, from: number, to: number): number {
    let hash = this.seed ^ Math.imul(parent, 0x9e3779b1);
    for (let i = from; i < to; i++) {
      hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    }
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    const { slots, parents } = this;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const node = slots[slot]!;
      if (node === 0 || (parents[node] === parent && this.hasName(node, bytes, from, to))) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  private hasName(node: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.nameStarts[node]!;
    if (this.nameStarts[node + 1]! - start !== to - from) {
      return false;
    }
    const { names } = this;
    for (let i = from, other = start; i < to; i++, other++) {
      if (names[other] !== bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private markFor(parent: number, bytes: Uint8Array, from: number, to: number): number {
    const own = markOfName(bytes, from, to);
    const above = this.marks[parent]!;
    if ((above & 7) === mark.housekeeping) {
      return mark.housekeeping;
    }
    // The bit keeps the children of a folder with such a name hidden, whatever they are called themselves.
    return above !== 0 || own !== 0 ? own | belowMark : 0;
  }

  private reserve(nameEnd: number): void {
    if (this.count === this.parents.length) {
      const room = this.count * 2;
      this.parents = resized(this.parents, room);
      this.nameStarts = resized(this.nameStarts, room + 1);
      this.marks = resized(this.marks, room);
    }
    if (nameEnd > this.names.length) {
      this.names = resized(this.names, nameEnd * 2);
    }
  }

  private growSlots(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    for (let node = 1; node < this.count; node++) {
      const slot = this.slotOf(this.parents[node]!, this.names, this.nameStarts[node]!, this.nameStarts[node + 1]!);
      this.slots[slot] = node;
    }
  }
}

/** True when arrays from elsewhere make a table that nothing can trip over: no path without end, no search without one. */
function areSound({ parents, nameStarts, names, marks, slots, seed }: PathColumns): boolean {
  const count = parents.length;
  const isPowerOf2 = slots.length > 0 && (slots.length & (slots.length - 1)) === 0;
  if (count === 0 || nameStarts.length !== count + 1 || marks.length !== count || !isPowerOf2 || (seed | 0) !== seed) {
    return false;
  }
  for (let node = 0; node < count; node++) {
    if (parents[node]! >= Math.max(node, 1) || nameStarts[node]! > nameStarts[node + 1]!) {
      return false;
    }
  }
  let used = 0;
  // By index: walking a typed array with `of` takes several times as long before it is optimized.
  for (let slot = 0; slot < slots.length; slot++) {
    const node = slots[slot]!;
    used += node === 0 ? 0 : 1;
    if (node >= count) {
      return false;
    }
  }
  return nameStarts[count] === names.length && used === count - 1 && used < slots.length;
}

const largeTable = 10_000;
const belowMark = 8;
const whiteoutPrefix = [0x2e, 0x77, 0x68, 0x2e];
const opaqueRest = [0x2e, 0x77, 0x68, 0x2e, 0x2e, 0x6f, 0x70, 0x71];

function markOfName(bytes: Uint8Array, from: number, to: number): number {
  if (!continuesWith(bytes, from, to, whiteoutPrefix)) {
    return mark.none;
  }
  const start = from + whiteoutPrefix.length;
  if (to - start === opaqueRest.length && continuesWith(bytes, start, to, opaqueRest)) {
    return mark.opaque;
  }
  if (continuesWith(bytes, start, to, whiteoutPrefix)) {
    return mark.housekeeping;
  }
  const isDots = to - start <= 2 && (to === start || (bytes[start] === 0x2e && bytes[to - 1] === 0x2e));
  return isDots ? mark.invalid : mark.whiteout;
}

function continuesWith(bytes: Uint8Array, from: number, to: number, wanted: readonly number[]): boolean {
  return to - from >= wanted.length && wanted.every((byte, i) => bytes[from + i] === byte);
}
