import * as vscode from 'vscode';
import type { InsightTopic } from '../../../server/src/protocol/imageInsights';
import type { FoundView } from '../../../server/src/protocol/imageSearch';
import type { InsightNode, InsightsNode, PlaceNode, TopicNode } from './nodes';

interface TopicLook {
  readonly label: () => string;
  readonly icon: string;
  readonly tooltip: () => string;
}

export const topicLooks: Readonly<Record<InsightTopic, TopicLook>> = {
  wasted: {
    label: () => vscode.l10n.t('Wasted Space'),
    icon: 'trash',
    tooltip: () => vscode.l10n.t('Files that a later layer deletes or overwrites: they stay in the image.'),
  },
  largest: {
    label: () => vscode.l10n.t('Largest Files'),
    icon: 'sort-precedence',
    tooltip: () => vscode.l10n.t('The largest files of all layers, deleted ones too.'),
  },
  duplicates: {
    label: () => vscode.l10n.t('Duplicates'),
    icon: 'files',
    tooltip: () => vscode.l10n.t('Files with the same content. Files of equal size are read, which may take a while.'),
  },
  secrets: {
    label: () => vscode.l10n.t('Secret-Like Files'),
    icon: 'key',
    tooltip: () =>
      vscode.l10n.t('Files that look like keys or passwords, deleted ones first: who has the image can read them.'),
  },
};

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

/** A row of what stands out in an image. */
export function insightItem(node: InsightsNode | TopicNode | InsightNode | PlaceNode): vscode.TreeItem {
  switch (node.kind) {
    case 'insights': {
      const item = new vscode.TreeItem(vscode.l10n.t('Insights'), Collapsed);
      item.iconPath = new vscode.ThemeIcon('lightbulb');
      item.contextValue = 'insights';
      return item;
    }
    case 'topic': {
      const look = topicLooks[node.topic];
      const item = new vscode.TreeItem(look.label(), Collapsed);
      item.iconPath = new vscode.ThemeIcon(look.icon);
      item.contextValue = 'topic';
      return item;
    }
    case 'insight': {
      const { label, description, files, place } = node.view;
      const item = new vscode.TreeItem(label, files.length > 1 ? Collapsed : None);
      item.description = description;
      item.iconPath = placeIcon(place);
      item.contextValue = 'insight';
      item.accessibilityInformation = { label: `${label}, ${description}` };
      return files.length > 1 ? item : withReveal(item, node);
    }
    case 'place': {
      const item = new vscode.TreeItem(node.place.path, None);
      item.description = node.place.description;
      item.iconPath = placeIcon(node.place);
      item.contextValue = 'place';
      return withReveal(item, node);
    }
  }
}

function placeIcon(place: FoundView | null): vscode.ThemeIcon {
  return new vscode.ThemeIcon(place && !place.isVisible ? 'eye-closed' : 'file');
}

/** A click leads to the row in its layer. */
function withReveal(item: vscode.TreeItem, node: InsightNode | PlaceNode): vscode.TreeItem {
  item.command = { command: 'strata.revealInLayer', title: vscode.l10n.t('Show in Layer'), arguments: [node] };
  return item;
}
