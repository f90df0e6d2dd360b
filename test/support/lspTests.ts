import { afterEach } from 'vitest';
import type { CodeAction, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type LspClient, modernClient, type StartOptions, startClient } from './lspClient';

/** The document that most tests open. */
export const uri = 'file:///project/Dockerfile';

/** Two keywords that are not in upper case, and an instruction that is deprecated; all can be fixed. */
export const sloppy = 'FROM alpine:3.20\nrun echo a\nMAINTAINER ada\nworkdir /srv\n';

const clients: LspClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) {
    client.process.kill();
    await client.exitCode();
  }
});

/** Starts the built server with a client that ends with the test. */
export async function start(options: StartOptions = {}): Promise<LspClient> {
  const client = await startClient(options);
  clients.push(client);
  return client;
}

/** A modern client with some capabilities changed. */
export function clientWith(changes: Partial<typeof modernClient>): typeof modernClient {
  return { ...modernClient, ...changes };
}

/** A modern client that cannot ask for diagnostics. */
export function withoutPull(): typeof modernClient {
  const { diagnostic: _, ...textDocument } = modernClient.textDocument!;
  return clientWith({ textDocument });
}

/** The text after edits, by the reference implementation. */
export function apply(text: string, edits: TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create(uri, 'dockerfile', 1, text), edits);
}

/** The edits that an action makes in the one document of a test. */
export function editsOf({ edit }: Pick<CodeAction, 'edit'>): TextEdit[] {
  const change = edit?.documentChanges?.[0];
  return change && 'edits' in change ? (change.edits as TextEdit[]) : (edit?.changes?.[uri] ?? []);
}
