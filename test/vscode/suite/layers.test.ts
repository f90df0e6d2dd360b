import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { openPage } from '../page';
import { eventually, pause } from '../patience';
import { inWorkspace } from './editor';
import { strata } from './extension';
import { openArchive, rowNamed, rowsBelow, rowsOf, type SeenRow, sampleTruth } from './layerRows';

const viewRow = '.customview-tree .monaco-list-row';

describe('Image layers', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('strata.showLayers');
    await vscode.commands.executeCommand('strata.closeAllArchives');
  });

  it('shows every layer of a real archive with its instruction and size', async () => {
    const layers = await layersOf('mytomcatys');
    const truth = sampleTruth();
    assert.deepEqual(
      layers.map(({ bytes }) => bytes),
      truth.layers.map(({ fileBytes }) => fileBytes),
    );
    for (const [index, layer] of layers.entries()) {
      const { createdBy } = truth.layers[index]!;
      // Only the beginning: long instructions and hashes are cut in the row.
      const [keyword, ...rest] = layer.description.split(' ');
      const beginning = squeezed(rest.join(' ')).slice(0, 20);
      assert.ok(beginning !== '' && squeezed(createdBy).includes(beginning), `${layer.description} ← ${createdBy}`);
      assert.match(keyword!, /^(ADD|COPY|RUN|WORKDIR)$/);
      assert.match(layer.label, /\d (B|kB|MB)/);
    }
  });

  it('lists a folder biggest first', async () => {
    const layers = await layersOf('mytomcatys');
    const biggest = layers.toSorted((a, b) => b.bytes - a.bytes)[0]!;
    const rows = await rowsBelow(biggest);
    const sizes = rows.map(({ bytes }) => bytes);
    assert.ok(rows.length > 0);
    assert.deepEqual(
      sizes,
      sizes.toSorted((a, b) => b - a),
    );
  });

  it('lists what a layer deletes, with the bytes that it hides', async () => {
    const truth = sampleTruth();
    const index = truth.layers.findIndex(({ whiteouts }) => whiteouts.length > 0);
    const layer = (await layersOf('mytomcatys'))[index]!;
    const path = truth.layers[index]!.whiteouts[0]!;
    const row = await rowNamed(layer, path);
    assert.equal(row.change, 'deleted');
    assert.ok(row.bytes > 0);
    assert.match(row.description, /\d (B|kB|MB)/);
  });

  it('turns to the final file system and back', async () => {
    const [archive] = await openArchive(inWorkspace('mytomcatys'));
    const layerCount = (await rowsBelow(archive!)).length;
    await vscode.commands.executeCommand('strata.showFinalFileSystem');
    const final = await rowsBelow((await rowsOf())[0]!);
    assert.ok(final.some(({ kind, change }) => kind === 'entry' && change === null));
    await vscode.commands.executeCommand('strata.showLayers');
    assert.equal((await rowsBelow((await rowsOf())[0]!)).length, layerCount);
  });

  it('says what is wrong with a file that is no image', async () => {
    const [archive] = await openArchive(inWorkspace('requirements.txt'));
    assert.match(archive!.description, /not an image archive/i);
  });

  it('shows what can be read of an archive that was cut off', async () => {
    const bytes = await vscode.workspace.fs.readFile(inWorkspace('mytomcatys'));
    const cut = inWorkspace('cut.tar');
    await vscode.workspace.fs.writeFile(cut, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    const [archive] = await openArchive(cut);
    const rows = archive!.kind === 'archive' ? await rowsBelow(archive!) : [];
    const words = [archive!.description, ...rows.map(({ label }) => label)].join('\n');
    assert.match(words, /cut off|truncated|ends|missing|incomplete|not an image/i);
  });

  it('reads an archive again when its file changes', async () => {
    const copy = inWorkspace('changing.tar');
    await vscode.workspace.fs.copy(inWorkspace('mytomcatys'), copy, { overwrite: true });
    const [archive] = await openArchive(copy);
    assert.ok((await rowsBelow(archive!)).length > 0);
    await vscode.workspace.fs.writeFile(copy, new TextEncoder().encode('no longer an image'));
    await eventually('the change', async () => /not an image archive/i.test((await rowsOf())[0]!.description), 30);
  });

  it('keeps several archives open and closes them', async () => {
    await openArchive(inWorkspace('mytomcatys'));
    await openArchive(inWorkspace('requirements.txt'));
    assert.equal((await rowsOf()).length, 2);
    await vscode.commands.executeCommand('strata.closeAllArchives');
    assert.deepEqual(new Set((await rowsOf()).map(({ kind }) => kind)), new Set(['action']));
  });

  it('draws the layers on the screen', async function () {
    const page = openPage();
    if (!page) {
      return this.skip();
    }
    const layers = await layersOf('mytomcatys');
    await page.waitFor(`${viewRow}[aria-level="2"]`);
    const texts = (await page.texts(`${viewRow}[aria-level="2"]`)).map((text) => text.replace(/\s+/g, ' '));
    const [first] = layers;
    assert.ok(
      texts.some((text) => text.includes(first!.label)),
      texts.join('\n'),
    );
  });

  it('opens from the context menu of the Explorer', async function () {
    const page = openPage();
    if (!page) {
      return this.skip();
    }
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('workbench.files.action.refreshFilesExplorer');
    await page.click('.explorer-viewlet .monaco-list-row[aria-label^="mytomcatys"]', 'right');
    const item = '.monaco-menu .action-item:has-text("Open as Image Layers")';
    await page.hover(item);
    // A menu ignores clicks in its first moments, so that the click that opens it does not choose from it.
    await pause(500);
    await page.click(item);
    await page.waitFor(`${viewRow}[aria-level="2"]`, 20_000);
  });

  it('says how to begin when nothing is open', async function () {
    const page = openPage();
    if (!page) {
      return this.skip();
    }
    await vscode.commands.executeCommand('strata.layers.focus');
    await page.waitFor('.tree-explorer-viewlet-tree-view .message:has-text("or drop it here")');
    await page.waitFor(`${viewRow}:has-text("Open Image Archive…")`);
  });

  it('opens what is dropped onto the empty view', async function () {
    const page = openPage();
    if (!page) {
      return this.skip();
    }
    const move = (destinationId: string) =>
      vscode.commands.executeCommand('vscode.moveViews', { viewIds: ['strata.layers'], destinationId });
    await move('workbench.view.explorer');
    try {
      await vscode.commands.executeCommand('strata.layers.focus');
      await page.drag('.explorer-viewlet .monaco-list-row[aria-label^="mytomcatys"]', viewRow);
      await page.waitFor(`${viewRow}[aria-level="2"]`, 20_000);
      assert.deepEqual(
        (await rowsOf()).map(({ label, kind }) => `${kind} ${label}`),
        ['archive mytomcatys'],
      );
    } finally {
      await move('workbench.view.extension.strata');
    }
  });
});

async function layersOf(name: string): Promise<SeenRow[]> {
  await strata().activate();
  const [archive] = await openArchive(inWorkspace(name));
  return (await rowsBelow(archive!)).filter(({ kind }) => kind === 'layer');
}

/** Without blanks and the marks of the JSON form, and with hashes cut to twelve digits, as the rows have them. */
function squeezed(instruction: string): string {
  return instruction.replace(/\b([0-9a-f]{12})[0-9a-f]{20,}\b/g, '$1').replace(/[^\w./:=-]+/g, '');
}
