import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol';
import { type LspClient, modernClient } from '../support/lspClient';
import { clientWith, start, withoutPull } from '../support/lspTests';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true });
  }
});

/** A folder on the disk with these files; gives its address. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'strata-configuration-'));
  folders.push(folder);
  const root = pathToFileURL(folder).href;
  for (const [path, text] of Object.entries(files)) {
    write(`${root}/${path}`, text);
  }
  return root;
}

function write(uri: string, text: string): void {
  const path = fileURLToPath(uri);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const watching = clientWith({
  workspace: { ...clientWith({}).workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
});

/** What a changed file makes an editor tell. */
function changed(client: LspClient, uri: string): void {
  const changes = [{ uri, type: 2 }];
  void client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
}

async function codes(client: LspClient, uri: string): Promise<string[]> {
  return (await client.diagnostics(uri)).map(({ code, severity }) => `${code} ${severity}`);
}

const dockerfile = 'FROM alpine\nMAINTAINER x\n';

describe('configuration files', () => {
  it('count by folder, in the order strata.yaml, settings, .hadolint.yaml', async () => {
    const root = folderWith({
      'strata.yaml': 'rules: {untagged-image: error}\n',
      '.hadolint.yaml': 'ignored: [DL4000]\noverride: {info: [DL3006]}\n',
      'own/strata.yaml': 'profile: buildkit\n',
    });
    const client = await start({ settings: { rules: { 'untagged-image': 'hint' } }, capabilities: watching });
    client.open(`${root}/Dockerfile`, dockerfile);
    client.open(`${root}/own/Dockerfile`, dockerfile);
    expect(await codes(client, `${root}/Dockerfile`)).toEqual(['untagged-image 1']);
    expect(await codes(client, `${root}/own/Dockerfile`)).toEqual(['untagged-image 4']);
  });

  it('give build arguments beside those of the settings', async () => {
    const root = folderWith({ 'strata.yaml': 'buildArgs: {BASE: "alpine:3.22"}\n' });
    const rules = { all: 'off', 'invalid-default-in-from': 'warning' };
    const text = 'ARG BASE\nARG TAG\nFROM $BASE AS a\nFROM alpine:$TAG\nCOPY --from=a /a /a\n';
    const client = await start({ settings: { rules, buildArgs: { BASE: 'Alpine', TAG: 1 } } });
    client.open(`${root}/Dockerfile`, text);
    expect(await codes(client, `${root}/Dockerfile`)).toEqual([]);
    const position = { line: 2, character: 7 };
    const hover = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: `${root}/Dockerfile` },
      position,
    });
    expect(JSON.stringify(hover)).toContain('Value here: `alpine:3.22`');
    client.setSettings({ rules });
    expect(await codes(client, `${root}/Dockerfile`)).toEqual(['invalid-default-in-from 2']);
  });

  it('have their own mistakes as diagnostics until they are mended, and change what documents get', async () => {
    const root = folderWith({ 'strata.yaml': 'rules:\n  untaged-image: off\n' });
    const client = await start({ capabilities: watching });
    const [file, configuration] = [`${root}/Dockerfile`, `${root}/strata.yaml`];
    client.open(file, dockerfile);
    expect(await codes(client, file)).toContain('untagged-image 2');
    expect(await client.pushed(configuration)).toEqual({
      uri: configuration,
      diagnostics: [
        {
          range: { start: { line: 1, character: 2 }, end: { line: 1, character: 15 } },
          severity: 2,
          source: 'Strata',
          code: 'invalid-configuration',
          message: 'There is no rule, code or category "untaged-image": did you mean "untagged-image"?',
        },
      ],
    });

    write(configuration, 'rules:\n  untagged-image: off\n');
    changed(client, configuration);
    expect((await client.pushed(configuration)).diagnostics).toEqual([]);
    await client.until(() => client.serverRequests.includes('workspace/diagnostic/refresh'));
    expect(await codes(client, file)).not.toContain('untagged-image 2');

    rmSync(fileURLToPath(configuration));
    changed(client, configuration);
    expect(await codes(client, file)).toContain('untagged-image 2');
  });

  it('change what is pushed', async () => {
    const root = folderWith({ '.hadolint.yaml': 'ignored: [DL3006\n' });
    const { workspace } = watching;
    const client = await start({ capabilities: { ...withoutPull(), ...(workspace && { workspace }) } });
    const [file, configuration] = [`${root}/Dockerfile`, `${root}/.hadolint.yaml`];
    client.open(file, dockerfile);
    expect((await client.pushed(configuration)).diagnostics).toMatchObject([
      { message: expect.stringContaining('This is not valid YAML') },
    ]);
    write(configuration, 'ignored: [DL3006, DL4000]\n');
    changed(client, configuration);
    expect((await client.pushed(configuration)).diagnostics).toEqual([]);
    const pushed = await client.pushed(file, ({ diagnostics }) =>
      diagnostics.every(({ code }) => code !== 'untagged-image' && code !== 'maintainer-deprecated'),
    );
    expect(pushed.uri).toBe(file);
  });

  it('count as they stand in the editor, saved or not, until they are closed', async () => {
    const root = folderWith({ 'strata.yaml': 'rules:\n  untagged-image: error\n' });
    const client = await start({ capabilities: watching });
    const [file, configuration] = [`${root}/Dockerfile`, `${root}/strata.yaml`];
    client.open(file, dockerfile);
    expect(await codes(client, file)).toContain('untagged-image 1');
    const refreshes = () => client.serverRequests.filter((each) => each === 'workspace/diagnostic/refresh').length;

    client.open(configuration, 'rules:\n  untagged-image: hint\n', 'yaml');
    await client.until(() => refreshes() === 1);
    expect(await codes(client, file)).toContain('untagged-image 4');

    const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 16 } };
    client.change(configuration, 2, [{ range, text: 'untaged-image' }]);
    const wrong = await client.pushed(configuration, ({ diagnostics }) => diagnostics.length > 0);
    expect(wrong.diagnostics).toMatchObject([{ range: { ...range, end: { line: 1, character: 15 } } }]);
    await client.until(() => refreshes() === 2);
    expect(await codes(client, file)).toContain('untagged-image 2');

    client.close(configuration);
    expect((await client.pushed(configuration)).diagnostics).toEqual([]);
    await client.until(() => refreshes() === 3);
    expect(await codes(client, file)).toContain('untagged-image 1');
  });

  it('count in the editor before they are a file, and beside the file of hadolint', async () => {
    const root = folderWith({ '.hadolint.yaml': 'ignored: []\n' });
    const client = await start({
      capabilities: { ...withoutPull(), ...(watching.workspace && { workspace: watching.workspace }) },
    });
    const file = `${root}/Dockerfile`;
    client.open(file, dockerfile);
    await client.pushed(file, ({ diagnostics }) => diagnostics.some(({ code }) => code === 'untagged-image'));
    client.open(`${root}/.hadolint.yaml`, 'ignored: [DL3006]\n', 'yaml');
    const less = await client.pushed(file, ({ diagnostics }) =>
      diagnostics.every(({ code }) => code !== 'untagged-image'),
    );
    expect(less.diagnostics.map(({ code }) => code)).toContain('maintainer-deprecated');
    client.open(`${root}/strata.yaml`, 'rules: {maintainer-deprecated: off}\n', 'yaml');
    await client.pushed(file, ({ diagnostics }) => diagnostics.every(({ code }) => code !== 'maintainer-deprecated'));
  });

  it('are asked for where the client lets the server choose documents, and nothing else is answered for them', async () => {
    const { textDocument } = clientWith({});
    const synchronization = { dynamicRegistration: true };
    const client = await start({ capabilities: clientWith({ textDocument: { ...textDocument, synchronization } }) });
    const root = folderWith({});
    client.open(`${root}/strata.yaml`, 'profile: strict\n', 'yaml');
    await client.until(() => client.serverRequests.filter((each) => each === 'client/registerCapability').length >= 3);
    const hover = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: `${root}/strata.yaml` },
      position: { line: 0, character: 2 },
    });
    expect(hover).toBeNull();
  });

  it('say where the build context is', async () => {
    const root = folderWith({ 'docker/strata.yaml': 'context: ../app\n', 'app/app.js': '' });
    const client = await start({ settings: { rules: { all: 'off', 'missing-copy-source': 'warning' } } });
    const file = `${root}/docker/Dockerfile`;
    client.open(file, 'FROM scratch\nCOPY app.js ap.js /srv/\n');
    await client.diagnostics(file);
    await client.until(() => client.serverRequests.includes('workspace/diagnostic/refresh'));
    const messages = (await client.diagnostics(file)).map(({ message }) => message);
    expect(messages).toEqual([expect.stringMatching(/^ap\.js does not exist in .*app/)]);
  });

  it('are told of a context that is no folder until it is there, and get along without it', async () => {
    const root = folderWith({ 'docker/strata.yaml': 'profile: strict\ncontext: ../app\n', 'docker/a.js': '' });
    const rules = { all: 'off', 'missing-copy-source': 'warning' };
    const client = await start({
      settings: { rules },
      capabilities: watching,
      initializationOptions: { ruleBaseUri: 'x://rules/' },
    });
    const [file, configuration] = [`${root}/docker/Dockerfile`, `${root}/docker/strata.yaml`];
    client.open(file, 'FROM scratch\nCOPY a.js /srv/\n');
    expect(await codes(client, file)).toEqual([]);
    expect((await client.pushed(configuration)).diagnostics).toMatchObject([
      {
        range: { start: { line: 1, character: 9 }, end: { line: 1, character: 15 } },
        message: 'There is no folder ../app: say where the build context is.',
        codeDescription: { href: 'x://rules/configuration' },
      },
    ]);

    write(`${root}/app/b.js`, '');
    changed(client, `${root}/app`);
    expect((await client.pushed(configuration)).diagnostics).toEqual([]);
    await expect.poll(() => codes(client, file)).toEqual(['missing-copy-source 2']);
  });

  it('have quick fixes for what is wrong in them, as they stand in the editor', async () => {
    const root = folderWith({ 'strata.yaml': 'context: nowhere\n' });
    const { textDocument } = modernClient;
    const client = await start({
      capabilities: clientWith({
        textDocument: {
          ...textDocument,
          synchronization: { dynamicRegistration: true },
          codeAction: { ...textDocument?.codeAction, dynamicRegistration: true },
        },
      }),
    });
    await client.until(() => client.serverRequests.filter((each) => each === 'client/registerCapability').length >= 4);
    const configuration = `${root}/strata.yaml`;
    client.open(configuration, 'rules:\n  untaged-image: off\ncontext: nowhere\n', 'yaml');
    const { diagnostics } = await client.pushed(configuration);

    const actionsAt = (line: number, only?: string[], character = 4): Promise<CodeAction[]> =>
      client.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri: configuration },
        range: { start: { line, character }, end: { line, character } },
        context: { diagnostics: [], ...(only && { only }) },
      });
    const wrong = { start: { line: 1, character: 2 }, end: { line: 1, character: 15 } };
    expect(await actionsAt(1)).toMatchObject([
      {
        title: 'Write untagged-image',
        kind: 'quickfix',
        isPreferred: true,
        diagnostics: [diagnostics[0]],
        edit: {
          documentChanges: [
            { textDocument: { uri: configuration, version: 1 }, edits: [{ range: wrong, newText: 'untagged-image' }] },
          ],
        },
      },
      { title: 'Remove untaged-image', isPreferred: false },
    ]);
    expect(await actionsAt(0)).toEqual([]);
    expect(await actionsAt(1, ['source.fixAll'])).toEqual([]);
    expect((await actionsAt(2, undefined, 10)).map(({ title }) => title)).toEqual(['Remove context']);
    client.change(configuration, 2, [{ range: { ...wrong, end: { line: 1, character: 20 } }, text: 'size: loud' }]);
    expect(await actionsAt(1)).toEqual([]);
  });
});
