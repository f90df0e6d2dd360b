import type { Instruction } from '../../dockerfile/tree';
import type { Span } from '../../text/span';
import type { Stage } from '../stages';
import type { Death, Remedy, Writer } from './effects';

/** One layer in the making: an instruction as it is carried out in a stage, perhaps by a trigger or for a child stage. */
export interface Layer {
  /** Counts up along the stage and its parents; the base image is -1. */
  readonly index: number;
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** The FROM that fired an ONBUILD trigger. */
  readonly firedBy: Instruction | undefined;
}

/**
 * Something that stands for files in the virtual file system: one file, or a folder with contents that nobody
 * needs to know one by one. Nodes never change; a command that touches one puts another in its place.
 */
export interface FileNode {
  /** Absolute; unknown parts of names are marked. */
  readonly path: string;
  /** The components of the path, kept from the first time that somebody asked for them. */
  names?: readonly string[] | undefined;
  /** `either`: a file or a folder, as with `COPY app /app`. */
  readonly kind: 'file' | 'folder' | 'either' | 'link';
  /** Bytes as far as they can be guessed. */
  readonly size: number;
  readonly layer: Layer;
  /** The words that wrote it. */
  readonly span: Span;
  /** When it was written, on the machine's clock. */
  readonly time: number;
  /** What kind of residue it is wherever it lies; else the path decides. */
  readonly cause?: string | undefined;
  readonly remedies?: readonly Remedy[] | undefined;
  /** Earlier commands of the same layer that wrote it too, where a cause is given. */
  readonly otherWriters?: readonly Writer[] | undefined;
  /** True when it is an archive or a package that something may unpack. */
  readonly archive?: boolean | undefined;
  /** For an archive that was made here: the files that are in it. */
  readonly packedFrom?: readonly FileNode[] | undefined;
  /** The text of a small file that the script itself wrote. */
  readonly content?: string | undefined;
  /** Where a link leads, absolute. */
  readonly target?: string | undefined;
  /** The node of another stage that a COPY --from carried over. */
  readonly origin?: FileNode | undefined;
  /** The same file in a lower layer, where only a change of its owner or mode wrote it again. */
  readonly rewritten?: FileNode | undefined;
  /** True when other files lie in the same folder, so that a part of it may not be this node's. */
  readonly shared?: boolean | undefined;
  /** How the place is told to people, where the node only stands for more of its kind. */
  readonly shown?: string | undefined;
  /** True for what came from the build context, of which only the names in the file are known. */
  readonly fromContext?: boolean | undefined;
  /** What was copied, so that the same source over itself is told from another. */
  readonly source?: string | undefined;
  /** Whom it was given to, as `user:group` or `user`, where that is not told by what wrote it. */
  readonly owner?: string | undefined;
  /** Its mode, where that is not told by what wrote it. */
  readonly mode?: number | undefined;
  /** True when it keeps a time that it was given elsewhere, as what comes out of an archive. */
  readonly dated?: boolean | undefined;
}

/**
 * The node at another path. All properties are named, in one order, also those without a value: so all nodes look
 * alike to the engine that runs this, which finds their properties several times faster then.
 */
export function nodeAt(path: string, node: FileNode): FileNode {
  return {
    path,
    names: undefined,
    kind: node.kind,
    size: node.size,
    layer: node.layer,
    span: node.span,
    time: node.time,
    cause: node.cause,
    remedies: node.remedies,
    otherWriters: node.otherWriters,
    archive: node.archive,
    packedFrom: node.packedFrom,
    content: node.content,
    target: node.target,
    origin: node.origin,
    rewritten: node.rewritten,
    shared: node.shared,
    shown: node.shown,
    fromContext: node.fromContext,
    source: node.source,
    owner: node.owner,
    mode: node.mode,
    dated: node.dated,
  };
}

/** What was asked for when it was installed, in this stage or in the one that it was copied from. */
export function installedAs({ source, origin }: FileNode): string | undefined {
  return origin === undefined ? source : installedAs(origin);
}

/** True when one command of a layer writes more of the residue that another one has written there. */
export function isMoreOf({ layer, cause }: FileNode, more: Pick<FileNode, 'layer' | 'cause'>): boolean {
  return cause !== undefined && cause === more.cause && layer === more.layer;
}

/** All commands that have written a node of one layer. */
export function writersOf({ span, remedies = [], otherWriters = [] }: FileNode): readonly Writer[] {
  return [...otherWriters, { span, remedies }];
}

/** How much of a node a pattern names: all of it, everything in it, or a part of it. */
export type Extent = 'whole' | 'contents' | 'part';

export interface Selection {
  readonly node: FileNode;
  readonly extent: Extent;
  /** True when the pattern names the node itself and not a folder above it. */
  readonly exact: boolean;
  /** What was asked for, absolute. */
  readonly pattern: string;
}

/** A part of a lower layer's folder that this layer removed or wrote again. */
export interface PartKilled {
  readonly node: FileNode;
  readonly path: string;
  readonly size: number;
  readonly span: Span;
  readonly how: Death;
}
