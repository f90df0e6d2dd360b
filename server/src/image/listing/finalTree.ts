import type { ImageStack } from '../stack/stack';
import { entryType } from '../tar/entries';
import { factsOfObject } from './facts';
import { type FileTree, listChildren } from './fileTree';

/** The final file system of an image as a tree. */
export function finalTree(stack: ImageStack): FileTree {
  const { paths, objectOf, objects } = stack.tree;
  const rowAt = new Uint32Array(objectOf.length);
  let count = 0;
  for (let node = 0; node < objectOf.length; node++) {
    if (objectOf[node] !== 0) {
      rowAt[node] = ++count;
    }
  }
  const rowNodes = new Uint32Array(count);
  const parents = new Uint32Array(count);
  for (let node = 0; node < objectOf.length; node++) {
    const row = rowAt[node]! - 1;
    if (row >= 0) {
      rowNodes[row] = node;
      parents[row] = row === 0 ? 0 : rowAt[paths.parentOf(node)]! - 1;
    }
  }
  const bytes = new Float64Array(count);
  const isCounted = new Uint8Array(objects.count);
  const sizes = (object: number): number =>
    objects.kinds[object] === entryType.file
      ? stack.layers[objects.layers[object]!]!.entries.sizes[objects.entries[object]!]!
      : 0;
  // Of several hard links to one file only one adds to the folders above: the name that brought it, if it is left.
  const countsAt = (node: number, object: number): boolean => {
    const { entries, placedAt } = stack.layers[objects.layers[object]!]!;
    const entry = objects.entries[object]!;
    const first = placedAt.get(entry) ?? entries.nodes[entry]!;
    return first === node || first >= objectOf.length || objectOf[first] !== object;
  };
  for (let row = count - 1; row > 0; row--) {
    const object = objectOf[rowNodes[row]!]!;
    const size = sizes(object);
    bytes[row]! += size;
    if (objects.kinds[object] === entryType.directory) {
      bytes[parents[row]!]! += bytes[row]!;
    } else if (isCounted[object] === 0 && countsAt(rowNodes[row]!, object)) {
      isCounted[object] = 1;
      bytes[parents[row]!]! += size;
    }
  }
  const { starts, children } = listChildren(parents, bytes);
  return {
    paths,
    rowOf: (node) => (node < rowAt.length && rowAt[node] !== 0 ? rowAt[node]! - 1 : undefined),
    childrenOf: (row) => children.subarray(starts[row]!, starts[row + 1]!),
    hasChildren: (row) => starts[row] !== starts[row + 1],
    factsOf: (row) => factsOfObject(stack, rowNodes[row]!, objectOf[rowNodes[row]!]!),
    nodeOf: (row) => rowNodes[row]!,
    bytesOf: (row) => bytes[row]!,
  };
}
