import * as vscode from 'vscode';
import { type ExportResult, imageExportRequests } from '../../../server/src/protocol/imageExport';
import type { Archive } from './archives';
import { archiveOf, type FolderAddress, imageShownBy, type LayersNode } from './nodes';
import type { ArchiveTasks } from './tasks';

type Form = 'file' | 'folder' | 'tar';

/** What an export request needs to know of a row. */
interface ExportedRow {
  readonly archive: Archive;
  readonly image: number;
  readonly layer: number | null;
  readonly row: string;
  readonly name: string;
  readonly isFolder: boolean;
}

/** Asks where to, exports the row, and tells what was done. */
export async function exportRow(node: LayersNode, tasks: ArchiveTasks, log: vscode.LogOutputChannel): Promise<void> {
  const exported = exportedRow(node);
  if (!exported) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Choose a file, a folder, a layer or an image in the view Image Layers first.'),
    );
    return;
  }
  const place = exported.isFolder ? await askForPlace(exported.name) : await askForFile(exported.name);
  if (place) {
    await tell(await exportTo(exported, place.form, place.target, tasks), place.target, log);
  }
}

/** Exports the row to a place that is known already. */
export function exportNode(node: LayersNode, form: Form, target: vscode.Uri, tasks: ArchiveTasks) {
  const exported = exportedRow(node);
  return exported && exportTo(exported, form, target, tasks);
}

function exportTo({ archive, name, ...row }: ExportedRow, form: Form, target: vscode.Uri, tasks: ArchiveTasks) {
  const params = { image: row.image, layer: row.layer, row: row.row, form, overwrite: true, target: target.toString() };
  return tasks.run<ExportResult>(archive, imageExportRequests.export, params, vscode.l10n.t('Exporting {0}', name));
}

/** Undefined for rows that stand for no files. */
function exportedRow(node: LayersNode): ExportedRow | undefined {
  const archive = archiveOf(node);
  if (!archive) {
    return undefined;
  }
  const of = (address: FolderAddress, row: string, name: string, isFolder: boolean): ExportedRow => ({
    archive,
    image: address.image,
    layer: address.layer,
    row,
    name: safeName(name),
    isFolder,
  });
  switch (node.kind) {
    case 'entry': {
      const { entry, folder } = node;
      return entry.kind === 'whiteout' ? undefined : of(folder, entry.id, entry.label, isFolder(entry));
    }
    case 'layer': {
      const { image, layer } = node;
      return of({ image: image.index, layer: layer.index, folder: '' }, '', `layer-${layer.index}`, true);
    }
    case 'archive':
    case 'image': {
      const image = imageShownBy(node);
      return image && of({ image: image.index, layer: null, folder: '' }, '', image.label, true);
    }
    default:
      return undefined;
  }
}

function isFolder({ kind, hasChildren }: { kind: string; hasChildren: boolean }): boolean {
  return kind === 'directory' || hasChildren;
}

/** A proposal for a dialog; `lab/app:1` is no name of a file. */
function safeName(name: string): string {
  return name.replace(/[/\\:*?"<>|]+/g, '-').slice(0, 100);
}

async function askForFile(name: string): Promise<{ form: Form; target: vscode.Uri } | undefined> {
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export File'),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(startFolder(), name),
  });
  return target && { form: 'file', target };
}

async function askForPlace(name: string): Promise<{ form: Form; target: vscode.Uri } | undefined> {
  const folder = {
    label: vscode.l10n.t('Folder'),
    detail: vscode.l10n.t('Files only: symbolic links and devices are left out.'),
    form: 'folder' as const,
  };
  const tar = {
    label: vscode.l10n.t('Tar Archive'),
    detail: vscode.l10n.t('Everything, with links, devices and owners.'),
    form: 'tar' as const,
  };
  const chosen = await vscode.window.showQuickPick([folder, tar], { title: vscode.l10n.t('Export {0} As', name) });
  if (chosen === tar) {
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export as Tar Archive'),
      saveLabel: vscode.l10n.t('Export'),
      defaultUri: vscode.Uri.joinPath(startFolder(), `${name}.tar`),
      filters: { [vscode.l10n.t('Tar archives')]: ['tar'] },
    });
    return target && { form: 'tar', target };
  }
  if (chosen === folder) {
    const into = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Export into a New Folder In'),
      openLabel: vscode.l10n.t('Export Here'),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: startFolder(),
    });
    return into?.[0] && { form: 'folder', target: await freeName(into[0], name) };
  }
  return undefined;
}

function startFolder(): vscode.Uri {
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
}

/** `name`, or `name 2` and so on where that is taken. */
async function freeName(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const target = vscode.Uri.joinPath(folder, number === 1 ? name : `${name} ${number}`);
    try {
      await vscode.workspace.fs.stat(target);
    } catch {
      return target;
    }
  }
}

async function tell(
  result: Awaited<ReturnType<typeof exportTo>>,
  target: vscode.Uri,
  log: vscode.LogOutputChannel,
): Promise<void> {
  if (result.kind === 'failed') {
    await vscode.window.showErrorMessage(result.message);
    return;
  }
  if (result.kind === 'stale') {
    await vscode.window.showWarningMessage(vscode.l10n.t('The archive has changed and is being read again.'));
    return;
  }
  if (result.kind !== 'exported') {
    return;
  }
  const show = vscode.l10n.t('Show');
  const details = vscode.l10n.t('What Was Left Out');
  const buttons = result.skipped.length > 0 ? [show, details] : [show];
  const chosen = await vscode.window.showInformationMessage(result.summary, ...buttons);
  if (chosen === show) {
    const isInside = vscode.workspace.getWorkspaceFolder(target) !== undefined;
    await vscode.commands.executeCommand(isInside ? 'revealInExplorer' : 'revealFileInOS', target);
  } else if (chosen === details) {
    log.info([result.summary, ...result.skipped].join('\n'));
    log.show();
  }
}
