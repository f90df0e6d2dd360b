import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LayersNode } from '../../../client/src/layers/nodes';
import { strata } from './extension';

/** A row of the view "Image Layers" as its tree data provider hands it to VS Code. */
export interface SeenRow {
  readonly node: LayersNode;
  readonly kind: LayersNode['kind'];
  readonly label: string;
  readonly description: string;
  readonly bytes: number;
  readonly change: string | null;
}

/** What was measured by other means about the archive that is the sample. */
export interface Truth {
  readonly layers: readonly {
    readonly fileBytes: number;
    readonly whiteouts: readonly string[];
    readonly createdBy: string;
  }[];
}

/** Opens an archive with the command of the Explorer's context menu and returns the rows of all open archives, the new one first. */
export async function openArchive(uri: vscode.Uri): Promise<SeenRow[]> {
  await vscode.commands.executeCommand('strata.openAsLayers', uri);
  const rows = await rowsOf();
  const isNew = ({ node }: SeenRow) => node.kind === 'archive' && node.archive.id === uri.toString();
  return [...rows.filter(isNew), ...rows.filter((row) => !isNew(row))];
}

/** The rows at the top of the view. */
export async function rowsOf(): Promise<SeenRow[]> {
  return seen(await tree().getChildren());
}

/** The rows that appear when a row is expanded. */
export async function rowsBelow(row: SeenRow): Promise<SeenRow[]> {
  return seen(await tree().getChildren(row.node));
}

/** The row of a path inside the image, found by expanding one folder after the other. */
export async function rowNamed(layer: SeenRow, path: string): Promise<SeenRow> {
  let row = layer;
  for (const name of path.split('/').filter((part) => part !== '')) {
    const rows = await rowsBelow(row);
    const next = rows.find(({ label }) => label === name);
    if (!next) {
      throw new Error(`${name} is not among ${rows.map(({ label }) => label).join(', ')}`);
    }
    row = next;
  }
  return row;
}

/** The truth that lies beside the fixture. */
export function sampleTruth(): Truth {
  const file = join(process.env.STRATA_ROOT!, 'test', 'fixtures', 'images', process.env.STRATA_SAMPLE_TRUTH!);
  const [image] = JSON.parse(readFileSync(file, 'utf8')).images;
  const making = image.history.filter((entry: { emptyLayer?: boolean }) => !entry.emptyLayer);
  return {
    layers: image.layers.map((layer: Truth['layers'][number], index: number) => ({
      fileBytes: layer.fileBytes,
      whiteouts: layer.whiteouts,
      createdBy: making[index]?.createdBy ?? '',
    })),
  };
}

function tree() {
  return strata().exports.layers.tree;
}

function seen(nodes: readonly LayersNode[]): SeenRow[] {
  return nodes.map((node) => {
    const item = tree().getTreeItem(node);
    const label = typeof item.label === 'object' ? item.label.label : (item.label ?? '');
    const description = typeof item.description === 'string' ? item.description : '';
    return { node, kind: node.kind, label, description, ...amount(node) };
  });
}

function amount(node: LayersNode): { bytes: number; change: string | null } {
  switch (node.kind) {
    case 'layer':
      return { bytes: node.layer.contentBytes, change: null };
    case 'entry':
      return { bytes: node.entry.bytes, change: node.entry.change };
    default:
      return { bytes: 0, change: null };
  }
}
