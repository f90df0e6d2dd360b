import * as vscode from 'vscode';

/** Where the pages of rules are found inside the editor. */
export interface RulePages {
  /** Followed by a rule's id it makes a link that opens that rule's page in this editor. */
  readonly baseUri: string;
}

const scheme = 'strata-rule';
/** The page about layers, among those of the rules. */
const layersPage = 'layers';

/** Registers everything that shows the page of a rule: its link, its command, its read-only document. */
export function registerRulePages(context: vscode.ExtensionContext): RulePages {
  const pages = readPages(vscode.Uri.joinPath(context.extensionUri, 'dist', 'rules.json'));
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: async (uri) => (await pages)[idIn(uri)],
    }),
    vscode.commands.registerCommand('strata.openRulePage', async (id: string) => show(id, await pages)),
    vscode.commands.registerCommand('strata.explainLayers', async () => show(layersPage, await pages)),
    vscode.window.registerUriHandler({
      handleUri: async (uri) => show(idIn(uri), await pages, uri.fragment),
    }),
  );
  return { baseUri: `${vscode.env.uriScheme}://${context.extension.id}/rules/` };
}

async function show(id: string, pages: Readonly<Record<string, string>>, fragment = ''): Promise<void> {
  if (!(id in pages)) {
    await vscode.window.showWarningMessage(vscode.l10n.t('Strata has no rule named "{0}".', id));
    return;
  }
  await vscode.commands.executeCommand(
    'markdown.showPreview',
    vscode.Uri.from({ scheme, path: `/${id}.md`, fragment }),
  );
}

/** The last part of the path, without the file extension of the virtual document. */
function idIn(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/\.md$/, '');
}

/** Rule id → page in Markdown; written by the build. An unreadable file means no pages. */
async function readPages(file: vscode.Uri): Promise<Readonly<Record<string, string>>> {
  try {
    return JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  } catch {
    return {};
  }
}
