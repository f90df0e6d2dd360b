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
  const counts = new Uint32Array(paths.count);
  const sums = new Float64Array(paths.count);
  const smallest = new Float64Array(paths.count);
  const seen = new Uint32Array(paths.count);
  const hasChild = new Uint32Array(paths.count);
  const contribute = (node: number, bytes: number): void => {
    smallest[node] = counts[node] === 0 ? bytes : Math.min(smallest[node]!, bytes);
    counts[node]!++;
    sums[node]! += bytes;
  };
  for (const [index, layer] of layers.entries()) {
    const stamp = index + 1;
    const { nodes, count } = layer.entries;
    const whiteouts = whiteoutSizes(layer);
    const present: number[] = [];
    for (let entry = count - 1; entry >= 0; entry--) {
      const node = nodes[entry]!;
      if (node === noNode || node === rootNode) {
        continue;
      }
      // Of an opaque mark dive sees only the folder.
      const shown = paths.markOf(node) === mark.opaque ? paths.parentOf(node) : node;
      for (let at = shown; at !== rootNode && hasChild[paths.parentOf(at)] !== stamp; at = paths.parentOf(at)) {
        hasChild[paths.parentOf(at)] = stamp;
      }
      if (shown !== rootNode && seen[shown] !== stamp) {
        seen[shown] = stamp;
        present.push(shown === node ? entry : -1 - shown);
      }
    }
    for (const entry of present) {
      const node = entry < 0 ? -1 - entry : nodes[entry]!;
      if (hasChild[node] === stamp) {
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
  let total = 0;
  let least = 0;
  let wastedBytes = 0;
  for (let node = 1; node < counts.length; node++) {
    total += sums[node]!;
    least += smallest[node]!;
    wastedBytes += counts[node]! > 1 ? sums[node]! : 0;
  }
  const userBytes = layers.slice(1).reduce((sum, { contentBytes }) => sum + contentBytes, 0);
  return {
    efficiency: total > 0 ? least / total : 1,
    wastedBytes,
    userWastedPercent: userBytes > 0 ? wastedBytes / userBytes : null,
  };
}

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
