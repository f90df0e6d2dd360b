import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { exportNode } from '../../../client/src/layers/exportRows';
import { openPage } from '../page';
import { eventually } from '../patience';
import { inWorkspace } from './editor';
import { strata } from './extension';
import { openArchive, rowNamed, rowsBelow, type SeenRow } from './layerRows';

const quickPickRow = '.quick-input-list .monaco-list-row';

describe('Image layers: find, export, insights', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await vscode.commands.executeCommand('strata.showLayers');
    await vscode.commands.executeCommand('strata.closeAllArchives');
  });

  it('exports the final file system to a folder, and a layer as a tar archive', async () => {
    const [archive] = await openArchive(inWorkspace('mytomcatys'));
    const out = inWorkspace('exported');
    const result = await exportNode(archive!.node, 'folder', out, tasks());
    assert.equal(result?.kind, 'exported', JSON.stringify(result));
    assert.ok(readdirSync(out.fsPath).includes('app'), readdirSync(out.fsPath).join());
    const layer = (await rowsBelow(archive!)).find(({ kind }) => kind === 'layer');
    const tar = inWorkspace('layer.tar');
    await exportNode(layer!.node, 'tar', tar, tasks());
    assert.equal(statSync(tar.fsPath).size % 512, 0);
    assert.deepEqual(leftovers(), []);
  });

  it('exports one file with its bytes, and says so when that cannot be done', async () => {
    const [archive] = await openArchive(inWorkspace('mytomcatys'));
    const file = await firstFile(archive!);
    const out = inWorkspace('one-file');
    await exportNode(file.node, 'file', out, tasks());
    assert.equal(readFileSync(out.fsPath).length, file.bytes);
    const nowhere = vscode.Uri.joinPath(out, 'below-a-file');
    const failed = await exportNode(file.node, 'file', nowhere, tasks());
    assert.equal(failed?.kind, 'failed');
  });

  it('lists what stands out in an image and leads to it', async () => {
    const [archive] = await openArchive(inWorkspace('mytomcatys'));
    const insights = (await rowsBelow(archive!)).find(({ kind }) => kind === 'insights');
    const topics = await rowsBelow(insights!);
    assert.deepEqual(
      topics.map(({ label }) => label),
      ['Wasted Space', 'Largest Files', 'Duplicates', 'Secret-Like Files'],
    );
    for (const topic of topics) {
      const [first] = await rowsBelow(topic);
      assert.ok(first && (first.kind === 'insight' || /[.]$/.test(first.label)), topic.label);
    }
    const largest = (await rowsBelow(topics[1]!)).find(({ kind }) => kind === 'insight')!;
    assert.ok(largest.node.kind === 'insight' && largest.node.view.place);
    const { place } = largest.node.view;
    const row = await strata().exports.layers.tree.rowAt(archiveOf(archive!), 0, place.layer, place.rowIds);
    assert.ok(row?.kind === 'entry' && row.entry.path === place.path);
    await vscode.commands.executeCommand('strata.revealInLayer', largest.node);
    await eventually('the row is chosen', async () => strata().exports.layers.selection?.id === row.id, 20);
  });

  it('explains layers on a page with pictures', async () => {
    await vscode.commands.executeCommand('strata.explainLayers');
    await eventually(
      'the page',
      async () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('layers.md'),
      20,
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('finds a name while it is typed and leads to its row', async function () {
    const page = openPage();
    if (!page) {
      return this.skip();
    }
    const [archive] = await openArchive(inWorkspace('mytomcatys'));
    const file = await firstFile(archive!);
    await vscode.commands.executeCommand('strata.findInImage', archive!.node);
    await page.waitFor('.quick-input-widget input');
    await page.type(file.label);
    await page.waitFor(quickPickRow);
    await eventually(
      'a row with the name',
      async () => (await page.texts(quickPickRow)).some((text) => text.includes(file.label)),
      20,
    );
    await page.press('Enter');
    await eventually(
      'the row is chosen',
      async () => {
        const chosen = strata().exports.layers.selection;
        return chosen?.kind === 'entry' && chosen.entry.label === file.label;
      },
      20,
    );
  });
});

function tasks() {
  return strata().exports.layers.tasks;
}

function archiveOf({ node }: SeenRow) {
  assert.equal(node.kind, 'archive');
  return node.archive;
}

/** Temporary files of exports that are still in the workspace. */
function leftovers(): string[] {
  const folder = inWorkspace('.').fsPath;
  assert.ok(existsSync(join(folder, 'mytomcatys')));
  return readdirSync(folder).filter((name) => name.includes('.strata-'));
}

/** A file of a layer that has bytes, found by opening the biggest folders. */
async function firstFile(archive: SeenRow): Promise<SeenRow> {
  const layers = (await rowsBelow(archive)).filter(({ kind }) => kind === 'layer');
  let row = layers.toSorted((a, b) => b.bytes - a.bytes)[0]!;
  for (;;) {
    const below = (await rowsBelow(row)).filter(({ kind }) => kind === 'entry');
    const file = below.find(({ node, bytes }) => node.kind === 'entry' && node.entry.kind === 'file' && bytes > 0);
    if (file) {
      return file;
    }
    const folder = below.find(({ node }) => node.kind === 'entry' && node.entry.hasChildren);
    row = await rowNamed(row, folder!.label);
  }
}
