import { type NamedPath, named, namedPath } from '../names';
import type { FileChange, FileFacts, FileKind } from './facts';
import type { FileTree } from './fileTree';
import { compareNames } from './order';

/** What `strata ls --format json` prints of a path. Sizes are bytes; what does not exist is null. */
export interface ListedFile extends NamedPath {
  readonly type: FileKind | 'whiteout' | 'opaque';
  /** Of a whiteout and an opaque mark the bytes that it hides. */
  readonly size: number;
  /** Four octal digits. */
  readonly mode: string | null;
  readonly uid: number | null;
  readonly gid: number | null;
  /** Seconds since 1970. */
  readonly mtime: number | null;
  readonly linkTarget: string | null;
  readonly linkTargetBase64?: string | undefined;
  /** The layer that the path comes from. */
  readonly layer: number;
  readonly change: FileChange | null;
}

/**
 * Lists a folder by name, with everything below it when `recursive`; of anything that is no folder itself.
 * An opaque folder is followed by a line for its mark.
 */
export function* listFiles(tree: FileTree, row: number, recursive: boolean): Generator<ListedFile> {
  const facts = tree.factsOf(row);
  if (facts.kind !== 'directory') {
    yield listedFile(tree, facts);
    return;
  }
  const byName = compareNames(tree);
  if (facts.effect) {
    yield listedMark(tree, facts);
  }
  // A stack of what is still to come instead of recursion: folders may be a thousand deep.
  const waiting: number[] = [];
  const enter = (folder: number): void => {
    for (const child of tree.childrenOf(folder).slice().sort(byName).reverse()) {
      waiting.push(child);
    }
  };
  enter(row);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const child = tree.factsOf(next);
    yield listedFile(tree, child);
    if (child.kind === 'directory') {
      if (child.effect) {
        yield listedMark(tree, child);
      }
      if (recursive) {
        enter(next);
      }
    }
  }
}

// Spreading an object takes longer than all the rest of a line: members are written out.

function listedFile({ paths }: FileTree, { node, kind, size, attributes, layer, change }: FileFacts): ListedFile {
  const target = attributes?.linkTarget ? named(attributes.linkTarget) : undefined;
  const { path, pathBase64 } = namedPath(paths, node);
  return {
    path,
    pathBase64,
    type: kind,
    size,
    mode: attributes ? attributes.mode.toString(8).padStart(4, '0') : null,
    uid: attributes?.uid ?? null,
    gid: attributes?.gid ?? null,
    mtime: attributes?.mtime ?? null,
    linkTarget: target?.path ?? null,
    linkTargetBase64: target?.pathBase64,
    layer,
    change,
  };
}

function listedMark({ paths }: FileTree, { node, effect, layer }: FileFacts): ListedFile {
  const { path, pathBase64 } = namedPath(paths, node);
  return {
    path,
    pathBase64,
    type: 'opaque',
    size: effect!.hiddenBytes,
    mode: null,
    uid: null,
    gid: null,
    mtime: null,
    linkTarget: null,
    layer,
    change: 'deleted',
  };
}
