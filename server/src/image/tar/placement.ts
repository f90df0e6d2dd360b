import { limits } from '../limits';
import { noNode, type PathTable, rootNode } from './paths';

/** Why a name has no place below the root: `..` in it, or more bytes or folders than a limit allows. */
export type PlacementFailure = 'leaves-root' | 'limit';

/**
 * Turns the names of tar headers into nodes. `a`, `./a`, `/a`, `a/` and `a//` are one path.
 * Entries of one folder follow each other in most tars, so the last folder is remembered.
 */
export class PathPlacement {
  /** Why the last name got `noNode`. */
  failure: PlacementFailure = 'leaves-root';
  private readonly lastPath = new Uint8Array(rememberedBytes);
  private lastLength = -1;
  private lastFolderLength = 0;
  private lastNode = rootNode;
  private lastFolder = rootNode;

  constructor(private readonly paths: PathTable) {}

  /** The node of the name `bytes[0..length)`, or `noNode`. */
  place(bytes: Uint8Array, length: number): number {
    let end = length;
    while (end > 0 && bytes[end - 1] === slash) {
      end--;
    }
    const cut = lastSlash(bytes, end);
    const folder = this.folderOf(bytes, cut);
    if (folder === noNode) {
      this.lastLength = -1;
      return noNode;
    }
    const node = this.step(folder, bytes, cut + 1, end);
    this.remember(bytes, cut, end, folder, node);
    return node;
  }

  /** The node of what stands before the slash at `cut`; the root when there is no slash. */
  private folderOf(bytes: Uint8Array, cut: number): number {
    if (cut <= 0) {
      return rootNode;
    }
    if (cut <= this.lastLength) {
      if (cut === this.lastFolderLength && this.startsLikeLast(bytes, cut)) {
        return this.lastFolder;
      }
      if (cut === this.lastLength && this.startsLikeLast(bytes, cut)) {
        return this.lastNode;
      }
    }
    if (cut > limits.pathBytes) {
      this.failure = 'limit';
      return noNode;
    }
    let node: number = rootNode;
    let depth = 0;
    for (let from = 0; from < cut; ) {
      let to = from;
      while (to < cut && bytes[to] !== slash) {
        to++;
      }
      if (++depth > limits.pathDepth) {
        this.failure = 'limit';
        return noNode;
      }
      node = this.step(node, bytes, from, to);
      if (node === noNode) {
        return noNode;
      }
      from = to + 1;
    }
    return node;
  }

  /** One component further; an empty one and `.` stay where they are. */
  private step(node: number, bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    if (length === 0 || (length === 1 && bytes[from] === dot)) {
      return node;
    }
    if (length === 2 && bytes[from] === dot && bytes[from + 1] === dot) {
      this.failure = 'leaves-root';
      return noNode;
    }
    this.failure = 'limit';
    return length > limits.pathBytes ? noNode : this.paths.intern(node, bytes, from, to);
  }

  private remember(bytes: Uint8Array, cut: number, end: number, folder: number, node: number): void {
    if (end > rememberedBytes || node === noNode) {
      this.lastLength = -1;
      return;
    }
    for (let i = 0; i < end; i++) {
      this.lastPath[i] = bytes[i]!;
    }
    this.lastLength = end;
    this.lastFolderLength = Math.max(0, cut);
    this.lastFolder = folder;
    this.lastNode = node;
  }

  private startsLikeLast(bytes: Uint8Array, length: number): boolean {
    const { lastPath } = this;
    for (let i = length - 1; i >= 0; i--) {
      if (bytes[i] !== lastPath[i]) {
        return false;
      }
    }
    return true;
  }
}

const slash = 0x2f;
const dot = 0x2e;
const rememberedBytes = 1024;

function lastSlash(bytes: Uint8Array, end: number): number {
  let at = end - 1;
  while (at >= 0 && bytes[at] !== slash) {
    at--;
  }
  return at;
}
