import { decodeName, type NamedPath, named, namedPath } from '../names';
import { entryType } from '../tar/entries';
import type { PathTable } from '../tar/paths';
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

/** What an image carries in vain, path by path. */
export interface Waste {
  /** Biggest first. */
  readonly paths: readonly WastedPath[];
  /** How many more there are than were asked for. */
  readonly more: number;
}

/** What an image carries in vain: the `most` biggest paths, all when it is not given. Few of many cost little more than their sums. */
export function wastedPaths(stack: ImageStack, most = Number.POSITIVE_INFINITY): Waste {
  const sums = most < Number.POSITIVE_INFINITY ? sumsByNode(stack) : undefined;
  const least = sums ? bytesOfLast(sums, most) : 0;
  const losses = [...lossesOf(stack, (node) => sums === undefined || sums[node]! >= least).values()];
  const { paths } = stack.tree;
  const named = losses.map((loss) => wastedPath(paths, loss));
  named.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const left = sums ? sums.filter((bytes) => bytes > 0 && bytes < least).length : 0;
  return { paths: named.slice(0, most), more: left + Math.max(0, named.length - most) };
}

/** The wasted bytes of each node of the path table; names that are no paths are not in it. */
function sumsByNode({ tree, layers }: ImageStack): Float64Array {
  const { objects, paths } = tree;
  const sums = new Float64Array(paths.count);
  for (let object = 1; object < objects.count; object++) {
    if (objects.kinds[object] !== entryType.file || objects.reasons[object] === lossReason.none) {
      continue;
    }
    const entry = objects.entries[object]!;
    const { entries, placedAt } = layers[objects.layers[object]!]!;
    const node = placedAt.get(entry) ?? entries.nodes[entry]!;
    if (node !== noNode) {
      sums[node]! += entries.sizes[entry]!;
    }
  }
  return sums;
}

/** The bytes of the last of the `most` biggest, 0 when there are no more than that. */
function bytesOfLast(sums: Float64Array, most: number): number {
  const sorted = sums.filter((bytes) => bytes > 0).sort();
  return sorted.length > most ? sorted[sorted.length - most]! : 0;
}

/** The losses of the paths that are wanted, by node, and of all names that are no paths, by name. */
function lossesOf({ tree, layers }: ImageStack, isWanted: (node: number) => boolean): Map<number | string, Loss> {
  const { objects } = tree;
  const byPath = new Map<number | string, Loss>();
  for (let object = 1; object < objects.count; object++) {
    const reason = objects.reasons[object]!;
    if (objects.kinds[object] !== entryType.file || reason === lossReason.none) {
      continue;
    }
    const layer = objects.layers[object]!;
    const entry = objects.entries[object]!;
    const { entries, placedAt } = layers[layer]!;
    const bytes = entries.sizes[entry]!;
    if (bytes === 0) {
      continue;
    }
    const node = placedAt.get(entry) ?? entries.nodes[entry]!;
    if (node !== noNode && !isWanted(node)) {
      continue;
    }
    const rawName = node === noNode ? (entries.rareOf(entry)?.rawName ?? new Uint8Array(0)) : undefined;
    const key = rawName ? decodeName(rawName) : node;
    const loss = byPath.get(key) ?? { node, rawName, bytes: 0, held: [], killed: [] };
    byPath.set(key, loss);
    loss.bytes += bytes;
    addTo(loss.held, layer, bytes);
    addTo(loss.killed, objects.killers[object]! * reasonSpan + reason, bytes);
  }
  return byPath;
}

interface Loss {
  readonly node: number;
  readonly rawName: Uint8Array | undefined;
  bytes: number;
  readonly held: Sums;
  /** By layer times `reasonSpan` plus reason. */
  readonly killed: Sums;
}

/** Sums by key, as pairs one after the other: nearly always it is one pair, for which a map would be large. */
type Sums = number[];

function addTo(sums: Sums, key: number, bytes: number): void {
  const last = sums.length - 2;
  if (sums[last] === key) {
    sums[last + 1]! += bytes;
  } else {
    sums.push(key, bytes);
  }
}

const reasonSpan = 8;

function wastedPath(paths: PathTable, { node, rawName, bytes, held, killed }: Loss): WastedPath {
  return {
    ...(rawName ? named(rawName) : namedPath(paths, node)),
    bytes,
    heldBy: inOrder(held).map(([layer, held]) => ({ layer, bytes: held })),
    killedBy: inOrder(killed).map(([kill, lost]) => ({
      layer: Math.floor(kill / reasonSpan),
      bytes: lost,
      reason: reasonName(kill % reasonSpan),
    })),
  };
}

/** The pairs by their keys, each key once. */
function inOrder(sums: Sums): [number, number][] {
  if (sums.length === 2) {
    return [[sums[0]!, sums[1]!]];
  }
  const byKey = new Map<number, number>();
  for (let i = 0; i < sums.length; i += 2) {
    byKey.set(sums[i]!, (byKey.get(sums[i]!) ?? 0) + sums[i + 1]!);
  }
  return [...byKey].sort(([a], [b]) => a - b);
}

/** The word for one of `lossReason`. */
export function reasonName(reason: number): LossReason {
  return reasonNames[reason - 1]!;
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
