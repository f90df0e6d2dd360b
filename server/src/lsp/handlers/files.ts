import { DidChangeWatchedFilesNotification, WatchKind } from 'vscode-languageserver';
import { guarded, logCrash } from '../isolate';
import type { Session } from '../session';
import type { DiagnosticsHandler } from './diagnostics';

/** Files whose texts say something: ignore files, scripts and settings. Of all others it matters only whether they are there. */
const filesWithTexts =
  '**/{*.dockerignore,.dockerignore,.env,.env.*,.npmrc,*.sh,*.bash,*.conf,*.cfg,*.ini,*.toml,*.mod,*.txt,*.json,*.yml,*.yaml}';

/** Checks documents again whose build context or configuration may have changed. `watch` asks the client to tell about files. */
export function handleFiles(
  { connection, client, documents, analyses, contexts, configurations }: Session,
  diagnostics: DiagnosticsHandler,
): { watch(): void } {
  const checkAgain = (): void => {
    for (const document of documents.all()) {
      analyses.forget(document);
      diagnostics.changed(document);
    }
    diagnostics.refresh();
  };
  connection.onDidChangeWatchedFiles(
    guarded(
      connection,
      'Changed files',
      ({ changes }) => `${changes.length} files`,
      ({ changes }) => {
        const uris = changes.map(({ uri }) => uri);
        const inContext = contexts.filesChanged(uris);
        if (configurations.filesChanged(uris) || inContext) {
          checkAgain();
        }
      },
    ),
  );
  return {
    watch() {
      if (client.watchesFiles) {
        const watchers = [
          { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
          { globPattern: filesWithTexts, kind: WatchKind.Change },
        ];
        connection.client
          .register(DidChangeWatchedFilesNotification.type, { watchers })
          .catch((error: unknown) => logCrash(connection, 'Registering', () => 'watched files', error));
      }
      if (client.tellsWorkspaceFolders) {
        connection.workspace.onDidChangeWorkspaceFolders(
          guarded(
            connection,
            'Other workspace folders',
            () => 'all documents',
            ({ added, removed }) => {
              contexts.workspaceFoldersChanged(
                added.map(({ uri }) => uri),
                removed.map(({ uri }) => uri),
              );
              checkAgain();
            },
          ),
        );
      }
    },
  };
}
