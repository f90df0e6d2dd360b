import {
  CodeActionKind,
  CodeActionRequest,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  TextDocumentSyncKind,
  WatchKind,
} from 'vscode-languageserver';
import { configurationFileNames } from '../documentKinds';
import { guarded, logCrash } from '../isolate';
import type { Session } from '../session';
import type { DiagnosticsHandler } from './diagnostics';

/** Files whose texts say something: ignore files, scripts and settings. Of all others it matters only whether they are there. */
const filesWithTexts =
  '**/{*.dockerignore,.dockerignore,.env,.env.*,.npmrc,*.sh,*.bash,*.conf,*.cfg,*.ini,*.toml,*.mod,*.txt,*.json,*.yml,*.yaml}';

/** How long the text of a configuration file has to rest before documents are checked again, in milliseconds. */
const restOfDrafts = 200;

/** Reactions to what happens to files beside the Dockerfiles. */
export interface FilesHandler {
  /** Asks the client to tell about files, and about configuration files that are open in it. */
  watch(): void;
  /** The text of a configuration file in the editor is another one. */
  draftChanged(uri: string): void;
}

/** Checks documents again whose build context or configuration may have changed. */
export function handleFiles(
  { connection, client, documents, analyses, contexts, configurations }: Session,
  diagnostics: DiagnosticsHandler,
): FilesHandler {
  const resting = new Map<string, ReturnType<typeof setTimeout>>();
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
  /** Their texts and quick fixes are wanted: whatever else the server can do is for Dockerfiles. */
  const askForDrafts = (): void => {
    const documentSelector = [{ scheme: 'file', pattern: `**/{${configurationFileNames.join(',')}}` }];
    const registering = [
      connection.client.register(DidOpenTextDocumentNotification.type, { documentSelector }),
      connection.client.register(DidChangeTextDocumentNotification.type, {
        documentSelector,
        syncKind: TextDocumentSyncKind.Incremental,
      }),
      connection.client.register(DidCloseTextDocumentNotification.type, { documentSelector }),
      ...(client.registersCodeActions
        ? [
            connection.client.register(CodeActionRequest.type, {
              documentSelector,
              codeActionKinds: [CodeActionKind.QuickFix],
            }),
          ]
        : []),
    ];
    Promise.all(registering).catch((error: unknown) =>
      logCrash(connection, 'Registering', () => 'configuration files', error),
    );
  };

  return {
    draftChanged(uri) {
      clearTimeout(resting.get(uri));
      const timer = setTimeout(() => {
        resting.delete(uri);
        configurations.draftChanged(uri);
        checkAgain();
      }, restOfDrafts);
      resting.set(uri, timer);
    },
    watch() {
      if (client.registersDocuments) {
        askForDrafts();
      }
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
