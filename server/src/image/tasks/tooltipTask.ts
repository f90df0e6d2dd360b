import type { FileTree } from '../listing/fileTree';
import { entryTooltip } from '../view/entryView';
import { layerText } from '../view/layerView';
import { nodeOfRowId, rowId } from '../view/rowId';
import type { ImageTask } from './task';

/** Answers with what there is to tell of one row. */
export const tooltipTask: ImageTask<'tooltip'> = async ({ image, treeOf, layersOf }, { layer, row: id }) => {
  const tree = treeOf(layer);
  const row = rowOfId(tree, id);
  if (row === undefined) {
    return { kind: 'failed', message: 'The image has no such file or folder.' };
  }
  const surroundings = {
    ...(layer === null && { layerText: (index: number) => layerText(image.layers[index]!) }),
    layersOf: layersOf(),
  };
  return { kind: 'tooltip', text: entryTooltip(tree, row, surroundings) };
};

/** The row of an id; a layer may have a file and the whiteout of one at the same path. */
function rowOfId(tree: FileTree, id: string): number | undefined {
  const node = nodeOfRowId(tree.paths, id);
  const row = node === undefined ? undefined : tree.rowOf(node);
  if (row === undefined || idOf(tree, row) === id) {
    return row;
  }
  const folder = tree.rowOf(tree.paths.parentOf(node!));
  return folder === undefined ? undefined : [...tree.childrenOf(folder)].find((each) => idOf(tree, each) === id);
}

function idOf(tree: FileTree, row: number): string {
  const { node, kind } = tree.factsOf(row);
  return rowId(tree.paths, node, kind === 'whiteout');
}
