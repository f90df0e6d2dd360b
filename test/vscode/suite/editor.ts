import * as vscode from 'vscode';
import { eventually } from '../patience';

/** A finding as the user sees it: its code and the words that are underlined. */
export interface SeenFinding {
  readonly code: string;
  readonly text: string;
}

/** A file of the opened workspace. */
export function inWorkspace(name: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
}

/** Writes a file into the workspace and opens it in an editor. One that is open already shows the new text at once. */
export async function openFile(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = inWorkspace(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const editor = await vscode.window.showTextDocument(uri, { preview: false });
  if (editor.document.getText() !== text) {
    await replaceText(editor, text);
  }
  return editor;
}

/** Replaces the whole text of an editor, as typing would: the file on disk stays as it is. */
export async function replaceText(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const all = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  await editor.edit((edit) => edit.replace(all, text));
}

/** What is underlined in a document, in the order of the text. */
export function findingsOf(document: vscode.TextDocument): SeenFinding[] {
  return diagnosticsOf(document).map((each) => ({ code: codeOf(each), text: document.getText(each.range) }));
}

/** The rules that these tests are about; what others have to say about the same texts is not their business. */
const watchedRules = new Set([
  'apt-lists-left-behind',
  'keyword-not-upper-case',
  'maintainer-deprecated',
  'overridden-instruction',
  'removed-in-later-layer',
  'unknown-instruction',
]);

/** The diagnostics of the watched rules in a document, in the order of the text. */
export function diagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((each) => each.source === 'Strata' && watchedRules.has(codeOf(each)))
    .sort((a, b) => a.range.start.compareTo(b.range.start) || codeOf(a).localeCompare(codeOf(b)));
}

export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** Waits for the finding of that code. */
export function findingOf(document: vscode.TextDocument, code: string): Promise<vscode.Diagnostic> {
  return eventually(`the finding ${code}`, () => diagnosticsOf(document).find((each) => codeOf(each) === code));
}
