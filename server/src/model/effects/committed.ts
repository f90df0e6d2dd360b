import type { FileNode } from './nodes';
import { segmentsOf } from './paths';
import { hasWildcards, unknownName } from './symbols';

/** The files that finished instructions have left, found by the first two components of their paths. */
export class CommittedFiles {
  private readonly nodes: Map<string, FileNode>;
  private index: Map<string, Set<FileNode>> | undefined;

  constructor(nodes: ReadonlyMap<string, FileNode> = new Map()) {
    this.nodes = new Map(nodes);
  }

  copy(): CommittedFiles {
    return new CommittedFiles(this.nodes);
  }

  get size(): number {
    return this.nodes.size;
  }

  get(path: string): FileNode | undefined {
    return this.nodes.get(path);
  }

  set(path: string, node: FileNode): void {
    this.delete(path);
    this.nodes.set(path, node);
    if (this.index) {
      addTo(this.index, node);
    }
  }

  delete(path: string): void {
    const old = this.nodes.get(path);
    if (old) {
      this.nodes.delete(path);
      this.index?.get(keyOf(segmentsOf(path)))?.delete(old);
    }
  }

  forEach(visit: (node: FileNode) => void): void {
    for (const node of this.nodes.values()) {
      visit(node);
    }
  }

  /** Calls `visit` for everything that may lie at, above or below a path, and for some more. */
  forEachNear(names: readonly string[], visit: (node: FileNode) => void): void {
    const key = keyOf(names);
    if (key === '' || this.nodes.size < 50) {
      this.forEach(visit);
      return;
    }
    if (!this.index) {
      this.index = new Map();
      for (const node of this.nodes.values()) {
        addTo(this.index, node);
      }
    }
    this.index.get(key)?.forEach(visit);
    this.index.get('')?.forEach(visit);
  }
}

/** Empty for short paths and for those that may be anywhere. */
function keyOf(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined || second === undefined) {
    return '';
  }
  const key = `${first}/${second}`;
  return key.includes(unknownName) || hasWildcards(key) ? '' : key;
}

function addTo(index: Map<string, Set<FileNode>>, node: FileNode): void {
  const key = keyOf(segmentsOf(node.path));
  const group = index.get(key);
  if (group) {
    group.add(node);
  } else {
    index.set(key, new Set([node]));
  }
}
