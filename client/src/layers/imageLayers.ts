import * as vscode from 'vscode';
import type { FoundView } from '../../../server/src/protocol/imageSearch';
import type { LanguageServer } from '../languageClient';
import { type Archive, Archives } from './archives';
import { clearCache } from './cache';
import { registerDecorations } from './decorations';
import { dropController } from './dropController';
import { ExpandedRows } from './expandedRows';
import { exportRow } from './exportRows';
import { findInImage } from './findInImage';
import { LayersTree } from './layersTree';
import {
  type ArchiveNode,
  archiveOf,
  type ImageNode,
  type InsightNode,
  imageShownBy,
  type LayersNode,
  type MoreNode,
  type PlaceNode,
} from './nodes';
import { askForArchives, askForFolder, urisOfSelection } from './open';
import { ArchiveTasks } from './tasks';
import { verifyImage } from './verifyImage';
import { watchArchive } from './watch';

const viewId = 'strata.layers';
const showsFinalKey = 'strata.layers.showsFinal';
const archivesKey = 'strata.layers.archives';

/** The view "Image Layers": its rows, its commands, and what it remembers from one window to the next. */
export class ImageLayers implements vscode.Disposable {
  readonly archives: Archives;
  readonly tree: LayersTree;
  readonly tasks: ArchiveTasks;
  private readonly view: vscode.TreeView<LayersNode>;
  private readonly watchers = new Map<Archive, vscode.Disposable>();
  private readonly disposables: vscode.Disposable[];
  private reopened = false;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: LanguageServer,
  ) {
    this.archives = new Archives(server);
    this.tasks = new ArchiveTasks(server, this.archives);
    const expanded = new ExpandedRows(context.workspaceState);
    this.tree = new LayersTree(this.archives, server, this.tasks, expanded, context.extension.id, () => this.reopen());
    this.tree.showsFinal = context.workspaceState.get(showsFinalKey, false);
    this.view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this.tree,
      dragAndDropController: dropController((uris) => this.open(uris)),
      showCollapseAll: true,
    });
    expanded.watch(this.view);
    this.disposables = [
      this.archives,
      this.tree,
      expanded,
      this.view,
      registerDecorations(),
      this.archives.onDidChange((archive) => archive ?? this.listChanged()),
      ...this.registerCommands(),
    ];
    this.showState();
  }

  /** The row that is chosen. */
  get selection(): LayersNode | undefined {
    return this.view.selection[0];
  }

  /** Shows archives in the view and settles when they have been read. */
  async open(uris: readonly vscode.Uri[]): Promise<void> {
    this.reopen();
    await Promise.all(uris.map((uri) => this.openOne(uri)));
  }

  /** Switches between layers and final file system. */
  async showFinal(final: boolean): Promise<void> {
    this.tree.showsFinal = final;
    this.showState();
    await this.context.workspaceState.update(showsFinalKey, final);
  }

  dispose(): void {
    vscode.Disposable.from(...this.watchers.values(), ...this.disposables).dispose();
  }

  private async openOne(uri: vscode.Uri): Promise<void> {
    const reading = this.withProgress(this.archives.open(uri));
    const known = this.archives.list().find((archive) => archive.id === uri.toString());
    if (known) {
      await this.reveal(known);
    }
    const archive = await reading;
    if (this.archives.list().includes(archive)) {
      await this.reveal(archive);
    }
  }

  /** Brings the view forward. A tree that is being refreshed may not know the row yet; it shows it all the same. */
  private async reveal(archive: Archive): Promise<void> {
    try {
      const expand = archive.view !== undefined;
      await this.view.reveal(this.tree.rootOf(archive), { select: true, focus: false, expand });
    } catch (error) {
      this.server.log.debug(String(error));
    }
  }

  private withProgress<T>(task: Promise<T>): Thenable<T> {
    return vscode.window.withProgress({ location: { viewId } }, () => task);
  }

  /** Opens what was open when this workspace was last closed; once, and not before someone looks. */
  private reopen(): void {
    if (this.reopened) {
      return;
    }
    const remembered = this.remembered();
    this.reopened = true;
    const reading = remembered.map((uri) => this.archives.open(vscode.Uri.parse(uri)));
    if (reading.length > 0) {
      void this.withProgress(Promise.all(reading));
    }
  }

  /** Archives that were open when this workspace was last closed and have not been opened again yet. */
  private remembered(): string[] {
    return this.reopened ? [] : this.context.workspaceState.get<string[]>(archivesKey, []);
  }

  private listChanged(): void {
    const open = new Set(this.archives.list());
    for (const archive of open) {
      if (!this.watchers.has(archive)) {
        this.watchers.set(
          archive,
          watchArchive(archive.uri, () => this.refresh(archive)),
        );
      }
    }
    for (const [archive, watcher] of this.watchers) {
      if (!open.has(archive)) {
        this.watchers.delete(archive);
        watcher.dispose();
      }
    }
    this.showState();
    void this.context.workspaceState.update(
      archivesKey,
      [...open].map((archive) => archive.id),
    );
  }

  private refresh(archive: Archive): void {
    void this.withProgress(this.archives.refresh(archive));
  }

  /** Brings buttons and the words above the rows in line with what is open. */
  private showState(): void {
    const hasArchives = this.archives.list().length + this.remembered().length > 0;
    void vscode.commands.executeCommand('setContext', showsFinalKey, this.tree.showsFinal);
    void vscode.commands.executeCommand('setContext', 'strata.layers.hasArchives', hasArchives);
    // An empty message takes the place above the rows away; the API's type does not allow undefined here.
    this.view.message = hasArchives ? '' : welcome();
  }

  private registerCommands(): vscode.Disposable[] {
    const commands: Record<string, (...args: never[]) => unknown> = {
      'strata.openArchive': async () => this.open((await askForArchives()) ?? []),
      'strata.openImageFolder': async () => this.open((await askForFolder()) ?? []),
      'strata.openAsLayers': (clicked: unknown, selected: unknown) => this.open(urisOfSelection(clicked, selected)),
      'strata.closeArchive': (node?: ArchiveNode) => this.archiveMeant(node, (archive) => this.archives.close(archive)),
      'strata.closeAllArchives': () => this.archives.closeAll(),
      'strata.refreshArchives': () => this.withProgress(this.archives.refreshAll()),
      'strata.refreshArchive': (node?: ArchiveNode) => this.archiveMeant(node, (archive) => this.refresh(archive)),
      'strata.cancelReading': (node?: ArchiveNode) =>
        this.archiveMeant(node, (archive) => this.archives.cancelReading(archive)),
      'strata.showFinalFileSystem': () => this.showFinal(true),
      'strata.showLayers': () => this.showFinal(false),
      'strata.loadMore': (node: MoreNode) => this.tree.loadMore(node),
      'strata.export': (node?: LayersNode) => this.exportRow(node),
      'strata.exportFinalFileSystem': (node?: ArchiveNode) => this.exportFinal(node),
      'strata.findInImage': (node?: LayersNode) => this.find(node),
      'strata.verifyDigests': (node?: LayersNode) => this.verify(node),
      'strata.clearCache': () => clearCache(this.server),
      'strata.revealInLayer': (node: InsightNode | PlaceNode) => this.revealPlace(node),
    };
    return Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run));
  }

  /** The archive of the row that a command was called on; from the palette, the selected one, or the user says which. */
  private async archiveMeant(node: ArchiveNode | undefined, act: (archive: Archive) => unknown): Promise<void> {
    const archive = node?.archive ?? this.selectedArchive() ?? (await this.askForArchive());
    if (archive) {
      await act(archive);
    }
  }

  private async exportRow(node: LayersNode | undefined): Promise<void> {
    const row = node ?? this.selection;
    await (row ? exportRow(row, this.tasks, this.server.log) : this.exportFinal(undefined));
  }

  private async exportFinal(node: ArchiveNode | ImageNode | undefined): Promise<void> {
    const row = node ?? (await this.imageRow(undefined));
    if (row) {
      await exportRow(row, this.tasks, this.server.log);
    }
  }

  private async verify(node: LayersNode | undefined): Promise<void> {
    const row = await this.imageRow(node ?? this.selection);
    if (row) {
      await verifyImage(row, this.tasks, this.server.log);
    }
  }

  private async find(node: LayersNode | undefined): Promise<void> {
    const row = await this.imageRow(node ?? this.selection);
    const image = row && imageShownBy(row);
    const archive = row && archiveOf(row);
    if (archive && image) {
      findInImage(archive, image, this.tasks, (found) => this.revealFound(archive, image.index, found));
    }
  }

  /** The row of the image that a row belongs to; the user says which where there are several. */
  private async imageRow(node: LayersNode | undefined): Promise<ArchiveNode | ImageNode | undefined> {
    for (let row = node; row; row = row.parent) {
      if ((row.kind === 'archive' || row.kind === 'image') && imageShownBy(row)) {
        return row;
      }
    }
    const archive = (node && archiveOf(node)) ?? (await this.askForArchive());
    if (!archive?.view) {
      return undefined;
    }
    const root = this.tree.rootOf(archive);
    if (imageShownBy(root)) {
      return root;
    }
    const rows = (await this.tree.getChildren(root)).filter((row) => row.kind === 'image');
    const items = rows.map((row) => ({ label: row.image.label, description: row.image.description, row }));
    return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which image?') }))?.row;
  }

  private async revealPlace(node: InsightNode | PlaceNode): Promise<void> {
    const archive = archiveOf(node);
    const found = node.kind === 'place' ? node.place : node.view.place;
    if (archive && found) {
      await this.revealFound(archive, node.image.index, found);
    }
  }

  private async revealFound(archive: Archive, image: number, { layer, rowIds }: FoundView): Promise<void> {
    if (this.tree.showsFinal) {
      await this.showFinal(false);
    }
    const row = await this.withProgress(this.tree.rowAt(archive, image, layer, rowIds));
    if (row) {
      await this.view.reveal(row, { select: true, focus: true, expand: false });
    }
  }

  private async askForArchive(): Promise<Archive | undefined> {
    const archives = this.archives.list();
    if (archives.length < 2) {
      return archives[0];
    }
    const items = archives.map((archive) => ({ label: vscode.workspace.asRelativePath(archive.uri), archive }));
    const placeHolder = vscode.l10n.t('Which image archive?');
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.archive;
  }

  private selectedArchive(): Archive | undefined {
    const node = this.selection;
    return node && archiveOf(node);
  }
}

function welcome(): string {
  return vscode.l10n.t(
    'See which layers a saved image has, what is in them, and which bytes they waste. Open what docker save or podman save has written, or drop it here.',
  );
}
