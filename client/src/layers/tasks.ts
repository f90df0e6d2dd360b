import * as vscode from 'vscode';
import type { ArchiveView } from '../../../server/src/protocol/images';
import type { LanguageServer } from '../languageClient';
import type { Archive, Archives } from './archives';

type Unfinished = { readonly kind: 'cancelled' | 'stale' } | { readonly kind: 'failed'; readonly message: string };

/** Milliseconds before work is worth a notification with a button to stop it. */
const patienceMs = 800;

/** Sends the longer requests about open archives, shows their progress, and lets the user stop them. */
export class ArchiveTasks {
  private started = 0;

  constructor(
    private readonly server: LanguageServer,
    private readonly archives: Archives,
  ) {}

  /**
   * Asks about an archive as it is shown. `title` stands above the progress, which is shown when it takes long.
   * An archive that has changed is read again and the answer is `stale`.
   */
  async run<Result>(
    archive: Archive,
    method: string,
    params: object,
    title: string,
    token?: vscode.CancellationToken,
  ): Promise<Result | Unfinished> {
    const { view } = archive;
    if (!view) {
      return { kind: 'stale' };
    }
    const cancellation = new vscode.CancellationTokenSource();
    token?.onCancellationRequested(() => cancellation.cancel());
    const progressToken = `task-${++this.started}`;
    const asked = this.ask<Result>(view, method, { ...params, progressToken }, cancellation.token);
    try {
      const first = await Promise.race([asked, pause(patienceMs)]);
      const result = first ?? (await this.showProgress(title, progressToken, cancellation, asked));
      if ((result as Unfinished).kind === 'stale' && archive.view === view) {
        void this.archives.refresh(archive);
      }
      return result;
    } finally {
      cancellation.dispose();
    }
  }

  private showProgress<T>(
    title: string,
    progressToken: string,
    cancellation: vscode.CancellationTokenSource,
    asked: Promise<T>,
  ): Thenable<T> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (report, stop) => {
      stop.onCancellationRequested(() => cancellation.cancel());
      let percent = 0;
      const listener = this.archives.onDidProgress(({ progressToken: token, done, total }) => {
        if (token === progressToken && total > 0) {
          const now = Math.min(100, (100 * done) / total);
          report.report({ increment: now - percent, message: `${Math.floor(now)} %` });
          percent = now;
        }
      });
      try {
        return await asked;
      } finally {
        listener.dispose();
      }
    });
  }

  private async ask<Result>(
    { handle, generation }: ArchiveView,
    method: string,
    params: object,
    token: vscode.CancellationToken,
  ): Promise<Result | Unfinished> {
    try {
      return await this.server.request<Result>(method, { handle, generation, ...params }, token);
    } catch (error) {
      if (token.isCancellationRequested) {
        return { kind: 'cancelled' };
      }
      this.server.log.error(error instanceof Error ? error : String(error));
      return { kind: 'failed', message: vscode.l10n.t('The language server did not answer; its log says why.') };
    }
  }
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
}
