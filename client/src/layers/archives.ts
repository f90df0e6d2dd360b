import * as vscode from 'vscode';
import {
  type ArchiveView,
  type ImageProgress,
  imageNotifications,
  imageRequests,
  type OpenImageParams,
  type OpenImageResult,
} from '../../../server/src/protocol/images';
import type { LanguageServer } from '../languageClient';

/** An archive in the view, from the moment the user asked for it. */
export interface Archive {
  /** The URI as text. */
  readonly id: string;
  readonly uri: vscode.Uri;
  /** What can be shown; it stays while the archive is read again. */
  readonly view: ArchiveView | undefined;
  /** Set while the archive is being read. */
  readonly reading: { readonly progress: ImageProgress | undefined } | undefined;
  /** Why nothing can be shown. */
  readonly failure: string | undefined;
}

type ArchiveState = { -readonly [Key in keyof Archive]: Archive[Key] };

interface Entry {
  readonly archive: ArchiveState;
  readonly progressToken: string;
  reading: vscode.CancellationTokenSource | undefined;
}

/** Progress reaches the view at most this often. */
const progressIntervalMs = 150;

/** All archives of the view, in the order of opening, and their life on the server. */
export class Archives implements vscode.Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly changed = new vscode.EventEmitter<Archive | undefined>();
  private readonly progressed = new vscode.EventEmitter<ImageProgress>();
  private readonly disposables: vscode.Disposable[];
  private opened = 0;
  private progressShownAt = 0;

  /** Fires with the archive that looks different now, with undefined when the list itself has changed. */
  readonly onDidChange = this.changed.event;
  /** Fires for everything that takes long, also for work on archives that are open. */
  readonly onDidProgress = this.progressed.event;

  constructor(private readonly server: LanguageServer) {
    this.disposables = [
      this.changed,
      this.progressed,
      server.onNotification<ImageProgress>(imageNotifications.progress, (progress) => this.showProgress(progress)),
      server.onDidRestart(() => this.refreshAll()),
    ];
  }

  list(): readonly Archive[] {
    return [...this.entries.values()].map((entry) => entry.archive);
  }

  /** Adds the archive to the view, or reads it again when it is there already. Settles when it has been read. */
  async open(uri: vscode.Uri): Promise<Archive> {
    const known = this.entries.get(uri.toString());
    const entry = known ?? this.add(uri);
    await this.read(entry);
    return entry.archive;
  }

  /** Reads an archive again; one that has been closed meanwhile stays closed. */
  async refresh(archive: Archive): Promise<void> {
    const entry = this.entries.get(archive.id);
    if (entry) {
      await this.read(entry);
    }
  }

  async refreshAll(): Promise<void> {
    await Promise.all([...this.entries.values()].map((entry) => this.read(entry)));
  }

  /** Stops reading. An archive of which nothing is known yet leaves the view. */
  cancelReading(archive: Archive): void {
    if (archive.view || archive.failure) {
      this.entries.get(archive.id)?.reading?.cancel();
    } else {
      this.close(archive);
    }
  }

  /** Takes an archive out of the view and frees what the server holds of it. */
  close(archive: Archive): void {
    const entry = this.entries.get(archive.id);
    if (!entry) {
      return;
    }
    this.entries.delete(archive.id);
    entry.reading?.cancel();
    if (archive.view) {
      this.release(archive.view);
    }
    this.changed.fire(undefined);
  }

  closeAll(): void {
    for (const archive of this.list()) {
      this.close(archive);
    }
  }

  dispose(): void {
    for (const entry of this.entries.values()) {
      entry.reading?.cancel();
    }
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private add(uri: vscode.Uri): Entry {
    const archive = { id: uri.toString(), uri, view: undefined, reading: undefined, failure: undefined };
    const entry: Entry = { archive, progressToken: `layers-${++this.opened}`, reading: undefined };
    this.entries.set(archive.id, entry);
    this.changed.fire(undefined);
    return entry;
  }

  private async read(entry: Entry): Promise<void> {
    entry.reading?.cancel();
    const cancellation = new vscode.CancellationTokenSource();
    entry.reading = cancellation;
    entry.archive.reading = { progress: undefined };
    this.changed.fire(entry.archive);
    const result = await this.requestOpen(entry, cancellation.token);
    const isLatest = entry.reading === cancellation;
    cancellation.dispose();
    if (!isLatest) {
      return;
    }
    entry.reading = undefined;
    entry.archive.reading = undefined;
    const closedMeanwhile = this.entries.get(entry.archive.id) !== entry;
    if (closedMeanwhile) {
      if (result?.kind === 'opened') {
        this.release(result.archive);
      }
      return;
    }
    if (result) {
      entry.archive.view = result.kind === 'opened' ? result.archive : undefined;
      entry.archive.failure = result.kind === 'failed' ? result.message : undefined;
    }
    this.changed.fire(entry.archive);
  }

  /** Undefined when the user has cancelled. */
  private async requestOpen(entry: Entry, token: vscode.CancellationToken): Promise<OpenImageResult | undefined> {
    const params: OpenImageParams = { uri: entry.archive.id, progressToken: entry.progressToken };
    try {
      const result = await this.server.request<OpenImageResult>(imageRequests.open, params, token);
      return token.isCancellationRequested && result.kind === 'failed' ? undefined : result;
    } catch (error) {
      return token.isCancellationRequested ? undefined : { kind: 'failed', message: this.explain(error) };
    }
  }

  /** Nobody waits for the answer; a server that is gone has freed everything anyway. */
  private release({ handle, generation }: ArchiveView): void {
    this.server.request(imageRequests.close, { handle, generation }).catch((error) => this.explain(error));
  }

  private showProgress(progress: ImageProgress): void {
    this.progressed.fire(progress);
    const entry = [...this.entries.values()].find((each) => each.progressToken === progress.progressToken);
    if (!entry?.archive.reading) {
      return;
    }
    entry.archive.reading = { progress };
    if (Date.now() - this.progressShownAt >= progressIntervalMs) {
      this.progressShownAt = Date.now();
      this.changed.fire(entry.archive);
    }
  }

  /** Logs a rejected request and says it in a sentence for the view. */
  private explain(error: unknown): string {
    this.server.log.error(error instanceof Error ? error : String(error));
    return vscode.l10n.t('The language server did not answer; its log says why.');
  }
}
