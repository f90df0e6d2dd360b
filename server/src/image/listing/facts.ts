import { change } from '../stack/changes';
import { noEntry } from '../stack/objects';
import type { ImageStack } from '../stack/stack';
import type { MarkEffect } from '../stack/stackedLayer';
import { type EntryTable, entryType, type RareAttributes } from '../tar/entries';

export type FileKind = 'file' | 'directory' | 'symlink' | 'char' | 'block' | 'fifo';

/** How an entry relates to what was at its path in the layers below; null for untouched. */
export type FileChange = 'added' | 'modified' | 'metadata' | 'deleted';

/** A row of a folder: what one layer says of a path, or what the final file system has there. */
export interface FileFacts {
  readonly node: number;
  readonly kind: FileKind | 'whiteout';
  /** Bytes of a file, also for each of several hard links; 0 for anything else; for a whiteout the bytes that it hides. */
  readonly size: number;
  /** Attributes are null for folders that have no header, and for what a whiteout hides. */
  readonly attributes: FileAttributes | null;
  /** The layer that the row comes from, and its entry there; null for what has no header. */
  readonly layer: number;
  readonly entry: number | null;
  readonly change: FileChange | null;
  /** The whiteout or the opaque mark of this layer at this path. */
  readonly effect: MarkEffect | undefined;
  /** True for a further name of a file: it has no bytes of its own. */
  readonly isHardLink: boolean;
  /** For an entry below a symbolic link: the node where it really is. */
  readonly placedAt: number | undefined;
}

export interface FileAttributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** The target of a symbolic link, null for anything else. */
  readonly linkTarget: Uint8Array | null;
  readonly rare: RareAttributes | undefined;
}

/** The facts of an entry of a layer. */
export function factsOfEntry(
  stack: ImageStack,
  layer: number,
  entry: number,
  effect: MarkEffect | undefined,
): FileFacts {
  const stacked = stack.layers[layer]!;
  const { entries, changes, placedAt, linkObjects } = stacked;
  const object = linkObjects.get(entry);
  const isHardLink = entries.types[entry] === entryType.hardlink;
  const { objects } = stack.tree;
  // A hard link is shown as the file that it is, wherever that was written.
  const table = object === undefined ? entries : stack.layers[objects.layers[object]!]!.entries;
  const source = object === undefined ? entry : objects.entries[object]!;
  return {
    node: entries.nodes[entry]!,
    kind: kindOf(table.types[source]!),
    size: table.types[source] === entryType.file ? table.sizes[source]! : 0,
    attributes: attributesOf(table, source),
    layer,
    entry,
    change: changeName(changes[entry]!),
    effect,
    isHardLink,
    placedAt: placedAt.get(entry),
  };
}

/** The facts of a path of the final file system. */
export function factsOfObject(stack: ImageStack, node: number, object: number): FileFacts {
  const { objects } = stack.tree;
  const layer = objects.layers[object]!;
  const entry = objects.entries[object]!;
  if (entry === noEntry) {
    return impliedFolder(node, layer, undefined);
  }
  const { entries, placedAt } = stack.layers[layer]!;
  const isFirstName = (placedAt.get(entry) ?? entries.nodes[entry]) === node;
  return {
    node,
    kind: kindOf(entries.types[entry]!),
    size: entries.types[entry] === entryType.file ? entries.sizes[entry]! : 0,
    attributes: attributesOf(entries, entry),
    layer,
    entry,
    change: null,
    effect: undefined,
    isHardLink: !isFirstName,
    placedAt: undefined,
  };
}

/** A folder that has no header of its own: it is only part of other paths. */
export function impliedFolder(node: number, layer: number, effect: MarkEffect | undefined): FileFacts {
  return {
    node,
    kind: 'directory',
    size: 0,
    attributes: null,
    layer,
    entry: null,
    change: null,
    effect,
    isHardLink: false,
    placedAt: undefined,
  };
}

/** A whiteout, as the path that it hides. */
export function factsOfWhiteout(layer: number, effect: MarkEffect): FileFacts {
  return {
    node: effect.target,
    kind: 'whiteout',
    size: effect.hiddenBytes,
    attributes: null,
    layer,
    entry: null,
    change: 'deleted',
    effect,
    isHardLink: false,
    placedAt: undefined,
  };
}

function attributesOf(table: EntryTable, entry: number): FileAttributes {
  return {
    mode: table.modes[entry]!,
    uid: table.uidOf(entry),
    gid: table.gidOf(entry),
    mtime: table.mtimes[entry]!,
    linkTarget: table.types[entry] === entryType.symlink ? table.linkOf(entry) : null,
    rare: table.rareOf(entry),
  };
}

/** A link that leads nowhere is shown as an empty file. */
function kindOf(type: number): FileKind {
  switch (type) {
    case entryType.directory:
      return 'directory';
    case entryType.symlink:
      return 'symlink';
    case entryType.char:
      return 'char';
    case entryType.block:
      return 'block';
    case entryType.fifo:
      return 'fifo';
    default:
      return 'file';
  }
}

function changeName(code: number): FileChange | null {
  switch (code) {
    case change.added:
      return 'added';
    case change.modified:
      return 'modified';
    case change.metadata:
      return 'metadata';
    default:
      return null;
  }
}
