import type { FoundView } from '../../protocol/imageSearch';
import { type FileFacts, factsOfEntry, factsOfWhiteout, impliedFolder } from '../listing/facts';
import { decodeName, pathText } from '../names';
import type { FoundPath, FoundPaths } from '../search/findPaths';
import type { ImageStack } from '../stack/stack';
import { type PathTable, rootNode } from '../tar/paths';
import { rowId } from './rowId';
import { counted, sizeText } from './sizes';
import { shownText } from './text';

/** A path that was found in a layer, as a row. */
export function foundView(stack: ImageStack, found: FoundPath): FoundView {
  const { paths } = stack.tree;
  const facts = factsOfFound(stack, found);
  const path = pathText(paths, found.node);
  return {
    label: shownText(decodeName(paths.nameOf(found.node))),
    folder: shownText(pathText(paths, paths.parentOf(found.node))),
    description: descriptionOf(found, facts),
    path,
    layer: found.layer,
    kind: facts.kind,
    change: facts.change,
    bytes: facts.size,
    isVisible: found.isVisible,
    rowIds: rowIdsOf(paths, rowNodeOf(stack, found), facts.kind === 'whiteout'),
  };
}

export function factsOfFound(stack: ImageStack, { node, layer, entry, mark }: FoundPath): FileFacts {
  if (mark !== null) {
    return factsOfWhiteout(layer, stack.layers[layer]!.marks[mark]!);
  }
  return entry === null ? impliedFolder(node, layer, undefined) : factsOfEntry(stack, layer, entry, undefined);
}

/** How many were found, in a sentence. */
export function foundSummary({ rows, isCut }: FoundPaths): string {
  const hidden = rows.filter(({ isVisible }) => !isVisible).length;
  const places = `${counted(rows.length, 'place', 'places')}${isCut ? ' and more' : ''}`;
  return rows.length === 0
    ? 'Nothing found.'
    : `${places}${hidden > 0 ? `, ${hidden} not in the final file system` : ''}`;
}

function descriptionOf({ layer, isVisible }: FoundPath, { kind, size }: FileFacts): string {
  const what =
    kind === 'whiteout' ? `deleted, hides ${sizeText(size)}` : kind === 'file' ? sizeText(size) : kindNames[kind];
  const parts = [what, `layer ${layer}`];
  if (!isVisible && kind !== 'whiteout') {
    parts.push('not in the final file system');
  }
  return parts.join(' · ');
}

const kindNames: Readonly<Record<Exclude<FileFacts['kind'], 'file' | 'whiteout'>, string>> = {
  directory: 'folder',
  symlink: 'symbolic link',
  char: 'character device',
  block: 'block device',
  fifo: 'named pipe',
};

/** A layer lists an entry under the path in its header, which may lead through a symbolic link. */
function rowNodeOf(stack: ImageStack, { node, layer, entry }: FoundPath): number {
  return entry === null ? node : stack.layers[layer]!.entries.nodes[entry]!;
}

/** The ids of the rows that lead from the top of a layer to a path. */
export function rowIdsOf(paths: PathTable, node: number, isWhiteout: boolean): string[] {
  const ids: string[] = [];
  for (let at = node; at !== rootNode; at = paths.parentOf(at)) {
    ids.push(rowId(paths, at, isWhiteout && at === node));
  }
  return ids.reverse();
}
