import type { FileTree } from './fileTree';

/**
 * The rows of a folder, biggest first, equal ones by name. Thousands of them stay in the order of the archive, which
 * usually is alphabetical too: the first page of a large folder shall not have to wait for all of it to be sorted.
 */
export function biggestFirst(tree: FileTree, folder: number): Uint32Array {
  const rows = tree.childrenOf(folder);
  const byName = compareNames(tree);
  return rows.length > smallFolder
    ? rows
    : rows.slice().sort((a, b) => tree.bytesOf(b) - tree.bytesOf(a) || byName(a, b));
}

const smallFolder = 2000;

/** Orders rows of one folder by the bytes of their names. */
export function compareNames({ paths, nodeOf }: FileTree): (a: number, b: number) => number {
  return (a, b) => paths.compareNames(nodeOf(a), nodeOf(b)) || a - b;
}
