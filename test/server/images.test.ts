import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancellationToken, CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver-protocol';
import { imageContentRequests } from '../../server/src/protocol/imageContent';
import {
  type ArchiveView,
  type EntryView,
  type ImageProgress,
  imageNotifications,
  imageRequests,
  type ListParams,
  type ListResult,
  type OpenImageResult,
} from '../../server/src/protocol/images';
import type { LspClient } from '../support/lspClient';
import { start } from '../support/lspTests';

const fixture = resolve(__dirname, '../fixtures/images/busybox-docker-save.tar.gz');
const truth = JSON.parse(readFileSync(`${fixture}.json`, 'utf8')).images[0];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-server-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let client: LspClient;
let progress: ImageProgress[] = [];
async function startFresh(): Promise<void> {
  client = await start();
  progress = [];
  client.connection.onNotification(imageNotifications.progress, (each: ImageProgress) => void progress.push(each));
}
let tokens = 0;

function open(file: string, cancel?: CancellationTokenSource): { token: string; result: Promise<OpenImageResult> } {
  const token = `progress ${++tokens}`;
  const cancelToken = cancel?.token ?? CancellationToken.None;
  const params = { uri: file.includes(':') ? file : pathToFileURL(file).href, progressToken: token };
  return { token, result: client.connection.sendRequest<OpenImageResult>(imageRequests.open, params, cancelToken) };
}

async function opened(file: string): Promise<ArchiveView> {
  const result = await open(file).result;
  if (result.kind === 'failed') {
    throw new Error(result.message);
  }
  return result.archive;
}

function list(archive: ArchiveView, more: Partial<ListParams> = {}): Promise<ListResult> {
  const { handle, generation } = archive;
  const params: ListParams = { handle, generation, image: 0, layer: null, folder: '', offset: 0, limit: 1000, ...more };
  return client.connection.sendRequest(imageRequests.list, params);
}

async function rows(archive: ArchiveView, more: Partial<ListParams> = {}): Promise<readonly EntryView[]> {
  const result = await list(archive, more);
  if (result.kind !== 'page') {
    throw new Error(JSON.stringify(result));
  }
  return result.rows;
}

/** Every path of the final file system, by walking the folders. */
async function allPaths(archive: ArchiveView, at = ''): Promise<string[]> {
  const paths: string[] = [];
  for (const row of await rows(archive, { folder: at })) {
    paths.push(row.path, ...(row.hasChildren ? await allPaths(archive, row.id) : []));
  }
  return paths;
}

describe('images', () => {
  it('show the layers and the final file system of a real archive', async () => {
    await startFresh();
    const { token, result } = open(fixture);
    const answer = await result;
    expect(answer.kind).toBe('opened');
    const { archive } = answer as Extract<OpenImageResult, { kind: 'opened' }>;
    const [image] = archive.images;
    expect(image!.label).toBe(truth.tags[0]);
    expect(image!.layers.map(({ contentBytes }) => contentBytes)).toEqual(
      truth.layers.map(({ fileBytes }: { fileBytes: number }) => fileBytes),
    );
    expect((await allPaths(archive)).sort()).toEqual(truth.merged.entries.map(([path]: [string]) => `/${path}`).sort());
    for (const each of progress) {
      expect(each.progressToken).toBe(token);
      expect(each.done).toBeLessThanOrEqual(each.total);
    }
  });

  it('are listed page by page', async () => {
    await startFresh();
    const archive = await opened(fixture);
    const whole = await rows(archive);
    expect(whole.length).toBeGreaterThan(3);
    const pages = [await rows(archive, { limit: 2 }), await rows(archive, { offset: 2, limit: 1000 })];
    expect(pages.flat()).toEqual(whole);
    const bytes = whole.map((row) => row.bytes);
    expect(bytes).toEqual([...bytes].sort((a, b) => b - a));
  });

  it('give the bytes of their files', async () => {
    await startFresh();
    const archive = await opened(fixture);
    const etc = (await rows(archive)).find(({ path }) => path === '/etc')!;
    const passwd = (await rows(archive, { folder: etc.id })).find(({ path }) => path === '/etc/passwd')!;
    const { handle, generation } = archive;
    const params = {
      handle,
      generation,
      image: 0,
      layer: null,
      row: passwd.id,
      offset: 0,
      length: 4,
      progressToken: '',
    };
    expect(await client.connection.sendRequest(imageContentRequests.read, params)).toEqual({
      kind: 'content',
      base64: Buffer.from('root').toString('base64'),
      size: passwd.bytes,
      isComplete: true,
    });
  });

  it('are stale once closed', async () => {
    await startFresh();
    const archive = await opened(fixture);
    await client.connection.sendRequest(imageRequests.close, {
      handle: archive.handle,
      generation: archive.generation,
    });
    expect(await list(archive)).toEqual({ kind: 'stale' });
  });

  it('get a new generation when the file has changed', async () => {
    await startFresh();
    const file = join(folder, 'app.tar.gz');
    writeFileSync(file, readFileSync(fixture));
    const before = await opened(file);
    expect(await opened(file)).toMatchObject({ handle: before.handle, generation: before.generation });
    writeFileSync(file, Buffer.concat([readFileSync(fixture), gzipSync(Buffer.alloc(512))]));
    const after = await opened(file);
    expect(after.generation).toBeGreaterThan(before.generation);
    expect(await list(before)).toEqual({ kind: 'stale' });
    expect((await rows(after)).length).toBeGreaterThan(3);
  });

  it.each([
    ['a file that is no image', () => writeFileSync(join(folder, 'no-image'), 'hello'), 'no-image'],
    ['an empty file', () => writeFileSync(join(folder, 'empty'), ''), 'empty'],
    ['no file', () => undefined, 'missing.tar'],
    ['another scheme', () => undefined, 'https://example.com/app.tar'],
  ])('%s gets a sentence', async (_name, prepare, file) => {
    prepare();
    await startFresh();
    const result = await open(file.includes(':') ? file : join(folder, file)).result;
    expect(result).toEqual({ kind: 'failed', message: expect.stringMatching(/^[A-Z].*\.$/s) });
    expect(client.log).toEqual([]);
  });

  it('leave linting alone while they are read', async () => {
    await startFresh();
    const reading = open(fixture).result;
    client.open('file:///project/Dockerfile', 'FROM a\nrun b\n');
    expect((await client.diagnostics('file:///project/Dockerfile')).length).toBeGreaterThan(0);
    expect((await reading).kind).toBe('opened');
  });

  it('stop being read when the request is cancelled', async () => {
    const file = join(folder, 'endless.tar.gz');
    writeFileSync(file, hugeArchive());
    await startFresh();
    const source = new CancellationTokenSource();
    const { token, result } = open(file, source);
    const refused = expect(result).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    await until(() => progress.some((each) => each.progressToken === token));
    source.cancel();
    await refused;
    await opened(fixture);
    const seen = progress.filter((each) => each.progressToken === token).length;
    await opened(fixture);
    await rows(await opened(fixture));
    expect(progress.filter((each) => each.progressToken === token)).toHaveLength(seen);
    expect(client.log).toEqual([]);
  });

  it('do not keep the server from ending', async () => {
    const file = join(folder, 'endless.tar.gz');
    writeFileSync(file, hugeArchive());
    await startFresh();
    const { token, result } = open(file);
    result.catch(() => undefined);
    await until(() => progress.some((each) => each.progressToken === token));
    expect(await client.stop()).toBe(0);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A few hundred kilobytes that unpack to a tar with one file of 4 GiB, which takes seconds to read. */
function hugeArchive(): Buffer {
  const part = gzipSync(Buffer.alloc(16 * 1024 * 1024));
  return Buffer.concat([gzipSync(tarHeader('zeros', 256 * 16 * 1024 * 1024)), ...Array<Buffer>(256).fill(part)]);
}

function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        0', 148);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
