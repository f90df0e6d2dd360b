import { columnFor, resized, type SmallColumn } from '../columns';
import { type EntryTable, entryType } from '../tar/entries';
import { change, compareEntries } from './changes';
import type { LiveTree } from './liveTree';
import { lossReason, noEntry } from './objects';
import type { StackedLayer } from './stackedLayer';

/** Keeps the books while layers are applied: what was where before, which bytes are visible, and who killed the rest. */
export class Accounts {
  /** The layer that is being applied. */
  layer = 0;
  /** Bytes of all objects that have a name, each once. */
  visibleBytes = 0;
  /** By node: the layer that touched it last, plus one, and the object that was there before that layer. */
  private touched: SmallColumn;
  private objectBefore: Uint32Array;

  constructor(
    private readonly tree: LiveTree,
    private readonly tables: readonly EntryTable[],
  ) {
    this.touched = columnFor(tables.length, tree.objectOf.length);
    this.objectBefore = new Uint32Array(tree.objectOf.length);
  }

  /** What was at a touched node before the current layer, 0 for nothing. */
  before(node: number): number {
    return this.objectBefore[node]!;
  }

  /** Remembers what was at a node before this layer. */
  touch(node: number, object: number): void {
    if (node >= this.touched.length) {
      const room = Math.ceil(this.tree.paths.count * 1.25);
      this.touched = resized(this.touched, room);
      this.objectBefore = resized(this.objectBefore, room);
    }
    if (this.touched[node] !== this.layer + 1) {
      this.touched[node] = this.layer + 1;
      // What was never written to takes no memory: most paths have nothing before.
      if (this.objectBefore[node] !== object) {
        this.objectBefore[node] = object;
      }
    }
  }

  /** Compares an object with an entry that comes over it: one of `change`. */
  compare(old: number, table: EntryTable, entry: number): number {
    const { layers, entries, kinds } = this.tree.objects;
    if (entries[old] === noEntry) {
      return kinds[old] === table.types[entry] ? change.none : change.modified;
    }
    return compareEntries(this.tables[layers[old]!]!, entries[old]!, table, entry);
  }

  /** Gives an object another name. */
  link(object: number): void {
    const { objects } = this.tree;
    if (objects.links[object]!++ === 0) {
      this.visibleBytes += this.sizeOf(object);
    }
  }

  /** Takes a name from an object, and returns the bytes that are lost with it. */
  unlink(object: number, reason: number): number {
    const { objects } = this.tree;
    if (--objects.links[object]! > 0) {
      return 0;
    }
    this.kill(object, reason);
    const size = this.sizeOf(object);
    this.visibleBytes -= size;
    return size;
  }

  /** Says that the current layer took away an object's last name. */
  kill(object: number, reason: number): void {
    this.tree.objects.killers[object] = this.layer;
    this.tree.objects.reasons[object] = reason;
  }

  /** Bytes of a file, 0 of anything else. */
  sizeOf(object: number): number {
    const { kinds, layers, entries } = this.tree.objects;
    return kinds[object] === entryType.file ? this.tables[layers[object]!]!.sizes[entries[object]!]! : 0;
  }

  /** The target of the symbolic link that an object is. */
  linkOf(object: number): Uint8Array {
    const { layers, entries } = this.tree.objects;
    return this.tables[layers[object]!]!.linkOf(entries[object]!);
  }

  /** Charges every lost byte to the layer that holds it and to the one that killed it. */
  attribute(layers: readonly StackedLayer[]): void {
    const { objects } = this.tree;
    for (let object = 1; object < objects.count; object++) {
      if (objects.kinds[object] === entryType.file && objects.reasons[object] !== lossReason.none) {
        const size = this.sizeOf(object);
        layers[objects.layers[object]!]!.wastedHeldBytes += size;
        layers[objects.killers[object]!]!.wastedCausedBytes += size;
      }
    }
  }
}
