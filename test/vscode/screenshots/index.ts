import { join } from 'node:path';
import * as vscode from 'vscode';
import { openPage, type Page } from '../page';
import { eventually, pause } from '../patience';

/** What to take, as scripts/screenshots.mjs hands it over in STRATA_SCREENSHOTS. */
interface Plan {
  readonly folder: string;
  /** Name of the picture's file → name of the colour theme. */
  readonly themes: Readonly<Record<string, string>>;
  /** A name in the opened workspace. */
  readonly dockerfile: string;
  /** A name in the opened workspace, or a path. */
  readonly image: string;
  /** A word in the Dockerfile whose hover is shown. */
  readonly hoverWord: string;
  /** Texts of the rows of the layer view to open, one below the other, starting with a layer. */
  readonly open: readonly string[];
  /** A part of the text of the row whose tooltip is shown; empty for none. */
  readonly tooltip: string;
}

const treeRow = '.customview-tree .monaco-list-row';

/** Takes the pictures: editor-<theme>.png with findings and a hover, layers-<theme>.png with an archive. */
export async function run(): Promise<void> {
  const plan = JSON.parse(process.env.STRATA_SCREENSHOTS!) as Plan;
  const page = openPage();
  if (!page) {
    throw new Error('Screenshots need the embedded VS Code.');
  }
  for (const [name, theme] of Object.entries(plan.themes)) {
    await vscode.workspace.getConfiguration('workbench').update('colorTheme', theme, vscode.ConfigurationTarget.Global);
    await showEditor(plan, page);
    await page.screenshot(join(plan.folder, `editor-${name}.png`));
    await showLayers(plan, page);
    await page.screenshot(join(plan.folder, `layers-${name}.png`));
  }
}

async function showEditor(plan: Plan, page: Page): Promise<void> {
  await vscode.commands.executeCommand('workbench.view.explorer');
  const document = await vscode.workspace.openTextDocument(fileOf(plan.dockerfile));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await eventually('findings', () => vscode.languages.getDiagnostics(document.uri));
  await vscode.commands.executeCommand('notifications.clearAll');
  const offset = document.getText().indexOf(plan.hoverWord);
  const position = document.positionAt(Math.max(offset, 0) + 1);
  editor.selection = new vscode.Selection(position, position);
  await pause(1000);
  await vscode.commands.executeCommand('editor.action.showHover');
  await page.waitFor('.monaco-hover:not(.hidden) .hover-contents', 15_000);
  await pause(700);
}

async function showLayers(plan: Plan, page: Page): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('strata.openAsLayers', fileOf(plan.image));
  await page.waitFor(`${treeRow}[aria-level="2"]`, 30_000);
  await pause(500);
  for (const [index, text] of plan.open.entries()) {
    await expandRow(page, index + 2, text);
  }
  await vscode.window.showTextDocument(fileOf(plan.dockerfile), { preview: false, preserveFocus: true });
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  for (let step = 0; step < stepsForSideBar; step++) {
    await vscode.commands.executeCommand('workbench.action.decreaseViewWidth');
  }
  await page.moveMouse(900, 500);
  if (plan.tooltip !== '') {
    await page.hover(`${treeRow}:has-text(${JSON.stringify(plan.tooltip)})`);
    await page.waitFor('.workbench-hover', 15_000);
  }
  await pause(1500);
}

/** By so many steps the editor gets narrower: instructions are long, and the side bar has little room at first. */
const stepsForSideBar = 4;

function rowOf(level: number, text: string): string {
  return `${treeRow}[aria-level="${level}"]:has-text(${JSON.stringify(text)})`;
}

/** By a click on its twistie, as a user would do it. A row that is open already stays open. */
async function expandRow(page: Page, level: number, text: string): Promise<void> {
  const row = rowOf(level, text);
  await page.waitFor(row);
  if ((await page.attributes(row, 'aria-expanded'))[0] === 'false') {
    await page.click(`${row} .monaco-tl-twistie`);
    await pause(700);
  }
}

function fileOf(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders![0]!.uri;
  return name.startsWith('/') ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder, name);
}
