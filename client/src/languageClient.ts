import * as vscode from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { trustNotifications } from '../../server/src/protocol/trust';
import type { RulePages } from './rulePages';

/** The language server's process, as long as the extension is active. */
export class LanguageServer implements vscode.Disposable {
  readonly log: vscode.LogOutputChannel;
  private readonly client: LanguageClient;
  private readonly restarted = new vscode.EventEmitter<void>();
  private ready: Promise<void> | undefined;
  private runs = 0;

  /** Fires when a new process has taken over: whatever the old one knew is gone. */
  readonly onDidRestart = this.restarted.event;

  constructor(context: vscode.ExtensionContext, rulePages: RulePages) {
    this.log = vscode.window.createOutputChannel('Strata', { log: true });
    const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'main.server.js').fsPath;
    const run = { module, transport: TransportKind.ipc };
    this.client = new LanguageClient(
      'strata',
      'Strata',
      { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } } },
      clientOptions(this.log, rulePages, context),
    );
    this.client.onDidChangeState(({ newState }) => {
      if (newState === State.Running && ++this.runs > 1) {
        this.restarted.fire();
      }
    });
    context.subscriptions.push(
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.notify(trustNotifications.granted)),
    );
  }

  /** Starts the process; requests wait for it. A failed start is told to the user once, with the way to the log. */
  start(): void {
    this.ready = this.client.start();
    this.ready.catch((error: unknown) => this.tellFailure(error));
  }

  async restart(): Promise<void> {
    try {
      if (this.client.needsStart()) {
        this.ready = this.client.start();
        await this.ready;
      } else {
        await this.ready;
        await this.client.restart();
      }
    } catch (error) {
      await this.tellFailure(error);
    }
  }

  /** Sends a request once the server is up. Rejects when the server is not, or when `token` is cancelled. */
  async request<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R> {
    await this.ready;
    // An undefined token would be taken for a further parameter.
    return token ? this.client.sendRequest<R>(method, params, token) : this.client.sendRequest<R>(method, params);
  }

  /** Sends a notification once the server is up; where it is not, nobody needs it. */
  notify(method: string, params?: unknown): void {
    this.ready
      ?.then(() => this.client.sendNotification(method, params))
      .catch((error: unknown) => this.log.warn(String(error)));
  }

  /** Calls `listener` with the parameters of every notification of that name. */
  onNotification<P>(method: string, listener: (params: P) => void): vscode.Disposable {
    return this.client.onNotification(method, listener);
  }

  dispose(): void {
    this.restarted.dispose();
    // Stopping a client that is still starting or has failed to start throws; there is nothing left to stop then.
    this.client.dispose().catch(() => undefined);
    this.log.dispose();
  }

  private async tellFailure(error: unknown): Promise<void> {
    this.log.error(error instanceof Error ? error : String(error));
    const showLog = vscode.l10n.t('Show Log');
    const message = vscode.l10n.t('The Strata language server could not be started.');
    if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) {
      this.log.show();
    }
  }
}

function clientOptions(
  log: vscode.LogOutputChannel,
  rulePages: RulePages,
  context: vscode.ExtensionContext,
): LanguageClientOptions {
  return {
    documentSelector: ['file', 'untitled', 'vscode-vfs'].map((scheme) => ({ scheme, language: 'dockerfile' })),
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => ({
      ruleBaseUri: rulePages.baseUri,
      trusted: vscode.workspace.isTrusted,
      cache: cacheWish(context),
    }),
    markdown: { isTrusted: false, supportHtml: false },
  };
}

/** Where the server may keep what it has read of images, and how much. */
function cacheWish({ globalStorageUri }: vscode.ExtensionContext): object {
  const megabytes = vscode.workspace.getConfiguration('strata').get('cache.maxSize', 1000);
  return {
    ...(globalStorageUri.scheme === 'file' && { folder: globalStorageUri.fsPath }),
    maxBytes: megabytes * 1_000_000,
  };
}
