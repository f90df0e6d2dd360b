import { closestName } from '../../text/closestName';
import { decodeName, encodeName } from '../names';
import type { ImageStack } from '../stack/stack';
import { noNode, rootNode } from '../tar/paths';
import type { FileTree } from './fileTree';
import { literalNode } from './find';
import { pathLayers } from './pathLayers';

/** What a user may want instead of a path that a tree does not have; undefined when nothing is near. */
export type InsteadOf =
  | { readonly kind: 'other-layers'; readonly layers: readonly number[] }
  | { readonly kind: 'other-name'; readonly path: string };

/** Looks for a path in the layers of its image, then for a path of the tree with nearly that name. */
export function insteadOf(tree: FileTree, stack: ImageStack, path: string): InsteadOf | undefined {
  const node = literalNode(tree, path);
  const layers = node === undefined ? [] : pathLayers(stack)(node).filter(({ change }) => change !== 'deleted');
  if (layers.length > 0) {
    return { kind: 'other-layers', layers: layers.map(({ layer }) => layer) };
  }
  const near = nearName(tree, path);
  return near === undefined ? undefined : { kind: 'other-name', path: near };
}

/** The path with the first name that is not there exchanged for the nearest one, when that is all that is wrong with it. */
function nearName(tree: FileTree, path: string): string | undefined {
  const names = path.split('/').filter((each) => each !== '' && each !== '.');
  let row = tree.rowOf(rootNode)!;
  for (const [i, name] of names.entries()) {
    const next = childOf(tree, row, name);
    if (next !== undefined) {
      row = next;
      continue;
    }
    const children = Array.from(tree.childrenOf(row).subarray(0, mostCompared), (each) => nameOf(tree, each));
    const closest = closestName(name, children);
    const child = closest === undefined ? undefined : childOf(tree, row, closest);
    const rest = names.slice(i + 1);
    const isAll = child !== undefined && reaches(tree, child, rest);
    return isAll ? `/${[...names.slice(0, i), closest, ...rest].join('/')}` : undefined;
  }
  return undefined;
}

function reaches(tree: FileTree, from: number, names: readonly string[]): boolean {
  let row: number | undefined = from;
  for (const name of names) {
    row = row === undefined ? undefined : childOf(tree, row, name);
  }
  return row !== undefined;
}

function childOf(tree: FileTree, row: number, name: string): number | undefined {
  const bytes = encodeName(name);
  const node = tree.paths.find(tree.nodeOf(row), bytes, 0, bytes.length);
  return node === noNode ? undefined : tree.rowOf(node);
}

function nameOf(tree: FileTree, row: number): string {
  return decodeName(tree.paths.nameOf(tree.nodeOf(row)));
}

/** Names of one folder that are compared; comparing more would make a mistake wait. */
const mostCompared = 5000;
