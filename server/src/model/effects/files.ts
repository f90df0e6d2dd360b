import type { Instruction } from '../../dockerfile/tree';
import type { Span } from '../../text/span';
import type { Stage } from '../stages';
import type { Death, Remedy, Writer } from './effects';
import { isWithin, segmentsOf } from './paths';
import { anyText, hasWildcards, matchesName, unknownName } from './symbols';

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
  /** The text of a small file that the script itself wrote. */
  readonly content?: string | undefined;
  /** Where a link leads, absolute. */
  readonly target?: string | undefined;
  /** The node of another stage that a COPY --from carried over. */
  readonly origin?: FileNode | undefined;
  /** True when other files lie in the same folder, so that a part of it may not be this node's. */
  readonly shared?: boolean | undefined;
  /** How the place is told to people, where the node only stands for more of its kind. */
  readonly shown?: string | undefined;
  /** True for what came from the build context, of which only the names in the file are known. */
  readonly fromContext?: boolean | undefined;
  /** What was copied, so that the same source over itself is told from another. */
  readonly source?: string | undefined;
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

/** The files of an image that matter here, by path. Forks share their contents until one of them changes. */
export class FileTable {
  private nodes = new Map<string, FileNode>();
  private parts = new Map<string, PartKilled>();
  private borrowed = false;
  private links = 0;

  /** @param mounts Absolute paths whose contents do not belong to the layer while a RUN is carried out. */
  constructor(public mounts: readonly string[] = []) {}

  fork(): FileTable {
    const copy = new FileTable(this.mounts);
    copy.nodes = this.nodes;
    copy.parts = this.parts;
    copy.links = this.links;
    copy.borrowed = true;
    this.borrowed = true;
    return copy;
  }

  get(path: string): FileNode | undefined {
    return this.nodes.get(this.follow(path));
  }

  all(): Iterable<FileNode> {
    return this.nodes.values();
  }

  killedParts(): Iterable<PartKilled> {
    return this.parts.values();
  }

  forgetParts(): void {
    this.parts = new Map();
  }

  has(node: FileNode): boolean {
    return this.nodes.get(node.path) === node;
  }

  /** Puts a node at its path, links in the folders above followed; nothing happens below a mount. */
  put(node: FileNode): FileNode | undefined {
    const path = this.follow(node.path);
    if (this.isMounted(path)) {
      return undefined;
    }
    this.own();
    const place = this.freePlace(path, node);
    const placed = place === node.path ? node : { ...node, path: place };
    this.links += node.kind === 'link' ? 1 : 0;
    this.nodes.set(place, placed);
    return placed;
  }

  delete(node: FileNode): void {
    this.own();
    this.nodes.delete(node.path);
  }

  killPart(part: PartKilled): void {
    this.own();
    this.parts.set(`${part.node.path}\n${part.path}`, part);
  }

  /** True when anything is known to lie at or below a path. */
  hasBelow(path: string): boolean {
    for (const node of this.nodes.values()) {
      if (isWithin(node.path, path)) {
        return true;
      }
    }
    return false;
  }

  isMounted(path: string): boolean {
    return this.mounts.some((mount) => isWithin(path, mount));
  }

  /** Follows the links in the folders above a path, and the last component unless it is one itself. */
  follow(path: string): string {
    let result = path;
    for (let hops = 0; this.links > 0 && hops < 8; hops++) {
      const link = this.linkAbove(result);
      if (!link) {
        break;
      }
      result = link.target + result.slice(link.path.length);
    }
    return result;
  }

  /**
   * Every node that an absolute pattern names wholly or in part, those below mounts left out.
   * A name that nobody knows is taken for the one asked for only when nothing else has that name.
   *
   * @param hidden Whether a leading wildcard takes names that begin with a dot.
   */
  select(pattern: string, hidden = false): Selection[] {
    const path = this.follow(pattern);
    const wanted = segmentsOf(path);
    const certain: Selection[] = [];
    const guessed: Selection[] = [];
    for (const node of this.nodes.values()) {
      const found = selectionOf(node, wanted, hidden);
      if (found && !this.isMounted(node.path)) {
        const selection = { node, extent: found.extent, exact: found.exact, pattern: path };
        (found.guessed ? guessed : certain).push(selection);
      }
    }
    const literal = !hasWildcards(pattern);
    return literal && certain.some((it) => it.extent === 'whole') ? certain : [...certain, ...guessed];
  }

  /** What is there when either of two ways may have been taken: whatever one of them has left. */
  static join(a: FileTable, b: FileTable): FileTable {
    if (a.nodes === b.nodes && a.parts === b.parts) {
      return a;
    }
    const result = a.fork();
    if (a.nodes !== b.nodes) {
      result.own();
      for (const [path, node] of b.nodes) {
        const other = a.nodes.get(path);
        if (!other || other.time < node.time) {
          result.nodes.set(path, node);
        }
      }
      result.links = Math.max(a.links, b.links);
    }
    if (a.parts !== b.parts) {
      result.parts = new Map([...a.parts].filter(([key]) => b.parts.has(key)));
    }
    return result;
  }

  /** Two things whose names nobody knows are not the same one. */
  private freePlace(path: string, node: FileNode): string {
    let place = path;
    while (place.includes(unknownName)) {
      const old = this.nodes.get(place);
      if (!old || (old.layer === node.layer && old.cause === node.cause && old.kind === node.kind)) {
        break;
      }
      place += unknownName;
    }
    return place;
  }

  private linkAbove(path: string): FileNode | undefined {
    for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1)) {
      const node = this.nodes.get(path.slice(0, end));
      if (node?.kind === 'link' && node.target !== undefined) {
        return node;
      }
    }
    return undefined;
  }

  private own(): void {
    if (this.borrowed) {
      this.nodes = new Map(this.nodes);
      this.parts = new Map(this.parts);
      this.borrowed = false;
    }
  }
}

/** True when a pattern such as `*.sh` meets a folder of unknown name, which hardly has such a name. */
function asksForFiles(wanted: string, node: FileNode, isLast: boolean): boolean {
  const isNameless = /\/\uE014+$/.test(node.path);
  return isLast && isNameless && node.kind !== 'file' && hasWildcards(wanted) && /\.\w+$/.test(wanted);
}

function selectionOf(
  node: FileNode,
  wanted: readonly string[],
  hidden: boolean,
): { extent: Extent; exact: boolean; guessed: boolean } | undefined {
  const names = segmentsOf(node.path);
  const shared = Math.min(wanted.length, names.length);
  let guessed = false;
  for (let i = 0; i < shared; i++) {
    if (!matchesName(wanted[i]!, names[i]!, hidden) || asksForFiles(wanted[i]!, node, i === names.length - 1)) {
      return undefined;
    }
    guessed ||= names[i]!.includes(unknownName) && wanted[i] !== names[i] && !hasWildcards(wanted[i]!);
  }
  if (wanted.length <= names.length) {
    return { extent: 'whole', exact: wanted.length === names.length, guessed };
  }
  if (node.kind === 'file' || node.kind === 'link') {
    return undefined;
  }
  const contents = wanted.slice(names.length).every((it) => it === anyText);
  return { extent: contents ? 'contents' : 'part', exact: false, guessed };
}
