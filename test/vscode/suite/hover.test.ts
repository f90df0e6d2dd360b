import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { marked } from '../../support/marks';
import { openPage } from '../page';
import { eventually } from '../patience';
import { openFile } from './editor';

/** What the hover at the cursor `‸` says, all providers together. */
async function hoverText(source: string): Promise<string> {
  const { text, cursor } = marked(source);
  const { document } = await openFile('hover/Dockerfile', text);
  const hovers = await eventually('a hover', () =>
    vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      document.positionAt(cursor!),
    ),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

describe('Hover', () => {
  it('explains an instruction', async () => {
    assert.match(await hoverText('FROM debian:12\nWORK‸DIR /srv\n'), /WORKDIR/);
  });

  it('explains a flag', async () => {
    assert.match(await hoverText('FROM debian:12\nCOPY --ch‸own=1000 a b\n'), /--chown/);
  });

  it('knows the value of a variable at that place', async () => {
    const text = await hoverText('ARG TAG=12\nFROM debian:$T‸AG\n');
    assert.match(text, /TAG/);
    assert.match(text, /12/);
  });

  it('shows it on the screen', async function () {
    const page = openPage();
    if (!page) {
      return this.skip();
    }
    const { text, cursor } = marked('FROM debian:12\nHEALTH‸CHECK NONE\n');
    const editor = await openFile('hover/screen.Dockerfile', text);
    const position = editor.document.positionAt(cursor!);
    editor.selection = new vscode.Selection(position, position);
    await vscode.commands.executeCommand('editor.action.showHover');
    await page.waitFor('.monaco-hover .hover-contents:has-text("HEALTHCHECK")');
  });
});
