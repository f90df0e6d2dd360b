import * as vscode from 'vscode';

/** The file must have been quiet for so long before it is read again: saving an image takes a while. */
const quietMs = 800;

/** Calls `onChange` after the archive has changed on disk and come to rest. */
export function watchArchive(uri: vscode.Uri, onChange: () => void): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, quietMs);
  };
  const parent = vscode.Uri.joinPath(uri, '..');
  const name = uri.path.split('/').findLast((part) => part !== '') ?? '';
  const watchers = [
    vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(parent, escapeGlob(name))),
    // In an image folder these files are written last and name everything else.
    vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, '{index,manifest,version}*')),
  ];
  const subscriptions = watchers.flatMap((watcher) => [
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
  ]);
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    vscode.Disposable.from(...subscriptions).dispose();
  });
}

/** A glob that matches exactly this name. */
function escapeGlob(name: string): string {
  return name.replace(/[[\]{}*?]/g, '[$&]');
}
