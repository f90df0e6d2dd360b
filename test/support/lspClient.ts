import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import {
  type ClientCapabilities,
  createMessageConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';

/** What a VS Code of our time can do, as far as this server looks at it. */
export const modernClient: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true },
  },
  textDocument: {
    diagnostic: { relatedDocumentSupport: false, relatedInformation: true },
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'source'] } } },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    completion: { completionItem: { snippetSupport: true } },
    rename: { prepareSupport: true },
  },
};

export interface StartOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** The URIs of the open folders. */
  readonly workspaceFolders?: readonly string[];
  /** What the client answers for the section `strata`; may differ by document. */
  readonly settings?: unknown;
  /** The script in `dist` and its arguments; the language server by default. */
  readonly command?: readonly string[];
}

/** A client of the built server, over its standard input and output. */
export interface LspClient {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  readonly initialized: InitializeResult;
  /** Names of the requests that the server has sent to the client. */
  readonly serverRequests: readonly string[];
  /** Messages that the server has written to the log. */
  readonly log: readonly string[];
  open(uri: string, text: string, languageId?: string): void;
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
  close(uri: string): void;
  setSettings(settings: unknown): void;
  /** Tells that files have come or changed. */
  filesChanged(...uris: string[]): void;
  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
  /** The items of a full report. */
  diagnostics(uri: string): Promise<Diagnostic[]>;
  /** The next diagnostics that the server pushes for a document and that `wanted` accepts; those already there count. */
  pushed(uri: string, wanted?: (params: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams>;
  /** Waits until `condition` holds after a message has come. */
  until(condition: () => boolean): Promise<void>;
  /** Shuts down as LSP says and gives the exit code. */
  stop(): Promise<number | null>;
  exitCode(): Promise<number | null>;
}

const root = resolve(__dirname, '../..');

/** Starts the built server and initializes it. The caller stops it, also when a test fails. */
export async function startClient(options: StartOptions = {}): Promise<LspClient> {
  const { capabilities = modernClient, initializationOptions, command = ['main.server.js', '--stdio'] } = options;
  const [script, ...args] = command;
  const child = spawn(process.execPath, [resolve(root, 'dist', script!), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );

  let settings = options.settings;
  const serverRequests: string[] = [];
  const log: string[] = [];
  const published: PublishDiagnosticsParams[] = [];
  const waiting = new Set<() => void>();
  const somethingCame = (): void => {
    for (const check of [...waiting]) {
      check();
    }
  };
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((done) => {
      const check = (): void => {
        if (condition()) {
          waiting.delete(check);
          done();
        }
      };
      waiting.add(check);
      check();
    });

  child.stderr!.on('data', (chunk) => log.push(String(chunk)));
  connection.onRequest((method, params) => {
    serverRequests.push(method);
    somethingCame();
    return method === 'workspace/configuration'
      ? (params as { items: { scopeUri?: string }[] }).items.map(({ scopeUri }) => settingsOf(settings, scopeUri))
      : null;
  });
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    log.push(message);
    somethingCame();
  });
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    somethingCame();
  });
  connection.onError(() => undefined);
  connection.listen();

  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: options.workspaceFolders?.map((uri) => ({ uri, name: uri })) ?? null,
    capabilities,
    // What one test has read must not help another one.
    initializationOptions: { cache: { maxBytes: 0 }, ...(initializationOptions as object) },
  });
  await connection.sendNotification('initialized', {});

  const client: LspClient = {
    process: child,
    connection,
    initialized,
    serverRequests,
    log,
    until,
    open: (uri, text, languageId = 'dockerfile') =>
      notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    change: (uri, version, contentChanges) =>
      notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges }),
    close: (uri) => notify('textDocument/didClose', { textDocument: { uri } }),
    setSettings(changed) {
      settings = changed;
      notify('workspace/didChangeConfiguration', { settings: { strata: changed } });
    },
    filesChanged: (...uris) =>
      notify('workspace/didChangeWatchedFiles', { changes: uris.map((uri) => ({ uri, type: 2 })) }),
    pull: (uri, previousResultId) =>
      connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
        textDocument: { uri },
        previousResultId,
      }),
    async diagnostics(uri) {
      const report = await client.pull(uri);
      if (report.kind !== 'full') {
        throw new Error('A report without a previous one must be full.');
      }
      return report.items;
    },
    async pushed(uri, wanted = () => true) {
      const find = () => published.findIndex((each) => each.uri === uri && wanted(each));
      await until(() => find() !== -1);
      return published.splice(find(), 1)[0]!;
    },
    async stop() {
      await connection.sendRequest('shutdown');
      notify('exit', undefined);
      return exited;
    },
    exitCode: () => exited,
  };

  function notify(method: string, params: unknown): void {
    void connection.sendNotification(method, params);
  }

  return client;
}

/** Settings that are a function differ by document. */
function settingsOf(settings: unknown, scopeUri: string | undefined): unknown {
  return (typeof settings === 'function' ? settings(scopeUri) : settings) ?? null;
}
