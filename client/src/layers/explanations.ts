import * as vscode from 'vscode';
import type { LayersNode } from './nodes';

/** The section of the page about layers that explains what a row shows; undefined where it needs no words. */
export function sectionFor(node: LayersNode): string | undefined {
  switch (node.kind) {
    case 'image':
    case 'archive':
      return '#image-and-container-layer';
    case 'layer':
      return '#layer';
    case 'topic':
    case 'insight':
      return '#deleting-later-frees-nothing';
    case 'entry':
      return node.entry.change ? sections[node.entry.change] : undefined;
    default:
      return undefined;
  }
}

const sections: Readonly<Record<string, string | undefined>> = {
  modified: '#copy-on-write',
  metadata: '#copy-on-write',
  deleted: '#whiteout',
  opaque: '#opaque-directory',
};

/** A line for the end of a tooltip. The address opens the page inside this editor. */
export function explanationOf(node: LayersNode, extensionId: string): string {
  const section = sectionFor(node);
  const address = `${vscode.env.uriScheme}://${extensionId}/layers${section ?? ''}`;
  return section ? `\n\n[${vscode.l10n.t('What does this mean?')}](${address})` : '';
}
