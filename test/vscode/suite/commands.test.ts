import { strict as assert } from 'node:assert';
import { readdirSync, realpathSync } from 'node:fs';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { strata } from './extension';

describe('The extension', () => {
  it('becomes active', async () => {
    const extension = strata();
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('is the one under test', async () => {
    const { extensionPath } = strata();
    assert.equal(realpathSync(extensionPath) === realpathSync(process.env.STRATA_ROOT!), !process.env.STRATA_INSTALLED);
  });

  it('brings no source maps and no modules when it is installed', function () {
    if (!process.env.STRATA_INSTALLED) {
      return this.skip();
    }
    const files = readdirSync(strata().extensionPath, { recursive: true }).map(String);
    assert.ok(files.length < 40);
    assert.deepEqual(
      files.filter((name) => /\.map$|\.tsx?$|node_modules/.test(name)),
      [],
    );
  });

  it('registers every command that it contributes', async () => {
    const extension = strata();
    await extension.activate();
    const contributed: string[] = extension.packageJSON.contributes.commands.map(
      (each: { command: string }) => each.command,
    );
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(contributed.length > 5);
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('translates every title that it contributes', () => {
    const { commands, views } = strata().packageJSON.contributes;
    const titles = [
      ...commands.map((each: { title: unknown }) => titleOf(each.title)),
      ...Object.values(views).flat().map(nameOf),
    ];
    assert.deepEqual(
      titles.filter((title) => typeof title !== 'string' || /^%.*%$/.test(title)),
      [],
    );
  });
});

function titleOf(title: unknown): unknown {
  return typeof title === 'object' && title !== null && 'value' in title ? title.value : title;
}

function nameOf(view: unknown): unknown {
  return (view as { name: unknown }).name;
}
