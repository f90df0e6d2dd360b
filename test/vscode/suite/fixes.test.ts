import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually } from '../patience';
import { diagnosticsOf, findingOf, openFile } from './editor';

/** The code actions that the light bulb offers for a finding. */
async function actionsFor(document: vscode.TextDocument, finding: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, finding.range, undefined, 50);
}

async function apply(action: vscode.CodeAction): Promise<void> {
  if (action.edit) {
    await vscode.workspace.applyEdit(action.edit);
  }
  if (action.command) {
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}

describe('Fixes', () => {
  it('offers a quick fix that removes its finding', async () => {
    const { document } = await openFile('fixes/Dockerfile', 'FROM debian:12\nrun true\nMAINTAINER me\n');
    const finding = await findingOf(document, 'keyword-not-upper-case');
    const actions = await actionsFor(document, finding);
    const fix = actions.find(({ isPreferred, kind }) => isPreferred && kind?.contains(vscode.CodeActionKind.QuickFix));
    assert.ok(fix, `no preferred fix among: ${actions.map(({ title }) => title).join(', ')}`);
    await apply(fix);
    assert.equal(document.getText(), 'FROM debian:12\nRUN true\nMAINTAINER me\n');
    await eventually('the other finding alone', () => diagnosticsOf(document).length === 1);
  });

  it('switches a rule off for a line', async () => {
    const { document } = await openFile('fixes/line.Dockerfile', 'FROM debian:12\nrun true\nrun false\n');
    const finding = await findingOf(document, 'keyword-not-upper-case');
    const actions = await actionsFor(document, finding);
    const action = actions.find(({ title }) => /disable/i.test(title) && /line/i.test(title));
    assert.ok(action, `nothing to disable it among: ${actions.map(({ title }) => title).join(', ')}`);
    await apply(action);
    assert.match(document.getText(), /^FROM debian:12\n# .*keyword-not-upper-case.*\nrun true\nrun false\n$/);
    await eventually('one finding less', () => diagnosticsOf(document).length === 1);
  });

  it('switches a rule off for a file', async () => {
    const { document } = await openFile('fixes/file.Dockerfile', 'FROM debian:12\nrun true\nrun false\n');
    const finding = await findingOf(document, 'keyword-not-upper-case');
    const actions = await actionsFor(document, finding);
    const action = actions.find(({ title }) => /disable/i.test(title) && /file/i.test(title));
    assert.ok(action, `nothing to disable it among: ${actions.map(({ title }) => title).join(', ')}`);
    await apply(action);
    await eventually('no finding', () => diagnosticsOf(document).length === 0);
  });

  it('fixes all in a file with one command', async () => {
    const { document } = await openFile('fixes/all.Dockerfile', 'from debian:12\nrun true\ncmd a\nCMD ["b"]\n');
    await findingOf(document, 'keyword-not-upper-case');
    await vscode.commands.executeCommand('strata.fixAll');
    await eventually('the fixed text', () => document.getText() === 'FROM debian:12\nRUN true\nCMD ["b"]\n');
    await eventually('no finding', () => diagnosticsOf(document).length === 0);
  });

  it('fixes all when a file is saved, if the user wants that', async () => {
    const settings = vscode.workspace.getConfiguration('editor', { languageId: 'dockerfile' });
    const onSave = { 'source.fixAll.strata': 'explicit' };
    await settings.update('codeActionsOnSave', onSave, vscode.ConfigurationTarget.Global, true);
    try {
      const editor = await openFile('fixes/save.Dockerfile', 'from debian:12\n');
      await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'run true\n'));
      await findingOf(editor.document, 'keyword-not-upper-case');
      await editor.document.save();
      assert.equal(editor.document.getText(), 'FROM debian:12\nRUN true\n');
    } finally {
      await settings.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global, true);
    }
  });

  it('mends what is wrong in a configuration file', async () => {
    const { document } = await openFile('fixes/configured/strata.yaml', 'profile: strikt\n');
    const [finding] = await eventually('the finding', () => vscode.languages.getDiagnostics(document.uri));
    const actions = await actionsFor(document, finding!);
    const fix = actions.find(({ title }) => title === 'Write strict');
    assert.ok(fix, `no fix among: ${actions.map(({ title }) => title).join(', ')}`);
    await apply(fix);
    assert.equal(document.getText(), 'profile: strict\n');
    await eventually('no finding', () => vscode.languages.getDiagnostics(document.uri).length === 0);
    await document.save();
  });
});
