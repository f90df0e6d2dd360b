import { resized } from '../columns';
import { entryType } from '../tar/entries';
import { type PathTable, rootNode } from '../tar/paths';
import { noEntry, ObjectTable } from './objects';

/**
 * The file system as it is after some layers: which object each path stands for, and the children of each folder
 * as a linked list, so that what is deleted can be walked without looking at what is not there. The parent of a
 * path that stands for something is always a folder.
 */
export class LiveTree {
  readonly objects: ObjectTable;
  /** By node: the object, 0 for none. */
  objectOf: Uint32Array;
  /** By node: first child, and the neighbours among the children of one folder; 0 for none. */
  firstChild: Uint32Array;
  nextSibling: Uint32Array;
  /** Made when the first single path is removed, which few images do. */
  private previousSibling: Uint32Array | undefined;

  /** `expected` are the objects that there will be and the paths that will still be made, as far as it is known. */
  constructor(
    readonly paths: PathTable,
    expected: { readonly objects: number; readonly paths: number },
    layerCount: number,
  ) {
    const room = paths.count + expected.paths;
    this.objects = new ObjectTable(expected.objects, layerCount);
    this.objectOf = new Uint32Array(room);
    this.firstChild = new Uint32Array(room);
    this.nextSibling = new Uint32Array(room);
    this.objectOf[rootNode] = this.objects.make(entryType.directory, 0, noEntry);
    this.objects.links[this.objectOf[rootNode]!] = 1;
  }

  /** The object at a node, 0 for none. */
  at(node: number): number {
    return node < this.objectOf.length ? this.objectOf[node]! : 0;
  }

  isFolder(node: number): boolean {
    const object = this.at(node);
    return object !== 0 && this.objects.kinds[object] === entryType.directory;
  }

  /** Lets a node stand for an object. Its parent must be a folder, and nothing may be there. */
  put(node: number, object: number): void {
    if (node >= this.objectOf.length) {
      this.grow();
    }
    const parent = this.paths.parentOf(node);
    const first = this.firstChild[parent]!;
    this.objectOf[node] = object;
    this.nextSibling[node] = first;
    if (this.previousSibling) {
      this.previousSibling[node] = 0;
      this.previousSibling[first] = node;
    }
    this.firstChild[parent] = node;
  }

  /** Lets a node stand for another object than before. */
  exchange(node: number, object: number): void {
    this.objectOf[node] = object;
  }

  /** Takes a node with everything below it out of the tree; `visit` is told every node with its object. */
  remove(node: number, visit: (node: number, object: number) => void): void {
    this.unlink(node);
    this.clear(node, visit);
    const object = this.objectOf[node]!;
    this.objectOf[node] = 0;
    visit(node, object);
  }

  /** Takes everything below a folder out of the tree. */
  clear(folder: number, visit: (node: number, object: number) => void): void {
    const waiting = [this.firstChild[folder]!];
    this.firstChild[folder] = 0;
    while (waiting.length > 0) {
      let node = waiting.pop()!;
      while (node !== 0) {
        const object = this.objectOf[node]!;
        const next = this.nextSibling[node]!;
        if (this.firstChild[node] !== 0) {
          waiting.push(this.firstChild[node]!);
          this.firstChild[node] = 0;
        }
        this.objectOf[node] = 0;
        this.nextSibling[node] = 0;
        visit(node, object);
        node = next;
      }
    }
  }

  /** Gives back what only changes need; the tree must not change any more. */
  freeze(): void {
    this.previousSibling = undefined;
  }

  private unlink(node: number): void {
    this.previousSibling ??= this.previousSiblings();
    const next = this.nextSibling[node]!;
    const previous = this.previousSibling[node]!;
    if (previous !== 0) {
      this.nextSibling[previous] = next;
    } else {
      this.firstChild[this.paths.parentOf(node)] = next;
    }
    if (next !== 0) {
      this.previousSibling[next] = previous;
    }
    this.nextSibling[node] = 0;
  }

  private previousSiblings(): Uint32Array {
    const previous = new Uint32Array(this.nextSibling.length);
    for (let node = 1; node < this.nextSibling.length; node++) {
      previous[this.nextSibling[node]!] = node;
    }
    return previous;
  }

  private grow(): void {
    const room = Math.ceil(this.paths.count * 1.25);
    this.objectOf = resized(this.objectOf, room);
    this.firstChild = resized(this.firstChild, room);
    this.nextSibling = resized(this.nextSibling, room);
    this.previousSibling &&= resized(this.previousSibling, room);
  }
}
