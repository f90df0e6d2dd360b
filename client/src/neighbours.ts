import * as vscode from 'vscode';
import {
  type NeighboursParams,
  neighbourExtensions,
  neighbourNotifications,
} from '../../server/src/protocol/neighbours';
import type { LanguageServer } from './languageClient';

/** Tells the server what other extensions say of open Dockerfiles, each time that changes. */
export function watchNeighbours(server: LanguageServer): vscode.Disposable {
  const told = new Map<string, string>();

  function tell(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    if (document.languageId !== 'dockerfile') {
      return;
    }
    const params: NeighboursParams = { uri, diagnostics: diagnosticsOfOthers(document.uri), extensions: running() };
    const content = JSON.stringify(params);
    // Our own diagnostics are among those that change; only those of others are news.
    if (content !== (told.get(uri) ?? nothing(uri))) {
      told.set(uri, content);
      server.notify(neighbourNotifications.changed, params);
    }
  }

  function tellAll(): void {
    vscode.workspace.textDocuments.forEach(tell);
  }

  tellAll();
  return vscode.Disposable.from(
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const changed = new Set(uris.map(String));
      vscode.workspace.textDocuments.filter(({ uri }) => changed.has(uri.toString())).forEach(tell);
    }),
    vscode.workspace.onDidOpenTextDocument(tell),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => told.delete(uri.toString())),
    vscode.extensions.onDidChange(tellAll),
    server.onDidRestart(() => {
      told.clear();
      tellAll();
    }),
  );
}

/** What need not be told, since the server takes it for granted. */
function nothing(uri: string): string {
  return JSON.stringify({ uri, diagnostics: [], extensions: [] } satisfies NeighboursParams);
}

function diagnosticsOfOthers(uri: vscode.Uri): NeighboursParams['diagnostics'] {
  return vscode.languages.getDiagnostics(uri).flatMap(({ source, code, range }) => {
    const value = typeof code === 'object' ? code.value : code;
    return source === 'Strata' || value === undefined
      ? []
      : [{ code: value, firstLine: range.start.line, lastLine: range.end.line }];
  });
}

function running(): NeighboursParams['extensions'] {
  return neighbourExtensions.filter((id) => vscode.extensions.getExtension(id) !== undefined);
}
