import { limits } from '../limits';
import { entryType } from '../tar/entries';
import { noNode, rootNode } from '../tar/paths';
import type { LiveTree } from './liveTree';

/** What finding a folder may do to the tree: make folders that are only implied. */
export interface FolderMaker {
  /** Makes an implied folder at a node whose parent is a folder; what is there goes. */
  makeFolder(node: number): void;
  /** The target of the symbolic link that an object is. */
  linkOf(object: number): Uint8Array;
}

/**
 * Finds the folder that a path means in a file system with symbolic links, as engines do when they unpack a
 * layer: links on the way are followed, never out of the root, and what is missing is made.
 */
export class FolderResolver {
  /** True when so much work was asked for that links were no longer followed. */
  isExhausted = false;
  private steps = 0;

  constructor(
    private readonly tree: LiveTree,
    private readonly maker: FolderMaker,
  ) {}

  /** The node of the folder that `literal` leads to; missing ones are made. */
  folderFor(literal: number): number {
    return this.tree.isFolder(literal) || this.makeWhereNothingIs(literal) ? literal : this.walk(literal, true)!;
  }

  /** The node that a path means as a folder; undefined when there is none. */
  findFolder(literal: number): number | undefined {
    return this.tree.isFolder(literal) ? literal : this.walk(literal, false);
  }

  /**
   * The node of a path given in bytes, with links followed in its folders but not at its end; undefined when it
   * leads nowhere or out of the root.
   */
  findPath(path: Uint8Array): number | undefined {
    const names = componentsOf(path).filter((name) => !isDot(name, 1));
    const last = names[0];
    if (last === undefined || names.some((name) => isDot(name, 2))) {
      return undefined;
    }
    const folder = this.follow(rootNode, names.slice(1), false);
    const node = folder === undefined ? noNode : this.tree.paths.find(folder, last, 0, last.length);
    return node === noNode || this.tree.at(node) === 0 ? undefined : node;
  }

  /** Makes a folder and those above it, unless there is something else: what nearly all paths need, without their names. */
  private makeWhereNothingIs(literal: number): boolean {
    const { tree, maker } = this;
    const missing: number[] = [];
    for (let node = literal; !tree.isFolder(node); node = tree.paths.parentOf(node)) {
      if (tree.at(node) !== 0) {
        return false;
      }
      missing.push(node);
    }
    for (let i = missing.length - 1; i >= 0; i--) {
      maker.makeFolder(missing[i]!);
    }
    return true;
  }

  private walk(literal: number, make: boolean): number | undefined {
    const { tree } = this;
    const names: Uint8Array[] = [];
    let node = literal;
    while (!tree.isFolder(node)) {
      names.push(tree.paths.nameOf(node));
      node = tree.paths.parentOf(node);
    }
    return this.follow(node, names, make);
  }

  /** Goes from a folder along `names`, of which the last one is the next. */
  private follow(start: number, names: Uint8Array[], make: boolean): number | undefined {
    const { tree, maker } = this;
    const { paths, objects } = tree;
    let current = start;
    let hops = 0;
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      if (name.length === 0 || isDot(name, 1)) {
        continue;
      }
      if (isDot(name, 2)) {
        current = current === rootNode ? rootNode : paths.parentOf(current);
        continue;
      }
      const node = make ? paths.intern(current, name, 0, name.length) : paths.find(current, name, 0, name.length);
      const object = node === noNode ? 0 : tree.at(node);
      if (object === 0 && (!make || node === noNode)) {
        return node === noNode && make ? current : undefined;
      }
      const kind = object === 0 ? undefined : objects.kinds[object];
      if (kind === entryType.symlink && this.mayFollow(maker.linkOf(object), ++hops)) {
        const target = maker.linkOf(object);
        current = target[0] === slash ? rootNode : current;
        names.push(...componentsOf(target));
        continue;
      }
      if (kind !== entryType.directory) {
        if (!make) {
          return undefined;
        }
        maker.makeFolder(node);
      }
      current = node;
    }
    return current;
  }

  private mayFollow(target: Uint8Array, hops: number): boolean {
    this.steps += 1 + target.length;
    if (this.steps > mostSteps) {
      this.isExhausted = true;
    }
    return hops <= limits.symlinkHops && target.length > 0 && target.length <= longestTarget && !this.isExhausted;
  }
}

const slash = 0x2f;
/** Linux does not follow longer ones. */
const longestTarget = 4096;
/** Bytes of targets that are followed for one image; real ones need a thousandth of it. */
const mostSteps = 20_000_000;

/** The components of a path from its end to its beginning. */
function componentsOf(path: Uint8Array): Uint8Array[] {
  const names: Uint8Array[] = [];
  let to = path.length;
  for (let at = path.length - 1; at >= -1; at--) {
    if (at === -1 || path[at] === slash) {
      if (to > at + 1) {
        names.push(path.subarray(at + 1, to));
      }
      to = at;
    }
  }
  return names;
}

function isDot(name: Uint8Array, count: number): boolean {
  return name.length === count && name.every((byte) => byte === 0x2e);
}
