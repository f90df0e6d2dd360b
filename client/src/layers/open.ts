import * as vscode from 'vscode';

/** Asks for image archives. Undefined when the user thinks better of it. */
export function askForArchives(): Thenable<vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Image Archive'),
    openLabel: vscode.l10n.t('Show Layers'),
    canSelectFiles: true,
    canSelectMany: true,
    filters: {
      [vscode.l10n.t('All files')]: ['*'],
      [vscode.l10n.t('Image archives')]: ['tar', 'tgz', 'gz', 'zst', 'oci'],
    },
  });
}

/** Asks for a folder that holds an image: native dialogs cannot offer files and folders at once. */
export function askForFolder(): Thenable<vscode.Uri[] | undefined> {
  return vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Image Folder'),
    openLabel: vscode.l10n.t('Show Layers'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
}

/** What a command of the Explorer's context menu was called for: the selection, or the one that was clicked. */
export function urisOfSelection(clicked: unknown, selected: unknown): vscode.Uri[] {
  const all = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  return all.filter((each) => each instanceof vscode.Uri);
}
