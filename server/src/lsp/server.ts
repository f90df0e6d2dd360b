import {
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  type DidChangeTextDocumentParams,
  type DidOpenTextDocumentParams,
  type InitializeResult,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { connectImageEngine } from '../features/imagePipe';
import type { Processes, WorkerPipe, Workspace } from '../ports';
import { neighbourNotifications } from '../protocol/neighbours';
import { trustNotifications } from '../protocol/trust';
import { createAnalyses } from './analysis';
import { type CacheWish, type ClientFeatures, readClient } from './client';
import { createConfigurationFiles, draftOf } from './configurationFiles';
import { contextFacts } from './contextFacts';
import { isConfigurationFile, isDockerfile } from './documentKinds';
import { createDocuments, type OpenDocument } from './documents';
import { withConfigurationFiles } from './effectiveSettings';
import { fixAllKind, handleCodeActions } from './handlers/codeActions';
import { completionTriggers, handleCompletion } from './handlers/completion';
import { handleDiagnostics } from './handlers/diagnostics';
import { handleFiles } from './handlers/files';
import { handleHover } from './handlers/hover';
import { handleImages } from './handlers/images';
import { handleImageTasks } from './handlers/imageTasks';
import { handleNames } from './handlers/names';
import { handleOutline } from './handlers/outline';
import { guarded, logCrash } from './isolate';
import { createNeighbours } from './neighbours';
import type { Session } from './session';
import { createSettingsStore, settingsSection } from './settings';
import { shellCheckFacts } from './shellCheckFacts';

/** What the server needs of the place where it runs. */
export interface ServerDependencies {
  /** Our version, told to the client. */
  readonly version: string;
  /** Starts the thread that reads images; called with the first request about one. Throws when it cannot. */
  readonly startImageWorker: (cache: CacheWish) => WorkerPipe;
  /** Runs ShellCheck. */
  readonly processes: Processes;
  /** The files around Dockerfiles. */
  readonly workspace: Workspace;
}

/** Serves one client over `connection` from `initialize` to `exit`. */
export function startServer(connection: Connection, dependencies: ServerDependencies): void {
  const { version, startImageWorker, processes, workspace } = dependencies;
  let cache: CacheWish = {};
  const images = connectImageEngine(
    () => startImageWorker(cache),
    (message) => connection.console.error(message),
  );

  connection.onInitialize((params): InitializeResult => {
    const client = readClient(params);
    cache = client.cache;
    const complain = warnOnce(connection);
    const crashed = logCrashOnce(connection);
    const trust = { granted: client.trustsWorkspace };
    const contexts = contextFacts(workspace, client);
    const drafts = createDocuments(client.encoding, isConfigurationFile);
    const configurations = createConfigurationFiles(
      connection,
      client,
      workspace,
      (uri) => draftOf(drafts, uri),
      contexts.workspaceFolderOf,
    );
    const collectors = [contexts, shellCheckFacts(processes, trust, connection.console)];
    const session: Session = {
      connection,
      client,
      documents: createDocuments(client.encoding, isDockerfile),
      drafts,
      settings: withConfigurationFiles(createSettingsStore(connection, client, complain), configurations),
      analyses: createAnalyses(
        {
          ruleCrashed: (rule, document, error) => crashed(`The rule ${rule}`, document, error),
          collectorCrashed: crashed,
          mistake: complain,
        },
        collectors,
      ),
      collectors,
      neighbours: createNeighbours(),
      contexts,
      configurations,
      trust,
      images,
    };
    handle(session);
    return { capabilities: capabilities(client), serverInfo: { name: 'Strata', version } };
  });
  connection.onShutdown(() => images.dispose());
  connection.listen();
}

/** What crashes on one version of a document crashes on the next one, too: the first time is told, with its stack. */
function logCrashOnce(connection: Connection): (name: string, document: OpenDocument, error: unknown) => void {
  const told = new Set<string>();
  return (name, { uri, version }, error) => {
    if (!told.has(name)) {
      told.add(name);
      logCrash(connection, name, () => `${uri} version ${version}`, error);
    }
  };
}

/** Tells the user's log about a mistake in the settings once, not for every document and not after every change. */
function warnOnce(connection: Connection): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (!told.has(message)) {
      told.add(message);
      connection.console.warn(message);
    }
  };
}

function capabilities(client: ClientFeatures): ServerCapabilities {
  return {
    positionEncoding: client.encoding,
    ...(client.tellsWorkspaceFolders
      ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
      : {}),
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    hoverProvider: true,
    completionProvider: { triggerCharacters: completionTriggers },
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
    ...(client.codeActionLiterals
      ? { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] } }
      : {}),
    ...(client.pullsDiagnostics
      ? { diagnosticProvider: { identifier: 'strata', interFileDependencies: false, workspaceDiagnostics: false } }
      : {}),
  };
}

/** Connects documents and settings with what reacts to them, and registers all requests. */
function handle(session: Session): void {
  const { connection, client, documents, settings } = session;
  const diagnostics = handleDiagnostics(session);
  handleCompletion(session);
  handleHover(session);
  handleOutline(session);
  handleNames(session);
  handleCodeActions(session);
  handleImages(session);
  handleImageTasks(session);
  const files = handleFiles(session, diagnostics);

  const subject = ({ textDocument: { uri, version } }: VersionedParams): string => `${uri} version ${version}`;
  connection.onDidOpenTextDocument(
    guarded(connection, 'Opening', subject, (params: DidOpenTextDocumentParams) => {
      const document = documents.open(params);
      if (document) {
        diagnostics.opened(document);
      } else if (session.drafts.open(params)) {
        files.draftChanged(params.textDocument.uri);
      }
    }),
  );
  connection.onDidChangeTextDocument(
    guarded(connection, 'Changing', subject, (params: DidChangeTextDocumentParams) => {
      const document = documents.change(params);
      if (document) {
        diagnostics.changed(document);
      } else if (session.drafts.change(params)) {
        files.draftChanged(params.textDocument.uri);
      }
    }),
  );
  connection.onDidCloseTextDocument(
    guarded(
      connection,
      'Closing',
      ({ textDocument: { uri } }) => uri,
      ({ textDocument: { uri } }) => {
        if (documents.close(uri)) {
          settings.forget(uri);
          session.neighbours.forget(uri);
          diagnostics.closed(uri);
        } else if (session.drafts.close(uri)) {
          files.draftChanged(uri);
        }
      },
    ),
  );
  connection.onDidChangeConfiguration(
    guarded(
      connection,
      'New settings',
      () => 'all documents',
      (params) => {
        settings.reset(params?.settings);
        diagnostics.refresh();
      },
    ),
  );
  connection.onNotification(
    neighbourNotifications.changed,
    guarded(
      connection,
      'Neighbours',
      () => 'their diagnostics',
      (params: unknown) => {
        const uri = session.neighbours.tell(params);
        if (uri !== undefined) {
          diagnostics.neighboursChanged(uri);
        }
      },
    ),
  );
  connection.onNotification(
    trustNotifications.granted,
    guarded(
      connection,
      'Trust',
      () => 'the workspace',
      () => {
        session.trust.granted = true;
        settings.reset(undefined);
        diagnostics.refresh();
      },
    ),
  );
  connection.onInitialized(() => {
    files.watch();
    if (client.configurationRegistration) {
      connection.client
        .register(DidChangeConfigurationNotification.type, { section: settingsSection })
        .catch((error: unknown) => logCrash(connection, 'Registering', () => 'settings', error));
    }
  });
}

interface VersionedParams {
  readonly textDocument: { readonly uri: string; readonly version: number };
}
