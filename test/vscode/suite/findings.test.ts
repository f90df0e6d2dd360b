import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { marked } from '../../support/marks';
import { openPage } from '../page';
import { eventually } from '../patience';
import { codeOf, diagnosticsOf, findingOf, findingsOf, inWorkspace, openFile } from './editor';

/** Opens a text in which `«…»` marks what is to be underlined, one mark for each code, in the order of the text. */
async function checkFindings(source: string, codes: readonly string[]): Promise<vscode.TextEditor> {
  const { text } = marked(source);
  const editor = await openFile('findings/Dockerfile', text);
  await expectFindings(editor, source, codes);
  return editor;
}

async function expectFindings(editor: vscode.TextEditor, source: string, codes: readonly string[]): Promise<void> {
  const { text, spans } = marked(source);
  const wanted = spans.map(({ start, end }, index) => ({ code: codes[index], text: text.slice(start, end) }));
  const agree = () => JSON.stringify(findingsOf(editor.document)) === JSON.stringify(wanted);
  await eventually('the findings', agree, 10).catch(() => undefined);
  assert.deepEqual(findingsOf(editor.document), wanted);
}

describe('Findings', () => {
  it('underlines exactly the words meant', () =>
    checkFindings('FROM debian:12\n«MAINTAINER» me\n«run» true\n«VOLUMEN» /data\n', [
      'maintainer-deprecated',
      'keyword-not-upper-case',
      'unknown-instruction',
    ]).then(() => undefined));

  it('follows what is typed', async () => {
    const editor = await checkFindings('FROM debian:12\n«run» true\n', ['keyword-not-upper-case']);
    await editor.edit((edit) => edit.replace(new vscode.Range(1, 0, 1, 3), 'RUN'));
    await expectFindings(editor, 'FROM debian:12\nRUN true\n', []);
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), 'CMD a\nCMD b\n'));
    await expectFindings(editor, 'FROM debian:12\nRUN true\n«CMD a»\nCMD b\n', ['overridden-instruction']);
  });

  it('finds what stays in a layer, deep inside a RUN of several lines', () =>
    checkFindings(
      'FROM debian:12\nRUN set -eux; \\\n    # the tools\n    «apt-get update»; \\\n    apt-get install -y --no-install-recommends curl\n',
      ['apt-lists-left-behind'],
    ).then(() => undefined));

  it('names both instructions when something is removed too late', async () => {
    const { document } = await openFile(
      'findings/late.Dockerfile',
      'FROM debian:12\nRUN curl -fsSL https://example.com/a.tar.gz -o /tmp/a.tar.gz\nRUN rm /tmp/a.tar.gz\n',
    );
    const finding = await findingOf(document, 'removed-in-later-layer');
    assert.equal(finding.relatedInformation?.length, 1);
    const lines = [finding.range.start.line, finding.relatedInformation![0]!.location.range.start.line];
    assert.deepEqual(lines.sort(), [1, 2]);
  });

  it('says what is wrong in the sample', async () => {
    const document = await vscode.workspace.openTextDocument(inWorkspace('Dockerfile'));
    await vscode.window.showTextDocument(document, { preview: false });
    await findingOf(document, 'overridden-instruction');
    const codes = new Set(findingsOf(document).map(({ code }) => code));
    for (const code of [
      'maintainer-deprecated',
      'keyword-not-upper-case',
      'apt-lists-left-behind',
      'removed-in-later-layer',
    ]) {
      assert.ok(codes.has(code), `${code} is not among ${[...codes].join(', ')}`);
    }
  });

  it('carries severity, link and tag', async () => {
    const { document } = await openFile('findings/tags.Dockerfile', 'FROM debian:12\nMAINTAINER me\n');
    const finding = await findingOf(document, 'maintainer-deprecated');
    assert.deepEqual(finding.tags, [vscode.DiagnosticTag.Deprecated]);
    assert.ok(typeof finding.code === 'object' && finding.code.target.path.endsWith('maintainer-deprecated'));
    assert.match(finding.message, /\.$/);
  });

  it('tells of a build context that is not there, with a link to the page about configuration', async () => {
    const { document } = await openFile('findings/context/strata.yaml', 'context: nowhere\n');
    const [finding] = await eventually('the finding', () => vscode.languages.getDiagnostics(document.uri));
    assert.match(finding!.message, /^There is no folder nowhere/);
    assert.ok(finding && typeof finding.code === 'object');
    await vscode.commands.executeCommand('strata.openRulePage', finding.code.target.path.split('/').at(-1));
    await eventually('the page', () =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('configuration.md'),
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.createDirectory(inWorkspace('findings/context/nowhere'));
    await eventually('no finding', () => vscode.languages.getDiagnostics(document.uri).length === 0);
  });

  it('goes when its file is deleted', async () => {
    const { document } = await openFile('findings/gone.Dockerfile', 'FROM debian:12\nMAINTAINER me\n');
    await findingOf(document, 'maintainer-deprecated');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(document.uri);
    await eventually('an empty list', () => vscode.languages.getDiagnostics(document.uri).length === 0);
  });

  it('draws a line under the words on the screen', async function () {
    const page = openPage();
    if (!page) {
      return this.skip();
    }
    const { document } = await openFile('findings/drawn.Dockerfile', 'FROM debian:12\nVOLUMEN /data\n');
    const finding = await findingOf(document, 'unknown-instruction');
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Error);
    await page.waitFor('.editor-instance .squiggly-error');
    assert.equal(diagnosticsOf(document).map(codeOf).length, 1);
  });
});
