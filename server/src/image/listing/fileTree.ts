import { largestFirst } from '../columns';
import type { PathTable } from '../tar/paths';
import type { FileFacts } from './facts';

/**
 * A tree of files to be listed: one layer, or the final file system. Rows are small integers, unique in the tree;
 * a whiteout and a file of one name are two rows.
 */
export interface FileTree {
  readonly paths: PathTable;
  /**
   * The row of a folder or file by its node, else of the whiteout that hides it; undefined when it is not in the
   * tree. The root is always there.
   */
  rowOf(node: number): number | undefined;
  /** The rows directly inside a folder, biggest first, equal ones in their order. */
  childrenOf(row: number): Uint32Array;
  hasChildren(row: number): boolean;
  factsOf(row: number): FileFacts;
  nodeOf(row: number): number;
  /** Bytes of everything below a folder, each inode once; of a file its size, of a whiteout what it hides. */
  bytesOf(row: number): number;
}

/** Children of every row in one array: those of row `r` are `children[starts[r]..starts[r + 1])`. */
export interface ChildLists {
  readonly starts: Uint32Array;
  readonly children: Uint32Array;
}

/**
 * Sorts rows into the lists of their parents, biggest first; `parents` holds the row of each one's parent, its own for the
 * root, and `bytes` how big each row is.
 */
export function listChildren(parents: Uint32Array, bytes: Float64Array): ChildLists {
  const starts = new Uint32Array(parents.length + 1);
  for (let row = 1; row < parents.length; row++) {
    starts[parents[row]! + 1]!++;
  }
  for (let row = 0; row < parents.length; row++) {
    starts[row + 1]! += starts[row]!;
  }
  const children = new Uint32Array(Math.max(0, parents.length - 1));
  const next = starts.slice();
  const order = largestFirst(bytes);
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (row !== 0) {
      children[next[parents[row]!]!++] = row;
    }
  }
  return { starts, children };
}
