import { describe, expect, it } from 'vitest';
import type { Archive } from '../../client/src/layers/archives';
import {
  archiveNode,
  archiveOf,
  entryNodes,
  fixedChildren,
  folderOf,
  imageShownBy,
  type LayersNode,
} from '../../client/src/layers/nodes';
import type { EntryView, ImageView, LayerView } from '../../server/src/protocol/images';

const words = { label: '', description: '', tooltip: '', accessibleLabel: '' };

function layer(index: number, more: Partial<LayerView> = {}): LayerView {
  return { ...words, index, contentBytes: 0, share: 0, hasEntries: true, problems: [], ...more };
}

function image(index: number, layers: readonly LayerView[], more: Partial<ImageView> = {}): ImageView {
  return { ...words, index, layers, problems: [], ...more };
}

function archive(...images: ImageView[]): Archive {
  const view = { ...words, handle: 1, generation: 1, uri: 'file:///a.tar', images, problems: [] };
  return { id: 'file:///a.tar', uri: undefined as never, view, reading: undefined, failure: undefined };
}

function directory(id: string): EntryView {
  return { ...words, id, path: id, kind: 'directory', change: null, bytes: 0, hasChildren: true };
}

/** Checks the rows below a row, written as `kind id`. */
function checkChildren(node: LayersNode, showFinal: boolean, ...expected: string[]): LayersNode[] {
  const rows = fixedChildren(node, showFinal);
  expect(rows.map((row) => `${row.kind} ${row.id}`)).toEqual(expected);
  return rows;
}

function layersOf(node: LayersNode): LayersNode[] {
  return fixedChildren(node, false).filter((row) => row.kind === 'layer');
}

describe('rows of the layer view', () => {
  it('an archive with one image shows its layers at once', () => {
    const root = archiveNode(archive(image(0, [layer(0), layer(1)])));
    expect(imageShownBy(root)?.index).toBe(0);
    const insights = 'insights file:///a.tar/insights';
    checkChildren(root, false, insights, 'layer file:///a.tar/layer-0', 'layer file:///a.tar/layer-1');
  });

  it('an archive with several images shows them first', () => {
    const root = archiveNode(archive(image(0, [layer(0)]), image(1, [layer(0)])));
    const [, second] = checkChildren(root, false, 'image file:///a.tar#0', 'image file:///a.tar#1');
    checkChildren(second!, false, 'insights file:///a.tar#1/insights', 'layer file:///a.tar#1/layer-0');
  });

  it('the final file system takes the place of the layers', () => {
    const root = archiveNode(archive(image(0, [layer(0)])));
    checkChildren(root, true);
    expect(folderOf(root, false)).toBeUndefined();
    expect(folderOf(root, true)).toEqual({ image: 0, layer: null, folder: '' });
  });

  it('problems stand before everything else', () => {
    const problem = { severity: 'warning', code: 'truncated', message: 'It is cut off.' } as const;
    const root = archiveNode(archive(image(0, [layer(0, { problems: [problem] })], { problems: [problem] })));
    const expected = [
      'problem file:///a.tar/problem-0',
      'insights file:///a.tar/insights',
      'layer file:///a.tar/layer-0',
    ];
    const [, , first] = checkChildren(root, false, ...expected);
    checkChildren(first!, false, 'problem file:///a.tar/layer-0/problem-0');
  });

  it('an archive of which nothing could be read has no rows', () => {
    checkChildren(archiveNode({ ...archive(), view: undefined }), false);
  });

  it('the same path has other ids in each layer and in the final file system', () => {
    const root = archiveNode(archive(image(0, [layer(0), layer(1)])));
    const ids = layersOf(root).flatMap((row) => {
      const [usr] = entryNodes(row, folderOf(row, false)!, [directory('/usr')]);
      const [bin] = entryNodes(usr!, folderOf(usr!, false)!, [directory('/usr/bin')]);
      expect(folderOf(bin!, false)).toEqual({ ...folderOf(row, false), folder: '/usr/bin' });
      expect(archiveOf(bin!)?.id).toBe('file:///a.tar');
      return [usr!.id, bin!.id];
    });
    const [final] = entryNodes(root, folderOf(root, true)!, [directory('/usr')]);
    expect(new Set([...ids, final!.id]).size).toBe(5);
  });

  it('a layer without entries and a file list nothing', () => {
    const root = archiveNode(archive(image(0, [layer(0, { hasEntries: false }), layer(1)])));
    const [empty, full] = layersOf(root);
    expect(folderOf(empty!, false)).toBeUndefined();
    const [file] = entryNodes(full!, folderOf(full!, false)!, [
      { ...directory('/f'), kind: 'file', hasChildren: false },
    ]);
    expect(folderOf(file!, false)).toBeUndefined();
  });
});
