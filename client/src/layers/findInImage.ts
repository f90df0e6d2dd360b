import * as vscode from 'vscode';
import { type FindResult, type FoundView, imageSearchRequests } from '../../../server/src/protocol/imageSearch';
import type { ImageView } from '../../../server/src/protocol/images';
import type { Archive } from './archives';
import type { ArchiveTasks } from './tasks';

interface FoundItem extends vscode.QuickPickItem {
  readonly found?: FoundView;
}

type Kind = 'text' | 'glob' | 'regexp';

/** Rows that are shown; who needs more says more of the name. */
const mostShown = 200;
/** Milliseconds without a key before a search begins. */
const restMs = 120;

/** Asks for a name and shows where in the layers it is while it is typed; `reveal` gets what was chosen. */
export function findInImage(
  archive: Archive,
  image: ImageView,
  tasks: ArchiveTasks,
  reveal: (found: FoundView) => Promise<void>,
): void {
  const pick = vscode.window.createQuickPick<FoundItem>();
  let kind: Kind = 'text';
  let matchCase = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: vscode.CancellationTokenSource | undefined;
  const caseButton = button('case-sensitive', vscode.l10n.t('Match Case'));
  const globButton = button('star-empty', vscode.l10n.t('Use Glob: *.pem, /etc/**'));
  const regexpButton = button('regex', vscode.l10n.t('Use Regular Expression'));

  const showMode = (): void => {
    const words = { text: '', glob: vscode.l10n.t('glob'), regexp: vscode.l10n.t('regular expression') };
    const modes = [words[kind], matchCase ? vscode.l10n.t('match case') : ''].filter((word) => word !== '');
    pick.title = [vscode.l10n.t('Find in {0}', image.label), ...modes].join(' · ');
    pick.placeholder = vscode.l10n.t('A part of a name or path, in all layers, deleted files too');
  };
  const search = async (): Promise<void> => {
    running?.cancel();
    const cancellation = new vscode.CancellationTokenSource();
    running = cancellation;
    const pattern = pick.value;
    if (pattern === '') {
      pick.items = [];
      pick.busy = false;
      return;
    }
    pick.busy = true;
    const params = { image: image.index, pattern, kind, matchCase, offset: 0, limit: mostShown };
    const title = vscode.l10n.t('Finding {0}', pattern);
    const result = await tasks.run<FindResult>(archive, imageSearchRequests.find, params, title, cancellation.token);
    if (running === cancellation) {
      pick.busy = false;
      pick.items = itemsOf(result);
    }
  };
  const searchSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), restMs);
  };

  pick.buttons = [caseButton, globButton, regexpButton];
  pick.onDidTriggerButton((pressed) => {
    matchCase = pressed === caseButton ? !matchCase : matchCase;
    kind = pressed === caseButton ? kind : toggled(kind, pressed === globButton ? 'glob' : 'regexp');
    showMode();
    searchSoon();
  });
  pick.onDidChangeValue(searchSoon);
  pick.onDidAccept(() => {
    const { found } = pick.selectedItems[0] ?? {};
    if (found) {
      pick.hide();
      void reveal(found);
    }
  });
  pick.onDidHide(() => {
    clearTimeout(timer);
    running?.cancel();
    pick.dispose();
  });
  showMode();
  pick.show();
}

function itemsOf(result: FindResult): FoundItem[] {
  if (result.kind === 'page') {
    const rows: FoundItem[] = result.rows.map((found) => ({
      label: `$(${iconOf(found)}) ${found.label}`,
      description: found.folder,
      detail: found.description,
      alwaysShow: true,
      found,
    }));
    const left = result.total - rows.length;
    const note = left > 0 ? vscode.l10n.t('{0}; the first {1} are shown', result.summary, rows.length) : result.summary;
    return rows.length === 0 ? sentence(note) : [{ label: note, kind: vscode.QuickPickItemKind.Separator }, ...rows];
  }
  return result.kind === 'problem' || result.kind === 'failed' ? sentence(result.message) : [];
}

/** A sentence instead of rows. */
function sentence(label: string): FoundItem[] {
  return [{ label, alwaysShow: true }];
}

function iconOf({ kind, isVisible }: FoundView): string {
  if (kind === 'whiteout') {
    return 'trash';
  }
  return kind === 'directory' ? 'folder' : kind === 'symlink' ? 'file-symlink-file' : isVisible ? 'file' : 'eye-closed';
}

function toggled(kind: Kind, wanted: Kind): Kind {
  return kind === wanted ? 'text' : wanted;
}

function button(icon: string, tooltip: string): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip };
}
