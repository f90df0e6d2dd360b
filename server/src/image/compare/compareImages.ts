import type { ArchiveImage } from '../archive/archive';
import type { FileFacts, FileKind } from '../listing/facts';
import type { FileTree } from '../listing/fileTree';
import { finalTree } from '../listing/finalTree';
import { type NamedPath, namedPath, pathBytes } from '../names';
import { change, compareEntries } from '../stack/changes';
import type { ImageStack } from '../stack/stack';
import { totalsOf } from '../stack/waste';

/**
 * How a path of the second image relates to the first: `modified`, another type, size or link target; `metadata`,
 * other mode, owner or attributes; `time`, only another time of modification, so the content may differ or not.
 */
export type PathChange = 'added' | 'removed' | 'modified' | 'metadata' | 'time';

export interface ComparedPath extends NamedPath {
  readonly change: PathChange;
  readonly typeA: FileKind | null;
  readonly typeB: FileKind | null;
  /** Bytes; 0 of what is no file, null where the path is not there. */
  readonly sizeA: number | null;
  readonly sizeB: number | null;
}

export interface ComparedImage {
  readonly names: readonly string[];
  readonly platform: string | null;
  readonly configDigest: string | null;
  readonly layers: number;
  readonly contentBytes: number;
  readonly visibleBytes: number;
}

/** Two images beside each other. */
export interface ImageComparison {
  readonly a: ComparedImage;
  readonly b: ComparedImage;
  /** How many of the lowest layers both have: their common base. */
  readonly sharedLayers: number;
  /** What differs in the final file systems, by path. */
  readonly paths: readonly ComparedPath[];
}

export interface StackedImage {
  readonly image: ArchiveImage;
  readonly stack: ImageStack;
}

/** Compares the final file systems of two images path by path, without looking into files. */
export function compareImages(a: StackedImage, b: StackedImage): ImageComparison {
  const treeA = finalTree(a.stack);
  const treeB = finalTree(b.stack);
  const rowsB = rowsByPath(treeB);
  const paths: ComparedPath[] = [];
  for (const [key, row] of rowsByPath(treeA)) {
    const other = rowsB.get(key);
    rowsB.delete(key);
    const factsA = treeA.factsOf(row);
    if (other === undefined) {
      paths.push(comparedPath(treeA, row, 'removed', factsA, undefined));
      continue;
    }
    const factsB = treeB.factsOf(other);
    const how = changeBetween(a.stack, factsA, b.stack, factsB);
    if (how) {
      paths.push(comparedPath(treeA, row, how, factsA, factsB));
    }
  }
  for (const row of rowsB.values()) {
    paths.push(comparedPath(treeB, row, 'added', undefined, treeB.factsOf(row)));
  }
  paths.sort((first, second) => (first.path < second.path ? -1 : first.path > second.path ? 1 : 0));
  return { a: summary(a), b: summary(b), sharedLayers: sharedLayers(a.image, b.image), paths };
}

/** All rows but the root, by their paths as strings of one character a byte: names need not be UTF-8. */
function rowsByPath(tree: FileTree): Map<string, number> {
  const rows = new Map<string, number>();
  const waiting = [0];
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    for (const child of tree.childrenOf(row)) {
      let key = '';
      for (const byte of pathBytes(tree.paths, tree.nodeOf(child))) {
        key += String.fromCharCode(byte);
      }
      rows.set(key, child);
      waiting.push(child);
    }
  }
  return rows;
}

function changeBetween(stackA: ImageStack, a: FileFacts, stackB: ImageStack, b: FileFacts): PathChange | undefined {
  if (a.kind !== b.kind || a.size !== b.size) {
    return 'modified';
  }
  // A folder without a header says nothing that could differ.
  if (a.entry === null || b.entry === null) {
    return undefined;
  }
  const tableA = stackA.layers[a.layer]!.entries;
  const tableB = stackB.layers[b.layer]!.entries;
  const isSameTime = a.attributes!.mtime === b.attributes!.mtime;
  switch (compareEntries(tableA, a.entry, tableB, b.entry)) {
    case change.metadata:
      return 'metadata';
    case change.modified:
      return a.kind !== 'file' ? 'modified' : isSameTime ? undefined : 'time';
    default:
      return undefined;
  }
}

function comparedPath(
  tree: FileTree,
  row: number,
  how: PathChange,
  a: FileFacts | undefined,
  b: FileFacts | undefined,
): ComparedPath {
  const { path, pathBase64 } = namedPath(tree.paths, tree.nodeOf(row));
  return {
    path,
    pathBase64,
    change: how,
    typeA: a ? (a.kind as FileKind) : null,
    typeB: b ? (b.kind as FileKind) : null,
    sizeA: a?.size ?? null,
    sizeB: b?.size ?? null,
  };
}

function sharedLayers(a: ArchiveImage, b: ArchiveImage): number {
  let shared = 0;
  while (
    shared < Math.min(a.layers.length, b.layers.length) &&
    a.layers[shared]!.diffId !== null &&
    a.layers[shared]!.diffId === b.layers[shared]!.diffId
  ) {
    shared++;
  }
  return shared;
}

function summary({ image, stack }: StackedImage): ComparedImage {
  const { contentBytes, visibleBytes } = totalsOf(stack);
  const { names, platform, configDigest, layers } = image;
  return { names, platform, configDigest, layers: layers.length, contentBytes, visibleBytes };
}
