import { entryType } from '../tar/entries';
import { mark, noNode, rootNode } from '../tar/paths';
import type { ImageStack } from './stack';
import type { StackedLayer } from './stackedLayer';

/** The three figures of the tool dive, for thresholds that people have; null where dive divides by zero. */
export interface DiveFigures {
  /** Σ of the smallest over Σ of all contributions of each path, 0 to 1. */
  readonly efficiency: number | null;
  /** Bytes of all copies of the paths that more than one layer has, those that stay included. */
  readonly wastedBytes: number;
  /** The same as a share of all layers but the lowest. */
  readonly userWastedPercent: number | null;
}

/**
 * Computes what dive computes: per layer every path without children below it contributes the size in its
 * header, a whiteout of a folder what was below the folder, any other whiteout nothing. One difference: a
 * whiteout of a path that is not there ends dive's count of that layer, which is plainly a fault; here it is
 * passed over.
 */
export function diveFigures({ tree, layers }: ImageStack): DiveFigures {
  const { paths } = tree;
  // More than one is all that matters.
  const counts = new Uint8Array(paths.count);
  const smallest = new Float64Array(paths.count);
  // The last layer that had the path, times four, plus what it was there.
  const states = new Uint32Array(paths.count);
  const is = (node: number, layer: number, what: number): boolean =>
    states[node]! >>> 2 === layer && (states[node]! & what) !== 0;
  const set = (node: number, layer: number, what: number): void => {
    states[node] = (states[node]! >>> 2 === layer ? states[node]! : layer << 2) | what;
  };
  let total = 0;
  let least = 0;
  let wastedBytes = 0;
  const contribute = (node: number, bytes: number): void => {
    total += bytes;
    const before = smallest[node]!;
    const isFirst = counts[node] === 0;
    if (isFirst) {
      least += bytes;
    } else {
      least -= Math.max(0, before - bytes);
      // The second copy makes a waste of the first one as well.
      wastedBytes += counts[node] === 1 ? before + bytes : bytes;
    }
    if (isFirst ? bytes > 0 : bytes < before) {
      smallest[node] = bytes;
    }
    counts[node] = isFirst ? 1 : 2;
  };
  for (const [index, layer] of layers.entries()) {
    const stamp = index + 1;
    const { nodes, count } = layer.entries;
    const whiteouts = whiteoutSizes(layer);
    const present = new Int32Array(count);
    let presentCount = 0;
    for (let entry = count - 1; entry >= 0; entry--) {
      const node = nodes[entry]!;
      if (node === noNode || node === rootNode) {
        continue;
      }
      // Of an opaque mark dive sees only the folder.
      const shown = paths.markOf(node) === mark.opaque ? paths.parentOf(node) : node;
      for (let at = shown; at !== rootNode && !is(paths.parentOf(at), stamp, withChildren); at = paths.parentOf(at)) {
        set(paths.parentOf(at), stamp, withChildren);
      }
      if (shown !== rootNode && !is(shown, stamp, listed)) {
        set(shown, stamp, listed);
        present[presentCount++] = shown === node ? entry : -1 - shown;
      }
    }
    for (let i = 0; i < presentCount; i++) {
      const entry = present[i]!;
      const node = entry < 0 ? -1 - entry : nodes[entry]!;
      if (is(node, stamp, withChildren)) {
        continue;
      }
      const whiteout = whiteouts.get(entry);
      if (whiteout) {
        contribute(whiteout.target, whiteout.bytes);
      } else if (!paths.isHidden(node)) {
        contribute(node, entry >= 0 && layer.entries.types[entry] === entryType.file ? layer.entries.sizes[entry]! : 0);
      }
    }
  }
  const userBytes = layers.slice(1).reduce((sum, { contentBytes }) => sum + contentBytes, 0);
  return {
    efficiency: total > 0 ? least / total : 1,
    wastedBytes,
    userWastedPercent: userBytes > 0 ? wastedBytes / userBytes : null,
  };
}

const listed = 1;
const withChildren = 2;

/** By entry: what the whiteouts of a layer that hide something contribute, and to which path. */
function whiteoutSizes(layer: StackedLayer): Map<number, { readonly target: number; readonly bytes: number }> {
  const sizes = new Map<number, { target: number; bytes: number }>();
  for (const { entry, kind, target, hasTarget, wasFolder, wasImplied, headerBytes } of layer.marks) {
    if (kind === 'whiteout' && hasTarget) {
      sizes.set(entry, { target, bytes: wasFolder && !wasImplied ? headerBytes : 0 });
    }
  }
  return sizes;
}
