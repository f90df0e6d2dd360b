import * as vscode from 'vscode';
import type { EntryChange, EntryView } from '../../../server/src/protocol/images';

/** Rows of the layer view have URIs of this scheme, so that the decorations below touch nothing else. */
const scheme = 'strata-layer';

interface Look {
  readonly letter: string;
  readonly color: string;
  readonly tooltip: () => string;
}

const looks: Record<EntryChange, Look> = {
  added: { letter: 'A', color: 'strata.addedForeground', tooltip: () => vscode.l10n.t('Added by this layer') },
  modified: { letter: 'M', color: 'strata.modifiedForeground', tooltip: () => vscode.l10n.t('Modified by this layer') },
  metadata: {
    letter: 'P',
    color: 'strata.metadataForeground',
    tooltip: () => vscode.l10n.t('Only mode, owner or attributes changed: the whole file is stored again'),
  },
  deleted: {
    letter: 'D',
    color: 'strata.deletedForeground',
    tooltip: () => vscode.l10n.t('Deleted by this layer; the bytes stay in the layer below'),
  },
  opaque: {
    letter: 'O',
    color: 'strata.opaqueForeground',
    tooltip: () => vscode.l10n.t('Opaque: hides everything that lower layers have in this folder'),
  },
};

/** The URI under which a row is decorated and by whose name VS Code chooses the file icon. */
export function resourceUriOf(entry: EntryView): vscode.Uri {
  // A URI without an authority must not begin with two slashes.
  const path = `/${entry.path.replace(/^\/+/, '')}`;
  return vscode.Uri.from({ scheme, path, query: entry.change ?? '' });
}

/** The colour of a kind of change, for icons. */
export function colorOf(change: EntryChange): vscode.ThemeColor {
  return new vscode.ThemeColor(looks[change].color);
}

/** Marks the rows of the layer view with a letter and a colour, as source control does. */
export function registerDecorations(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration(uri) {
      const look = uri.scheme === scheme ? looks[uri.query as EntryChange] : undefined;
      return look && new vscode.FileDecoration(look.letter, look.tooltip(), new vscode.ThemeColor(look.color));
    },
  });
}
