import * as vscode from 'vscode';
import type { EntryView, ImageView, ProblemView } from '../../../server/src/protocol/images';
import type { Archive } from './archives';
import { colorOf, resourceUriOf } from './decorations';
import { explanationOf } from './explanations';
import { insightItem, topicLooks } from './insightItems';
import { type ActionNode, folderOf, imageShownBy, type LayersNode, type MoreNode } from './nodes';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** How a row looks. The tooltip is not part of it: it is asked for when the mouse rests on the row. */
export function itemOf(node: LayersNode, showFinal: boolean): vscode.TreeItem {
  const item = appearanceOf(node, showFinal);
  item.id = node.id;
  return item;
}

/**
 * Undefined where the row says it all. `extensionId` is for the link to the page that explains it, `entryTooltip` the
 * server's words, as Markdown, about the row of a file or folder.
 */
export function tooltipOf(
  node: LayersNode,
  extensionId: string,
  entryTooltip: string | undefined,
): string | vscode.MarkdownString | undefined {
  const tooltip = ownTooltipOf(node, entryTooltip);
  if (!(tooltip instanceof vscode.MarkdownString)) {
    return tooltip;
  }
  return tooltip.appendMarkdown(explanationOf(node, extensionId));
}

function ownTooltipOf(node: LayersNode, entryTooltip: string | undefined): string | vscode.MarkdownString | undefined {
  switch (node.kind) {
    case 'archive': {
      const image = imageShownBy(node);
      const parts = [node.archive.view?.tooltip ?? node.archive.failure, image?.tooltip];
      return markdown(parts.filter((part) => part !== undefined).join('\n\n'));
    }
    case 'image':
      return markdown(node.image.tooltip);
    case 'layer':
      return markdown(node.layer.tooltip);
    case 'entry':
      return entryTooltip === undefined ? node.entry.path : markdown(entryTooltip);
    case 'insight':
      return markdown(node.view.tooltip);
    case 'topic':
      return markdown(topicLooks[node.topic].tooltip());
    case 'place':
      return node.place.path;
    case 'problem':
      return node.problem.message;
    case 'insights':
    case 'more':
    case 'action':
      return undefined;
  }
}

function appearanceOf(node: LayersNode, showFinal: boolean): vscode.TreeItem {
  switch (node.kind) {
    case 'archive':
      return archiveItem(node.archive, imageShownBy(node));
    case 'image': {
      const item = new vscode.TreeItem(node.image.label, Collapsed);
      item.description = node.image.description;
      item.iconPath = iconWith(problemsOf(node.image), 'layers');
      item.contextValue = 'image';
      return item;
    }
    case 'layer': {
      const expandable = node.layer.hasEntries || node.layer.problems.length > 0;
      // The size comes first: an instruction is as long as it likes and would push it out of sight.
      const item = new vscode.TreeItem(node.layer.description, expandable ? Collapsed : None);
      item.description = node.layer.label;
      item.iconPath = iconWith(node.layer.problems, 'layers');
      item.contextValue = 'layer';
      item.accessibilityInformation = { label: node.layer.accessibleLabel };
      return item;
    }
    case 'entry': {
      // An empty folder can be opened as well: in many icon themes the arrow is all that makes it a folder.
      const expandable = node.entry.kind === 'directory' || folderOf(node, showFinal) !== undefined;
      const item = new vscode.TreeItem(node.entry.label, expandable ? Collapsed : None);
      item.description = node.entry.description;
      item.resourceUri = resourceUriOf(node.entry);
      item.iconPath = entryIcon(node.entry);
      item.contextValue = node.entry.kind;
      item.accessibilityInformation = { label: node.entry.accessibleLabel };
      return item;
    }
    case 'insights':
    case 'topic':
    case 'insight':
    case 'place':
      return insightItem(node);
    case 'problem':
      return problemItem(node.problem);
    case 'more':
      return moreItem(node);
    case 'action':
      return actionItem(node);
  }
}

function archiveItem(archive: Archive, image: { label: string; description: string } | undefined): vscode.TreeItem {
  const { view, reading, failure } = archive;
  // Open from the start: VS Code would keep a row closed that gets children only when the archive has been read.
  const item = new vscode.TreeItem(view?.label ?? nameOf(archive.uri), failure === undefined ? Expanded : None);
  item.contextValue = reading ? 'archiveReading' : 'archive';
  if (reading) {
    item.iconPath = new vscode.ThemeIcon('loading~spin');
    item.description = progressText(reading.progress);
  } else if (failure !== undefined) {
    item.iconPath = problemIcons.error;
    item.description = failure;
    item.accessibilityInformation = { label: `${nameOf(archive.uri)}, ${failure}` };
  } else {
    item.iconPath = iconWith([...(view?.problems ?? []), ...(view?.images ?? []).flatMap(problemsOf)], 'package');
    item.description = image ? `${image.description} · ${image.label}` : (view?.description ?? '');
  }
  return item;
}

function progressText(progress: NonNullable<Archive['reading']>['progress']): string {
  if (!progress) {
    return vscode.l10n.t('Reading…');
  }
  const percent = progress.total > 0 ? ` · ${Math.floor((100 * progress.done) / progress.total)} %` : '';
  return `${progress.message}${percent}`;
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').findLast((part) => part !== '') ?? uri.path;
}

function entryIcon(entry: EntryView): vscode.ThemeIcon {
  switch (entry.kind) {
    case 'directory':
      return vscode.ThemeIcon.Folder;
    case 'file':
      return vscode.ThemeIcon.File;
    case 'symlink':
      return new vscode.ThemeIcon('file-symlink-file');
    case 'whiteout':
      return new vscode.ThemeIcon('trash', colorOf('deleted'));
    default:
      return new vscode.ThemeIcon('plug');
  }
}

const problemIcons: Record<ProblemView['severity'], vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
  info: new vscode.ThemeIcon('info'),
};

/** All problems of an image, so that its row tells of them while it is closed. */
function problemsOf(image: ImageView): readonly ProblemView[] {
  return [...image.problems, ...image.layers.flatMap((layer) => layer.problems)];
}

/** The usual icon of a row, or that of the worst problem; a mere note changes nothing. */
function iconWith(problems: readonly ProblemView[], usual: string): vscode.ThemeIcon {
  const severities = new Set(problems.map(({ severity }) => severity));
  const worst = severities.has('error') ? 'error' : severities.has('warning') ? 'warning' : undefined;
  return worst ? problemIcons[worst] : new vscode.ThemeIcon(usual);
}

function problemItem(problem: ProblemView): vscode.TreeItem {
  const item = new vscode.TreeItem(problem.message, None);
  item.iconPath = problemIcons[problem.severity];
  item.contextValue = 'problem';
  return item;
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const title = vscode.l10n.t('Load more…');
  const item = new vscode.TreeItem(title, None);
  item.description = vscode.l10n.t('{0} of {1} shown', node.shown, node.total);
  item.iconPath = new vscode.ThemeIcon('more');
  item.contextValue = 'more';
  item.command = { command: 'strata.loadMore', title, arguments: [node] };
  return item;
}

function actionItem({ command }: ActionNode): vscode.TreeItem {
  const opensFile = command === 'strata.openArchive';
  const title = opensFile ? vscode.l10n.t('Open Image Archive…') : vscode.l10n.t('Open Image Folder…');
  const item = new vscode.TreeItem(title, None);
  item.iconPath = new vscode.ThemeIcon(opensFile ? 'folder-opened' : 'folder');
  item.contextValue = 'action';
  item.command = { command, title };
  return item;
}

/** Names in archives may look like Markdown links or HTML; nothing in them is trusted. */
function markdown(text: string): vscode.MarkdownString | undefined {
  return text === '' ? undefined : new vscode.MarkdownString(text);
}
