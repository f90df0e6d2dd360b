import * as vscode from 'vscode';
import { LanguageServer } from './languageClient';
import { ImageLayers } from './layers/imageLayers';
import { watchNeighbours } from './neighbours';
import { registerRulePages } from './rulePages';

/** What the tests inside VS Code may reach. Not an interface for other extensions. */
export interface StrataExtension {
  readonly server: LanguageServer;
  readonly layers: ImageLayers;
}

/** Starts the language server and registers views and commands. Returns before the server is up. */
export function activate(context: vscode.ExtensionContext): StrataExtension {
  const rules = registerRulePages(context);
  const server = new LanguageServer(context, rules);
  const layers = new ImageLayers(context, server);
  context.subscriptions.push(
    server,
    layers,
    vscode.commands.registerCommand('strata.restartServer', () => server.restart()),
    vscode.commands.registerCommand('strata.showLog', () => server.log.show()),
    vscode.commands.registerCommand('strata.fixAll', fixAllInFile),
  );
  server.start();
  context.subscriptions.push(watchNeighbours(server));
  return { server, layers };
}

function fixAllInFile(): Thenable<unknown> {
  return vscode.commands.executeCommand('editor.action.sourceAction', {
    kind: 'source.fixAll.strata',
    apply: 'first',
  });
}
