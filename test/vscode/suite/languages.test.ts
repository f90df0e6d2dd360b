import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { pause } from '../patience';
import { findingOf, openFile } from './editor';

describe('Languages', () => {
  for (const name of [
    'Dockerfile',
    'Dockerfile.prod',
    'web.Dockerfile',
    'web.dockerfile',
    'Containerfile',
    'Containerfile.dev',
  ]) {
    it(`takes ${name} for a Dockerfile`, async () => {
      const { document } = await openFile(`names/${name}`, 'FROM debian:12\nMAINTAINER me\n');
      assert.equal(document.languageId, 'dockerfile');
      await findingOf(document, 'maintainer-deprecated');
    });
  }

  for (const name of [
    '.dockerignore',
    '.containerignore',
    'Dockerfile.dockerignore',
    'web.Dockerfile.dockerignore',
    'Containerfile.dev.dockerignore',
  ]) {
    it(`never checks ${name}`, async () => {
      const { document } = await openFile(`names/${name}`, 'maintainer me\n');
      assert.equal(document.languageId, 'dockerignore');
      // Were it checked, its findings would come before those of the file that is opened after it.
      const { document: witness } = await openFile('names/Dockerfile', 'FROM debian:12\nMAINTAINER me\n');
      await findingOf(witness, 'maintainer-deprecated');
      await pause(300);
      assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    });
  }

  it('checks a file that has not been saved yet', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'dockerfile',
      content: 'FROM debian:12\nMAINTAINER me\n',
    });
    await vscode.window.showTextDocument(document);
    await findingOf(document, 'maintainer-deprecated');
  });
});
