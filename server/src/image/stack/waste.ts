import { largestFirst } from '../columns';
import { decodeName, type NamedPath, named, namedPath } from '../names';
import { entryType } from '../tar/entries';
import { noNode } from '../tar/paths';
import { lossReason } from './objects';
import type { ImageStack } from './stack';

export type LossReason = 'deleted' | 'opaque' | 'overwritten' | 'replaced' | 'metadata';

/** The bytes of one path that are in the image and not in its final file system. */
export interface WastedPath extends NamedPath {
  readonly bytes: number;
  /** The layers that hold them, lowest first. */
  readonly heldBy: readonly { readonly layer: number; readonly bytes: number }[];
  /** The layers that took them away, lowest first, and how. */
  readonly killedBy: readonly { readonly layer: number; readonly bytes: number; readonly reason: LossReason }[];
}

/** What an image carries in vain, path by path, biggest first; each path is made when it is asked for. */
export interface WastedPaths extends Iterable<WastedPath> {
  /** How many paths there are. */
  readonly count: number;
  /** The `most` biggest, all when there are fewer. */
  first(most: number): WastedPath[];
}

/** The waste of a stack: of many paths those that nobody asks for cost little. */
export class Waste implements WastedPaths {
  readonly #losses: Losses;

  constructor(stack: ImageStack) {
    this.#losses = new Losses(stack);
  }

  get count(): number {
    return this.#losses.count;
  }

  first(most: number): WastedPath[] {
    return Array.from(this.#losses.biggestFirst().subarray(0, most), (loss) => this.#losses.describe(loss));
  }

  *[Symbol.iterator](): Generator<WastedPath> {
    for (const loss of this.#losses.biggestFirst()) {
      yield this.#losses.describe(loss);
    }
  }
}

/** Files that were lost, gathered by their paths: in a few arrays, since there may be as many as files. */
class Losses {
  /** How many paths were lost. */
  count = 0;
  /** By path: its node, or `noNode` for a name that is no path; its bytes; its first and last lost file. */
  private readonly nodes: Uint32Array;
  private readonly bytes: Float64Array;
  private readonly first: Uint32Array;
  private readonly last: Uint32Array;
  /** By file: its object, and the next file of the same path, counted from 1, 0 for none. */
  private readonly objects: Uint32Array;
  private readonly next: Uint32Array;

  constructor(private readonly stack: ImageStack) {
    this.objects = lostObjects(stack);
    this.next = new Uint32Array(this.objects.length);
    this.nodes = new Uint32Array(this.objects.length);
    this.bytes = new Float64Array(this.objects.length);
    this.first = new Uint32Array(this.objects.length);
    this.last = new Uint32Array(this.objects.length);
    this.gather();
  }

  biggestFirst(): Uint32Array {
    const { bytes, nodes, stack } = this;
    const order = largestFirst(bytes.subarray(0, this.count));
    const byPath = (a: number, b: number): number =>
      nodes[a] === noNode || nodes[b] === noNode
        ? Number(nodes[a] === noNode) - Number(nodes[b] === noNode) || a - b
        : stack.tree.paths.comparePaths(nodes[a]!, nodes[b]!);
    for (let from = 0, to = 1; to <= order.length; to++) {
      if (to === order.length || bytes[order[to]!] !== bytes[order[from]!]) {
        order.subarray(from, to).sort(byPath);
        from = to;
      }
    }
    return order;
  }

  describe(loss: number): WastedPath {
    const { objects } = this.stack.tree;
    const heldBy: Held[] = [];
    const killedBy: Killed[] = [];
    for (let file = this.first[loss]!; file !== 0; file = this.next[file - 1]!) {
      const object = this.objects[file - 1]!;
      const bytes = sizeOf(this.stack, object);
      heldBy.push({ layer: objects.layers[object]!, bytes });
      killedBy.push({ layer: objects.killers[object]!, bytes, reason: reasonName(objects.reasons[object]!) });
    }
    const { path, pathBase64 } = this.nameOf(loss);
    return { path, pathBase64, bytes: this.bytes[loss]!, heldBy: summed(heldBy), killedBy: summed(killedBy) };
  }

  private gather(): void {
    const { objects, stack } = this;
    const { paths } = stack.tree;
    // Counted from 1, 0 for none; where nothing was lost nothing is written.
    const lossAt = new Uint32Array(paths.count);
    const lossOfName = new Map<string, number>();
    for (let file = 0; file < objects.length; file++) {
      const object = objects[file]!;
      const node = nodeOf(stack, object);
      const name = node === noNode ? decodeName(rawNameOf(stack, object)) : '';
      let loss = node === noNode ? (lossOfName.get(name) ?? 0) : lossAt[node]!;
      if (loss === 0) {
        loss = ++this.count;
        this.nodes[loss - 1] = node;
        this.first[loss - 1] = file + 1;
        if (node === noNode) {
          lossOfName.set(name, loss);
        } else {
          lossAt[node] = loss;
        }
      } else {
        this.next[this.last[loss - 1]! - 1] = file + 1;
      }
      this.last[loss - 1] = file + 1;
      this.bytes[loss - 1]! += sizeOf(stack, object);
    }
  }

  private nameOf(loss: number): NamedPath {
    const node = this.nodes[loss]!;
    return node === noNode
      ? named(rawNameOf(this.stack, this.objects[this.first[loss]! - 1]!))
      : namedPath(this.stack.tree.paths, node);
  }
}

/** The files with content that are not in the final file system. */
function lostObjects(stack: ImageStack): Uint32Array {
  const { objects } = stack.tree;
  const isLost = (object: number): boolean =>
    objects.kinds[object] === entryType.file &&
    objects.reasons[object] !== lossReason.none &&
    sizeOf(stack, object) > 0;
  let count = 0;
  for (let object = 1; object < objects.count; object++) {
    count += isLost(object) ? 1 : 0;
  }
  const lost = new Uint32Array(count);
  for (let object = objects.count - 1; object > 0; object--) {
    if (isLost(object)) {
      lost[--count] = object;
    }
  }
  return lost;
}

/** Bytes of the file that an object is. */
function sizeOf({ tree, layers }: ImageStack, object: number): number {
  const { objects } = tree;
  return layers[objects.layers[object]!]!.entries.sizes[objects.entries[object]!]!;
}

/** The path of an object, or `noNode` for a name that is none. */
function nodeOf({ tree, layers }: ImageStack, object: number): number {
  const entry = tree.objects.entries[object]!;
  const { entries, placedAt } = layers[tree.objects.layers[object]!]!;
  return placedAt.get(entry) ?? entries.nodes[entry]!;
}

/** The name as it stands in the tar, of an object whose name is no path. */
function rawNameOf({ tree, layers }: ImageStack, object: number): Uint8Array {
  const { entries } = layers[tree.objects.layers[object]!]!;
  return entries.rareOf(tree.objects.entries[object]!)?.rawName ?? new Uint8Array(0);
}

type Held = { readonly layer: number; bytes: number; readonly reason?: undefined };
type Killed = { readonly layer: number; bytes: number; readonly reason: LossReason };

/** What belongs to one layer, and has one reason, as one; lowest layers first. */
function summed<Each extends Held | Killed>(all: Each[]): Each[] {
  // Nearly all paths are lost once.
  if (all.length < 2) {
    return all;
  }
  all.sort((a, b) => a.layer - b.layer || (a.reason && b.reason ? reasonOf(a.reason) - reasonOf(b.reason) : 0));
  const sums: Each[] = [];
  for (const each of all) {
    const last = sums.at(-1);
    if (last && last.layer === each.layer && last.reason === each.reason) {
      last.bytes += each.bytes;
    } else {
      sums.push(each);
    }
  }
  return sums;
}

/** The word for one of `lossReason`. */
export function reasonName(reason: number): LossReason {
  return reasonNames[reason - 1]!;
}

/** The number among `lossReason` for such a word. */
export function reasonOf(name: LossReason): number {
  return reasonNames.indexOf(name) + 1;
}

/** True for a number that there is a word for. */
export function isReason(reason: number): boolean {
  return reasonNames[reason - 1] !== undefined;
}

const reasonNames: readonly LossReason[] = ['deleted', 'opaque', 'overwritten', 'replaced', 'metadata'];

/** What is in the final file system. */
export interface Totals {
  /** Bytes of all files of all layers. */
  readonly contentBytes: number;
  /** Bytes of the final file system, each inode once. */
  readonly visibleBytes: number;
  readonly wastedBytes: number;
  /** Visible of all bytes, 0 to 1; null when there are none. */
  readonly efficiency: number | null;
  /** Paths of the final file system by kind, the root not counted. */
  readonly files: number;
  readonly directories: number;
  readonly symlinks: number;
}

export function totalsOf({ tree, layers }: ImageStack): Totals {
  const contentBytes = layers.reduce((sum, layer) => sum + layer.contentBytes, 0);
  const wastedBytes = layers.reduce((sum, layer) => sum + layer.wastedHeldBytes, 0);
  const counts = [0, 0, 0];
  const { objectOf, objects } = tree;
  for (let node = 1; node < objectOf.length; node++) {
    const object = objectOf[node]!;
    if (object !== 0 && objects.kinds[object]! < counts.length) {
      counts[objects.kinds[object]!]!++;
    }
  }
  return {
    contentBytes,
    visibleBytes: contentBytes - wastedBytes,
    wastedBytes,
    efficiency: contentBytes > 0 ? (contentBytes - wastedBytes) / contentBytes : null,
    files: counts[entryType.file]!,
    directories: counts[entryType.directory]!,
    symlinks: counts[entryType.symlink]!,
  };
}
