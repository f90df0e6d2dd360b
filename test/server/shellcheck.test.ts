import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { CodeAction, Diagnostic } from 'vscode-languageserver-protocol';
import { trustNotifications } from '../../server/src/protocol/trust';
import type { LspClient } from '../support/lspClient';
import { apply, clientWith, editsOf, start, uri, withoutPull } from '../support/lspTests';
import { describeWithShellCheck } from '../support/shellcheck';

const folder = mkdtempSync(join(tmpdir(), 'strata-shellcheck-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = 'FROM alpine:3.22\nRUN cp $1 /srv/\n';
const codes = (diagnostics: readonly Diagnostic[]): unknown[] => diagnostics.map(({ code }) => code);

/** What the server says of the document when it says something of a code, or no longer does. */
async function untilSaid(client: LspClient, code: string, expected = true): Promise<Diagnostic[]> {
  for (;;) {
    const diagnostics = await client.diagnostics(uri);
    if (codes(diagnostics).includes(code) === expected) {
      return diagnostics;
    }
    const before = client.serverRequests.length;
    await client.until(() => client.serverRequests.length > before);
  }
}

/** A program that notes every start in a file and then is ShellCheck, or waits for ever. */
function notingProgram(name: string, does = 'exec shellcheck "$@"'): { path: string; starts(): number } {
  const path = join(folder, name);
  const notes = join(folder, `${name}.notes`);
  writeFileSync(path, `#!/bin/sh\necho $$ >> '${notes}'\n${does}\n`);
  chmodSync(path, 0o755);
  return {
    path,
    starts: () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n').length : 0),
  };
}

describeWithShellCheck('ShellCheck in the server', () => {
  it('speaks in a second wave, for which the server asks', async () => {
    const client = await start();
    client.open(uri, text);
    expect(codes(await client.diagnostics(uri))).not.toContain('SC2086');
    const found = (await untilSaid(client, 'SC2086')).find(({ code }) => code === 'SC2086');
    expect(found).toMatchObject({
      range: { start: { line: 1, character: 7 }, end: { line: 1, character: 9 } },
      severity: 3,
      source: 'Strata',
      codeDescription: { href: 'https://www.shellcheck.net/wiki/SC2086' },
      data: { aliases: ['SC2086'] },
    });
    expect(client.serverRequests).toContain('workspace/diagnostic/refresh');
  });

  it('is pushed to clients that do not ask, with the same version', async () => {
    const client = await start({ capabilities: withoutPull() });
    client.open(uri, text);
    expect(codes((await client.pushed(uri)).diagnostics)).not.toContain('SC2086');
    const { diagnostics, version } = await client.pushed(uri);
    expect(codes(diagnostics)).toContain('SC2086');
    expect(version).toBe(1);
  });

  it('asks for nothing again when ShellCheck has nothing to say', async () => {
    const program = notingProgram('silent');
    const client = await start({ settings: { shellcheck: { path: program.path } } });
    client.open(uri, 'FROM alpine:3.22\nRUN id\n');
    await client.diagnostics(uri);
    // A second document shows that there was time enough.
    client.open(`${uri}.2`, text);
    await client.diagnostics(`${uri}.2`);
    await client.until(() => client.serverRequests.includes('workspace/diagnostic/refresh'));
    expect(program.starts()).toBe(2);
    expect(client.serverRequests.filter((each) => each === 'workspace/diagnostic/refresh')).toHaveLength(1);
  });

  it('knows scripts again at once that it has seen, whatever is changed around them', async () => {
    const program = notingProgram('seen');
    const client = await start({ settings: { shellcheck: { path: program.path } } });
    client.open(uri, text);
    await untilSaid(client, 'SC2086');
    client.change(uri, 2, [{ text: `# comment\n${text}` }]);
    const found = (await client.diagnostics(uri)).find(({ code }) => code === 'SC2086');
    expect(found?.range.start).toEqual({ line: 2, character: 7 });
    expect(program.starts()).toBe(1);
  });

  it('gives up what is stale', async () => {
    const program = notingProgram('stale', 'exec sleep 1000');
    const client = await start({ settings: { shellcheck: { path: program.path } } });
    client.open(uri, text);
    await client.diagnostics(uri);
    while (program.starts() === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const pid = Number(readFileSync(join(folder, 'stale.notes'), 'utf8'));
    client.change(uri, 2, [{ text: 'FROM alpine:3.22\n' }]);
    await client.diagnostics(uri);
    while (isAlive(pid)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });

  it('offers its fixes and to suppress its codes', async () => {
    const client = await start();
    client.open(uri, text);
    const diagnostics = (await untilSaid(client, 'SC2086')).filter(({ code }) => code === 'SC2086');
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostics[0]!.range,
      context: { diagnostics },
    });
    const after = (title: string) => apply(text, editsOf(actions.find((action) => action.title === title)!));
    expect(after('Change it as ShellCheck says (SC2086)')).toBe(text.replace('$1', '"$1"'));
    expect(after('Disable SC2086 for this line')).toBe(text.replace('RUN', '# strata ignore=SC2086\nRUN'));
  });

  it('can be switched off', async () => {
    const program = notingProgram('off');
    const client = await start({ settings: { shellcheck: { run: 'off', path: program.path } } });
    client.open(uri, text);
    await client.diagnostics(uri);
    client.setSettings({ shellcheck: { run: 'auto', path: program.path } });
    await untilSaid(client, 'SC2086');
    expect(program.starts()).toBe(1);
    client.setSettings({ shellcheck: { run: 'off', path: program.path } });
    await untilSaid(client, 'SC2086', false);
  });

  it('runs only when the workspace is trusted', async () => {
    const program = notingProgram('trust');
    const client = await start({
      initializationOptions: { trusted: false },
      settings: { shellcheck: { path: program.path } },
    });
    client.open(uri, text);
    expect(codes(await client.diagnostics(uri))).not.toContain('SC2086');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(program.starts()).toBe(0);
    await client.connection.sendNotification(trustNotifications.granted);
    await untilSaid(client, 'SC2086');
    expect(program.starts()).toBe(1);
  });

  it('finds a program for a client that cannot be asked for settings', async () => {
    const client = await start({ capabilities: clientWith({ workspace: { diagnostics: { refreshSupport: true } } }) });
    client.open(uri, text);
    await untilSaid(client, 'SC2086');
  });
});

it('is told once in the log when there is no ShellCheck, and nothing else happens', async () => {
  const client = await start({ settings: { shellcheck: { path: 'no-such-shellcheck' } } });
  const message = 'There is no program no-such-shellcheck. Scripts are checked without ShellCheck.';
  client.open(uri, text);
  await client.diagnostics(uri);
  await client.until(() => client.log.includes(message));
  for (let version = 2; version < 5; version++) {
    client.change(uri, version, [{ text: `${text}RUN cp $${version} x\n` }]);
    await client.diagnostics(uri);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(client.log.filter((each) => each.includes('shellcheck'))).toEqual([message]);
  expect(client.serverRequests).not.toContain('workspace/diagnostic/refresh');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
