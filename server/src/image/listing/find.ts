import { encodeName } from '../names';
import { FolderResolver } from '../stack/resolver';
import type { ImageStack } from '../stack/stack';
import { noNode, rootNode } from '../tar/paths';
import type { FileTree } from './fileTree';

/**
 * The row of a path that a user names: literally, else with the symbolic links of the final file system followed
 * in its folders. Undefined when the tree has no such path.
 */
export function findRow(tree: FileTree, stack: ImageStack, path: string): number | undefined {
  const bytes = encodeName(path);
  const literal = literalNode(tree, path);
  const row = literal === undefined ? undefined : tree.rowOf(literal);
  if (row !== undefined) {
    return row;
  }
  const resolver = new FolderResolver(stack.tree, {
    makeFolder: () => undefined,
    linkOf(object) {
      const { layers, entries } = stack.tree.objects;
      return stack.layers[layers[object]!]!.entries.linkOf(entries[object]!);
    },
  });
  const resolved = resolver.findPath(bytes);
  return resolved === undefined ? undefined : tree.rowOf(resolved);
}

function literalNode({ paths }: FileTree, path: string): number | undefined {
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
