import { followLink } from '../archive/store';
import { limits } from '../limits';
import { decodeName, encodeName, pathText } from '../names';
import { FolderResolver } from '../stack/resolver';
import type { ImageStack } from '../stack/stack';
import { noNode, rootNode } from '../tar/paths';
import type { FileTree } from './fileTree';

/**
 * The row of a path that a user names: literally, else with the symbolic links of the final file system followed
 * in its folders. Undefined when the tree has no such path.
 */
export function findRow(tree: FileTree, stack: ImageStack, path: string): number | undefined {
  const literal = literalNode(tree, path);
  const row = literal === undefined ? undefined : tree.rowOf(literal);
  if (row !== undefined) {
    return row;
  }
  const resolved = resolverOf(stack).findPath(encodeName(path));
  return resolved === undefined ? undefined : tree.rowOf(resolved);
}

/**
 * The row of the file that a path of the final file system leads to in the end, links followed. Undefined when it
 * leads nowhere, or in a circle.
 */
export function findFile(tree: FileTree, stack: ImageStack, path: string): number | undefined {
  const resolver = resolverOf(stack);
  let row = findRow(tree, stack, path);
  for (let hops = 0; row !== undefined && hops < limits.symlinkHops; hops++) {
    const { node, attributes } = tree.factsOf(row);
    if (!attributes?.linkTarget) {
      return row;
    }
    const target = followLink(componentsOfNode(tree, node).slice(0, -1), decodeName(attributes.linkTarget));
    const next = target && resolver.findPath(encodeName(target.join('/')));
    row = next === undefined ? undefined : tree.rowOf(next);
  }
  return undefined;
}

function componentsOfNode({ paths }: FileTree, node: number): string[] {
  return pathText(paths, node).split('/').slice(1);
}

function resolverOf(stack: ImageStack): FolderResolver {
  return new FolderResolver(stack.tree, {
    makeFolder: () => undefined,
    linkOf(object) {
      const { layers, entries } = stack.tree.objects;
      return stack.layers[layers[object]!]!.entries.linkOf(entries[object]!);
    },
  });
}

/** The node of a path as it is written, whether or not the tree has it. */
export function literalNode({ paths }: FileTree, path: string): number | undefined {
  let node: number = rootNode;
  for (const component of path.split('/').filter((each) => each !== '' && each !== '.')) {
    const name = encodeName(component);
    node = paths.find(node, name, 0, name.length);
    if (node === noNode) {
      return undefined;
    }
  }
  return node;
}
