import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { LspClient } from '../support/lspClient';
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
});
