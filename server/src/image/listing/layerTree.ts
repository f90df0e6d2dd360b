import type { ImageStack } from '../stack/stack';
import type { MarkEffect } from '../stack/stackedLayer';
import { entryType } from '../tar/entries';
import { noNode, rootNode } from '../tar/paths';
import { factsOfEntry, factsOfWhiteout, impliedFolder } from './facts';
import { type FileTree, listChildren } from './fileTree';

/**
 * The entries of one layer as a tree, with whiteouts as the paths that they hide. Of several entries with one
 * path the last one counts; folders on the way are there whether they have a header or not.
 */
export function layerTree(stack: ImageStack, layer: number): FileTree {
  const { paths } = stack.tree;
  const { entries, marks } = stack.layers[layer]!;
  // One more than the number, so that 0 means none.
  const entryAt = new Uint32Array(paths.count);
  const isListed = new Uint8Array(paths.count);
  const nodes: number[] = [rootNode];
  isListed[rootNode] = 1;
  const list = (node: number): void => {
    for (let at = node; isListed[at] === 0; at = paths.parentOf(at)) {
      isListed[at] = 1;
      nodes.push(at);
    }
  };
  for (let entry = 0; entry < entries.count; entry++) {
    const node = entries.nodes[entry]!;
    if (node !== noNode && !paths.isHidden(node) && entries.types[entry] !== entryType.other) {
      entryAt[node] = entry + 1;
      list(node);
    }
  }
  const opaque = new Map<number, MarkEffect>();
  const whiteouts = marks.filter((effect) => effect.kind === 'whiteout' && effect.target !== noNode);
  for (const effect of marks) {
    if (effect.kind === 'opaque') {
      opaque.set(effect.target, effect);
      list(effect.target);
    }
  }
  for (const { target } of whiteouts) {
    list(paths.parentOf(target));
  }
  // A parent has a smaller number than its children, so rows in this order can be summed up from the end.
  const rowNodes = Uint32Array.from(nodes).sort();
  const rowAt = new Uint32Array(paths.count);
  rowNodes.forEach((node, row) => {
    rowAt[node] = row + 1;
  });
  const count = rowNodes.length;
  const parents = new Uint32Array(count + whiteouts.length);
  const bytes = new Float64Array(count + whiteouts.length);
  for (let row = 1; row < count; row++) {
    parents[row] = rowAt[paths.parentOf(rowNodes[row]!)]! - 1;
  }
  whiteouts.forEach((effect, i) => {
    parents[count + i] = rowAt[paths.parentOf(effect.target)]! - 1;
    bytes[count + i] = effect.hiddenBytes;
  });
  for (let row = count - 1; row > 0; row--) {
    const entry = entryAt[rowNodes[row]!]! - 1;
    if (entry >= 0 && entries.types[entry] === entryType.file) {
      bytes[row]! += entries.sizes[entry]!;
    }
    bytes[parents[row]!]! += bytes[row]!;
  }
  const whiteoutAt = new Map(whiteouts.map(({ target }, i) => [target, count + i]));
  const { starts, children } = listChildren(parents, bytes);
  return {
    paths,
    rowOf: (node) => (node < rowAt.length && rowAt[node] !== 0 ? rowAt[node]! - 1 : whiteoutAt.get(node)),
    childrenOf: (row) => children.subarray(starts[row]!, starts[row + 1]!),
    hasChildren: (row) => starts[row] !== starts[row + 1],
    factsOf(row) {
      if (row >= count) {
        return factsOfWhiteout(layer, whiteouts[row - count]!);
      }
      const node = rowNodes[row]!;
      const entry = entryAt[node]! - 1;
      const effect = opaque.get(node);
      return entry < 0 ? impliedFolder(node, layer, effect) : factsOfEntry(stack, layer, entry, effect);
    },
    nodeOf: (row) => (row < count ? rowNodes[row]! : whiteouts[row - count]!.target),
    bytesOf: (row) => bytes[row]!,
  };
}
