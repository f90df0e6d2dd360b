import * as vscode from 'vscode';
import { type InsightsResult, imageInsightsRequests } from '../../../server/src/protocol/imageInsights';
import { imageRequests, type ListParams, type ListResult, type ProblemView } from '../../../server/src/protocol/images';
import {
  imageTooltipRequests,
  type TooltipParams,
  type TooltipResult,
} from '../../../server/src/protocol/imageTooltip';
import type { LanguageServer } from '../languageClient';
import type { Archive, Archives } from './archives';
import type { ExpandedRows } from './expandedRows';
import { topicLooks } from './insightItems';
import { itemOf, tooltipOf } from './items';
import {
  type ArchiveNode,
  archiveNode,
  archiveOf,
  type EntryNode,
  entryNodes,
  type FolderAddress,
  firstActions,
  fixedChildren,
  folderOf,
  type InsightNode,
  imageShownBy,
  insightNodes,
  type LayersNode,
  type MoreNode,
  problemNodes,
  type TopicNode,
} from './nodes';
import type { ArchiveTasks } from './tasks';

/** Rows of a folder are asked for this many at a time. */
const pageSize = 500;

/** What has been listed of a folder so far. */
interface Listing {
  readonly rows: EntryNode[];
  total: number;
  failure: string | undefined;
}

interface TopicListing {
  readonly rows: readonly InsightNode[];
  readonly total: number;
  readonly notes: readonly ProblemView[];
}

/**
 * The rows of the layer view: archives → images → layers → folders and files, listed as they are expanded.
 * `onLook` is called before the archives are listed, which happens only when the view is visible.
 */
export class LayersTree implements vscode.TreeDataProvider<LayersNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<LayersNode | undefined>();
  private readonly roots = new Map<Archive, ArchiveNode>();
  private readonly children = new WeakMap<LayersNode, LayersNode[]>();
  private listings = new WeakMap<LayersNode, Promise<Listing>>();
  private readonly topics = new WeakMap<TopicNode, TopicListing>();
  private readonly shownViews = new WeakMap<Archive, Archive['view']>();
  private readonly subscription: vscode.Disposable;
  private final = false;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly archives: Archives,
    private readonly server: LanguageServer,
    private readonly tasks: ArchiveTasks,
    private readonly expanded: ExpandedRows,
    private readonly extensionId: string,
    private readonly onLook: () => void,
  ) {
    this.subscription = archives.onDidChange((archive) => this.archiveChanged(archive));
  }

  /** Whether images show their final file system instead of their layers. */
  get showsFinal(): boolean {
    return this.final;
  }

  set showsFinal(value: boolean) {
    if (value !== this.final) {
      this.final = value;
      this.forgetRows();
      this.changed.fire(undefined);
    }
  }

  /** The row of an archive, for revealing it. */
  rootOf(archive: Archive): ArchiveNode {
    const known = this.roots.get(archive);
    const node = known ?? archiveNode(archive);
    this.roots.set(archive, node);
    return node;
  }

  getTreeItem(node: LayersNode): vscode.TreeItem {
    const item = itemOf(node, this.final);
    item.collapsibleState = this.expanded.stateOf(
      node.id,
      item.collapsibleState ?? vscode.TreeItemCollapsibleState.None,
    );
    return item;
  }

  /** The row of a path in a layer, with everything above it listed; undefined when there is none. */
  async rowAt(
    archive: Archive,
    image: number,
    layer: number,
    rowIds: readonly string[],
  ): Promise<LayersNode | undefined> {
    const root = this.rootOf(archive);
    const top = imageShownBy(root)
      ? root
      : await this.childOf(root, (row) => row.kind === 'image' && row.image.index === image);
    let node = top && (await this.childOf(top, (row) => row.kind === 'layer' && row.layer.index === layer));
    for (const id of rowIds) {
      node = node && (await this.childOf(node, (row) => row.kind === 'entry' && row.entry.id === id));
    }
    return node;
  }

  private async childOf(parent: LayersNode, isWanted: (row: LayersNode) => boolean): Promise<LayersNode | undefined> {
    for (;;) {
      const rows = await this.getChildren(parent);
      const found = rows.find(isWanted);
      const more = rows.at(-1);
      if (found || more?.kind !== 'more') {
        return found;
      }
      await this.loadMore(more);
    }
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    node: LayersNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    const ofEntry = node.kind === 'entry' ? await this.entryTooltip(node, token) : undefined;
    item.tooltip = tooltipOf(node, this.extensionId, ofEntry);
    return item;
  }

  getParent(node: LayersNode): LayersNode | undefined {
    return node.parent;
  }

  async getChildren(node?: LayersNode): Promise<LayersNode[]> {
    if (!node) {
      this.onLook();
      const roots = this.archives.list().map((archive) => this.rootOf(archive));
      return roots.length > 0 ? roots : [...firstActions];
    }
    if (node.kind === 'topic') {
      return this.insights(node);
    }
    const folder = folderOf(node, this.final);
    return folder ? [...this.fixedRows(node), ...(await this.listedRows(node, folder))] : this.fixedRows(node);
  }

  /** Asks for the next rows of the folder in which a "Load more" row stands. */
  async loadMore({ parent }: MoreNode): Promise<void> {
    if (parent.kind === 'topic') {
      await this.addInsights(parent);
      this.changed.fire(parent);
      return;
    }
    const folder = folderOf(parent, this.final);
    const listing = await this.listings.get(parent);
    if (folder && listing) {
      await this.addPage(listing, parent, folder);
      this.changed.fire(parent);
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private fixedRows(node: LayersNode): LayersNode[] {
    const known = this.children.get(node);
    const rows = known ?? fixedChildren(node, this.final);
    this.children.set(node, rows);
    return rows;
  }

  private async listedRows(node: LayersNode, folder: FolderAddress): Promise<LayersNode[]> {
    const listing = await this.listing(node, folder);
    if (listing.failure !== undefined) {
      return [...listing.rows, ...problemNodes(node, [{ severity: 'error', code: 'list', message: listing.failure }])];
    }
    const shown = listing.rows.length;
    const more: MoreNode = { kind: 'more', id: `${node.id}/more`, parent: node, shown, total: listing.total };
    return shown < listing.total ? [...listing.rows, more] : listing.rows;
  }

  private listing(node: LayersNode, folder: FolderAddress): Promise<Listing> {
    const known = this.listings.get(node);
    const listing = known ?? this.addPage({ rows: [], total: 0, failure: undefined }, node, folder);
    this.listings.set(node, listing);
    return listing;
  }

  private async addPage(listing: Listing, node: LayersNode, folder: FolderAddress): Promise<Listing> {
    const archive = archiveOf(node);
    const view = archive?.view;
    if (!view) {
      return listing;
    }
    const { handle, generation } = view;
    const result = await this.list({ handle, generation, ...folder, offset: listing.rows.length, limit: pageSize });
    if (result.kind === 'page') {
      listing.rows.push(...entryNodes(node, folder, result.rows));
      listing.total = result.rows.length === 0 ? listing.rows.length : result.total;
      listing.failure = undefined;
    } else if (result.kind === 'failed') {
      listing.failure = result.message;
    } else if (archive.view === view) {
      listing.failure = vscode.l10n.t('The archive has changed and is being read again.');
      void this.archives.refresh(archive);
    }
    return listing;
  }

  private async insights(node: TopicNode): Promise<LayersNode[]> {
    const known = this.topics.get(node) ?? (await this.addInsights(node));
    const shown = known.rows.length;
    const more: MoreNode = { kind: 'more', id: `${node.id}/more`, parent: node, shown, total: known.total };
    return [...problemNodes(node, known.notes), ...known.rows, ...(shown < known.total ? [more] : [])];
  }

  /** Asks for the next insights. What was stopped is asked for again the next time that the row is opened. */
  private async addInsights(node: TopicNode): Promise<TopicListing> {
    const known = this.topics.get(node) ?? { rows: [], total: 0, notes: [] };
    const archive = archiveOf(node);
    if (!archive) {
      return known;
    }
    const params = { image: node.image.index, topic: node.topic, offset: known.rows.length, limit: pageSize };
    const title = topicLooks[node.topic].label();
    const result = await this.tasks.run<InsightsResult>(archive, imageInsightsRequests.insights, params, title);
    if (result.kind === 'page') {
      const rows = [...known.rows, ...insightNodes(node, result.rows, known.rows.length)];
      const notes: ProblemView[] =
        result.summary === '' ? [] : [{ severity: 'info', code: 'summary', message: result.summary }];
      const listing = { rows, total: result.total, notes };
      this.topics.set(node, listing);
      return listing;
    }
    const message =
      result.kind === 'failed' ? result.message : vscode.l10n.t('Stopped. Collapse and expand the row to start again.');
    return { ...known, notes: [{ severity: 'info', code: 'stopped', message }] };
  }

  /** Undefined when the server has none, or the archive is being read again. */
  private async entryTooltip(node: EntryNode, token: vscode.CancellationToken): Promise<string | undefined> {
    const view = archiveOf(node)?.view;
    if (!view) {
      return undefined;
    }
    const { handle, generation } = view;
    const { image, layer } = node.folder;
    const params: TooltipParams = { handle, generation, image, layer, row: node.entry.id };
    try {
      const result = await this.server.request<TooltipResult>(imageTooltipRequests.tooltip, params, token);
      return result.kind === 'tooltip' ? result.text : undefined;
    } catch (error) {
      this.server.log.error(error instanceof Error ? error : String(error));
      return undefined;
    }
  }

  private async list(params: ListParams): Promise<ListResult> {
    try {
      return await this.server.request<ListResult>(imageRequests.list, params);
    } catch (error) {
      this.server.log.error(error instanceof Error ? error : String(error));
      return { kind: 'failed', message: vscode.l10n.t('The folder could not be listed; the log says why.') };
    }
  }

  private archiveChanged(archive: Archive | undefined): void {
    if (!archive) {
      const open = new Set(this.archives.list());
      for (const known of this.roots.keys()) {
        if (!open.has(known)) {
          this.roots.delete(known);
        }
      }
      this.changed.fire(undefined);
      return;
    }
    const root = this.rootOf(archive);
    if (this.shownViews.get(archive) !== archive.view) {
      // Everything below is made anew; the ids stay, so expanded rows stay expanded.
      this.shownViews.set(archive, archive.view);
      this.children.delete(root);
      this.listings.delete(root);
    }
    this.changed.fire(root);
  }

  private forgetRows(): void {
    for (const root of this.roots.values()) {
      this.children.delete(root);
      this.listings.delete(root);
    }
    this.listings = new WeakMap();
  }
}
