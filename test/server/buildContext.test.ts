import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol';
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
  const folder = mkdtempSync(join(tmpdir(), 'strata-context-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    write(folder, path, text);
  }
  return pathToFileURL(folder).href;
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const watching = clientWith({
  workspace: { ...clientWith({}).workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
});
const aboutContext = { profile: 'recommended', rules: { 'untagged-image': 'off', 'root-at-end': 'off' } };
const rulesOfContext = ['missing-copy-source', 'copy-of-ignored-file', 'secret-file-copied'];

/** Messages of the findings about the context, as soon as the second wave has come. */
async function told(client: LspClient, uri: string): Promise<string[]> {
  const refreshes = () => client.serverRequests.filter((each) => each === 'workspace/diagnostic/refresh').length;
  const before = refreshes();
  await client.diagnostics(uri);
  await client.until(() => refreshes() > before);
  return await now(client, uri);
}

async function now(client: LspClient, uri: string): Promise<string[]> {
  const items = await client.diagnostics(uri);
  return items.filter(({ code }) => rulesOfContext.includes(String(code))).map(({ message }) => String(message));
}

const file = 'FROM node:22\nWORKDIR /app\nCOPY package.json pakage-lock.json ./\nUSER node\n';

describe('the build context', () => {
  it('is told of, once, where the setting names a folder that is not there', async () => {
    const root = folderWith({ 'docker/Dockerfile': file });
    const client = await start({
      settings: { ...aboutContext, context: '../my app' },
      capabilities: watching,
      workspaceFolders: [`${root}/docker`],
    });
    const text = `${file}COPY src ./src/\n`;
    client.open(`${root}/docker/Dockerfile`, text);
    expect(await told(client, `${root}/docker/Dockerfile`)).toEqual([
      expect.stringMatching(/^There is no folder \/.*\/my app, .* correct the setting strata\.context\.$/),
    ]);

    write(fileURLToPath(root), 'my app/package.json', '{}');
    client.filesChanged(`${root}/my%20app`);
    await expect
      .poll(() => now(client, `${root}/docker/Dockerfile`))
      .toEqual([expect.stringMatching(/^pakage-lock\.json does not exist/), expect.stringMatching(/^src does not/)]);
  });

  it('is looked into for a second wave of findings', async () => {
    const root = folderWith({ Dockerfile: file, 'package.json': '{}', 'package-lock.json': '{}' });
    const client = await start({ settings: aboutContext });
    client.open(`${root}/Dockerfile`, file);
    expect(await told(client, `${root}/Dockerfile`)).toEqual([
      expect.stringMatching(/^pakage-lock\.json does not exist in strata-context-.*did you mean package-lock\.json\?$/),
    ]);
  });

  it('is known at once in the next version', async () => {
    const root = folderWith({ Dockerfile: file, 'package.json': '{}' });
    const uri = `${root}/Dockerfile`;
    const client = await start({ settings: aboutContext, capabilities: watching });
    client.open(uri, file);
    await told(client, uri);
    client.change(uri, 2, [{ text: file.replace('pakage-lock', 'nothing') }]);
    expect(await now(client, uri)).toEqual([expect.stringContaining('nothing.json does not exist')]);
  });

  it('is read again when files change', async () => {
    const root = folderWith({ Dockerfile: file, 'package.json': '{}', 'pakage-lock.json': '{}' });
    const uri = `${root}/Dockerfile`;
    const client = await start({ settings: aboutContext, capabilities: watching });
    await client.until(() => client.serverRequests.includes('client/registerCapability'));
    client.open(uri, file);
    await client.diagnostics(uri);
    write(folders.at(-1)!, '.dockerignore', '# Locked.\npakage-lock.json\n');
    client.filesChanged(`${root}/.dockerignore`);
    const [message] = await told(client, uri);
    expect(message).toBe(
      'pakage-lock.json is not in the build context: line 2 of .dockerignore, pakage-lock.json, leaves it out.',
    );
    const [item] = (await client.diagnostics(uri)).filter(({ code }) => code === 'copy-of-ignored-file');
    expect(item?.relatedInformation).toEqual([
      {
        location: {
          uri: `${root}/.dockerignore`,
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 16 } },
        },
        message: 'This line leaves it out.',
      },
    ]);
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: item!.range,
      context: { diagnostics: [] },
    });
    const end = { line: 2, character: 0 };
    expect(actions.find(({ title }) => title.includes('.dockerignore'))?.edit).toEqual({
      documentChanges: [
        {
          textDocument: { uri: `${root}/.dockerignore`, version: null },
          edits: [{ range: { start: end, end }, newText: '!pakage-lock.json\n' }],
        },
      ],
    });
  });

  it('is the workspace folder when more of the sources lie there', async () => {
    const text = 'FROM node:22\nCOPY package.json src/missing.js /app/\nUSER node\n';
    const root = folderWith({ 'docker/Dockerfile': text, 'package.json': '{}', 'src/main.js': '1' });
    const uri = `${root}/docker/Dockerfile`;
    const client = await start({ settings: aboutContext, workspaceFolders: [root] });
    client.open(uri, text);
    expect(await told(client, uri)).toEqual([expect.stringMatching(/^src\/missing\.js does not exist/)]);
  });

  it('is what the settings say, and then a missing file is an error', async () => {
    const text = 'FROM node:22\nCOPY main.js /app/\nUSER node\n';
    const root = folderWith({ Dockerfile: text, 'main.js': '1', 'app/other.js': '1' });
    const uri = `${root}/Dockerfile`;
    const client = await start({ settings: { ...aboutContext, context: 'app' }, workspaceFolders: [root] });
    client.open(uri, text);
    await told(client, uri);
    const items = await client.diagnostics(uri);
    expect(items.filter(({ code }) => code === 'missing-copy-source')).toEqual([
      expect.objectContaining({ severity: 1, message: 'main.js does not exist in app, the build context.' }),
    ]);
  });

  it('is pushed to clients that cannot ask', async () => {
    const root = folderWith({ Dockerfile: file, 'package.json': '{}' });
    const uri = `${root}/Dockerfile`;
    const client = await start({ settings: aboutContext, capabilities: withoutPull() });
    client.open(uri, file);
    const { version } = await client.pushed(uri, ({ diagnostics }) =>
      diagnostics.some(({ code }) => code === 'missing-copy-source'),
    );
    expect(version).toBe(1);
  });

  it('is unknown for documents that are not on a disk', async () => {
    const client = await start({ settings: aboutContext });
    for (const uri of ['untitled:Dockerfile', 'vscode-vfs://github/a/b/Dockerfile']) {
      client.open(uri, file);
      expect(await now(client, uri)).toEqual([]);
    }
  });
});
