import * as vscode from 'vscode';
import type { LayersNode } from './nodes';

const uriList = 'text/uri-list';
const droppedFiles = 'files';

/** Takes files and folders dropped onto the view, from the Explorer of VS Code or from the desktop. */
export function dropController(open: (uris: vscode.Uri[]) => unknown): vscode.TreeDragAndDropController<LayersNode> {
  return {
    dragMimeTypes: [],
    dropMimeTypes: [uriList, droppedFiles],
    async handleDrop(_target, dataTransfer) {
      const uris = await urisIn(dataTransfer);
      if (uris.length > 0) {
        await open(uris);
        return;
      }
      // A browser hands over contents without a place in the file system.
      const message = vscode.l10n.t('Only files that this window can reach by a path can be dropped here.');
      await vscode.window.showWarningMessage(message);
    },
  };
}

async function urisIn(dataTransfer: vscode.DataTransfer): Promise<vscode.Uri[]> {
  const list = await dataTransfer.get(uriList)?.asString();
  const found = (list ?? '')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => vscode.Uri.parse(line));
  for (const [, item] of dataTransfer) {
    const uri = item.asFile()?.uri;
    if (uri) {
      found.push(uri);
    }
  }
  return [...new Map(found.map((uri) => [uri.toString(), uri])).values()];
}
