import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeUriExports } from '../../server/src/host/node/exportTargets';
import { nodeImageLocations } from '../../server/src/host/node/imageLocations';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { ImageSession } from '../../server/src/image/session';
import type { InsightTopic, InsightView } from '../../server/src/protocol/imageInsights';
import type { ImageTaskName, ImageTasks } from '../../server/src/protocol/imageTasks';
import { dockerArchive, file, folder, type TarEntry, tar } from '../support/tarBuilder';

const top = mkdtempSync(join(tmpdir(), 'strata-tasks-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const never = { cancelled: false, onCancel: () => undefined };
const stopped = { cancelled: true, onCancel: () => undefined };

const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n';
const layers: readonly (readonly TarEntry[])[] = [
  [
    folder('root'),
    file('root/.ssh/id_rsa', key),
    file('big', 'b'.repeat(5000)),
    file('copy', 'c'.repeat(3000)),
    file('etc/ssl/certs/ca.pem', '-----BEGIN CERTIFICATE-----\n'),
  ],
  [file('root/.ssh/.wh.id_rsa'), file('other', 'c'.repeat(3000)), file('unlike', 'd'.repeat(3000))],
  [file('app/.env', 'API_TOKEN=abcdefgh\n'), file('app/.env.example', 'API_TOKEN=\n'), file('copy', 'c'.repeat(3000))],
];

/** An archive that is open, in an engine that has everything that it has in the product. */
async function opened(compress = false) {
  const path = join(mkdtempSync(join(top, 'image-')), 'app.tar');
  const tars = layers.map((entries) => tar(...entries));
  writeFileSync(path, dockerArchive(compress ? tars.map((each) => new Uint8Array(gzipSync(each))) : tars));
  const session = new ImageSession(nodeImageLocations(), nodeImagePorts(), nodeUriExports());
  const result = await session.open({ uri: pathToFileURL(path).href, progressToken: '' }, () => undefined, never);
  if (result.kind !== 'opened') {
    throw new Error(result.message);
  }
  const ref = { handle: result.archive.handle, generation: result.archive.generation, image: 0, progressToken: 't' };
  const run = <Name extends ImageTaskName>(
    name: Name,
    params: Omit<ImageTasks[Name]['params'], 'handle' | 'generation' | 'image' | 'progressToken'>,
    cancel = never,
  ) => session.run(name, { ...ref, ...params } as ImageTasks[Name]['params'], () => undefined, cancel);
  const insights = async (topic: InsightTopic): Promise<readonly InsightView[]> => {
    const page = await run('insights', { topic, offset: 0, limit: 100 });
    return page.kind === 'page' ? page.rows : [];
  };
  return { path, session, ref, run, insights };
}

const query = { pattern: 'id_', kind: 'text', matchCase: false, offset: 0, limit: 100 } as const;

describe('find', () => {
  it('answers pages', async () => {
    const { run } = await opened();
    const all = { ...query, pattern: 'e', limit: 2 };
    const first = await run('find', all);
    const second = await run('find', { ...all, offset: 2 });
    expect([first, second]).toMatchObject([{ kind: 'page' }, { kind: 'page' }]);
    const paths = [first, second].flatMap((page) => (page.kind === 'page' ? page.rows.map(({ path }) => path) : []));
    expect(paths).toHaveLength(4);
    expect(new Set(paths).size).toBe(4);
  });

  it('tells what is wrong with a pattern', async () => {
    const { run } = await opened();
    expect(await run('find', { ...query, pattern: '(', kind: 'regexp' })).toMatchObject({ kind: 'problem' });
  });

  it('can be stopped', async () => {
    const { run } = await opened();
    expect(await run('find', query, stopped)).toEqual({ kind: 'cancelled' });
  });

  it('knows only what is open', async () => {
    const { session, ref } = await opened();
    const ask = (change: object) => session.run('find', { ...ref, ...query, ...change }, () => undefined, never);
    expect(await ask({ generation: 9 })).toEqual({ kind: 'stale' });
    expect(await ask({ handle: 9 })).toEqual({ kind: 'stale' });
    expect(await ask({ image: 9 })).toMatchObject({ kind: 'failed' });
  });
});

describe('read', () => {
  const text = (answer: unknown): string =>
    Buffer.from((answer as { base64: string }).base64, 'base64').toString('latin1');

  it.each([false, true])('answers with parts of files (compressed layers: %s)', async (compress) => {
    const { run, session, ref } = await opened(compress);
    const rows = async (layer: number | null) => {
      const list = await session.list({ ...ref, layer, folder: '', offset: 0, limit: 100 });
      return list.kind === 'page' ? list.rows : [];
    };
    const rowOf = async (path: string, layer: number | null = null) =>
      (await rows(layer)).find((row) => row.path === path)!.id;
    const read = async (row: string, offset: number, length: number, layer: number | null = null) =>
      run('read', { row, layer, offset, length });
    const big = await rowOf('/big');
    expect(await read(big, 0, 10_000)).toMatchObject({ kind: 'content', size: 5000, isComplete: true });
    expect(text(await read(big, 0, 10_000))).toBe('b'.repeat(5000));
    expect(text(await read(big, 4990, 100))).toBe('b'.repeat(10));
    expect(text(await read(big, 9999, 100))).toBe('');
    expect(text(await read(await rowOf('/unlike', 1), 0, 3, 1))).toBe('ddd');
    expect(await read(await rowOf('/root'), 0, 1)).toMatchObject({ kind: 'failed' });
    expect(await read('nothing', 0, 1)).toMatchObject({ kind: 'failed' });
    expect(await run('read', { row: big, layer: null, offset: 0, length: 1 }, stopped)).toEqual({ kind: 'cancelled' });
  });
});

describe('insights', () => {
  it('name the largest files of all layers', async () => {
    const { insights } = await opened();
    expect((await insights('largest')).slice(0, 2).map(({ label, description }) => `${label} ${description}`)).toEqual([
      '/big 5.00 kB · layer 0',
      '/copy 3.00 kB · layer 0 · not in the final file system',
    ]);
  });

  it('name what is wasted, and lead to it', async () => {
    const { insights } = await opened();
    expect(await insights('wasted')).toMatchObject([
      { label: '/copy', place: { layer: 0, rowIds: ['/copy'] } },
      {
        label: '/root/.ssh/id_rsa',
        description: `${key.length} B · in layer 0 · deleted by layer 1`,
        place: { layer: 0, rowIds: ['/root', '/root/.ssh', '/root/.ssh/id_rsa'] },
      },
    ]);
  });

  it.each([false, true])('find files of one content, also in compressed layers: %s', async (compress) => {
    const { insights, run } = await opened(compress);
    expect(await insights('duplicates')).toMatchObject([
      {
        description: '3 × 3.00 kB · 6.00 kB could be saved',
        files: [
          { path: '/copy', layer: 0 },
          { path: '/other', layer: 1 },
          { path: '/copy', layer: 2 },
        ],
      },
    ]);
    expect(await run('insights', { topic: 'duplicates', offset: 0, limit: 0 })).toMatchObject({
      summary: '1 content is there more than once; 6.00 kB could be saved.',
    });
  });

  it('find secrets, those first that nobody sees any more', async () => {
    const { insights, run } = await opened();
    expect((await insights('secrets')).map(({ label, description }) => `${label} ${description}`)).toEqual([
      '/root/.ssh/id_rsa private SSH key · layer 0 · deleted later, still travels with the image',
      '/app/.env environment file · layer 2',
    ]);
    expect(await run('insights', { topic: 'secrets', offset: 0, limit: 0 })).toMatchObject({
      summary: '2 files look like secrets; 1 of them deleted, yet still in the image.',
    });
  });

  it.each(['duplicates', 'secrets'] as const)('can be stopped: %s', async (topic) => {
    const { run } = await opened(true);
    expect(await run('insights', { topic, offset: 0, limit: 9 }, stopped)).toEqual({ kind: 'cancelled' });
  });
});

describe('export', () => {
  const wishes = { layer: null, row: '', form: 'folder', overwrite: false } as const;

  it('writes to the place that a URI names', async () => {
    const { run } = await opened();
    const target = join(mkdtempSync(join(top, 'to-')), 'out');
    const result = await run('export', { ...wishes, target: pathToFileURL(target).href });
    expect(result).toMatchObject({ kind: 'exported', skipped: [] });
    expect(readdirSync(target).sort()).toEqual(['app', 'big', 'copy', 'etc', 'other', 'root', 'unlike']);
  });

  it('writes one file of a layer', async () => {
    const { run } = await opened();
    const target = join(mkdtempSync(join(top, 'to-')), 'key');
    const uri = pathToFileURL(target).href;
    await run('export', { ...wishes, layer: 0, row: '/root/.ssh/id_rsa', form: 'file', target: uri });
    expect(readFileSync(target, 'utf8')).toBe(key);
  });

  it('of a deletion says that there is nothing to copy', async () => {
    const { run } = await opened();
    const around = mkdtempSync(join(top, 'to-'));
    const uri = pathToFileURL(join(around, 'x')).href;
    expect(await run('export', { ...wishes, layer: 1, row: '-/root/.ssh/id_rsa', form: 'file', target: uri })).toEqual({
      kind: 'failed',
      message: '/root/.ssh/id_rsa: the layer deletes it, so there is nothing to copy.',
    });
    expect(readdirSync(around)).toEqual([]);
  });

  it('leaves nothing behind when the archive has changed, or when it is stopped', async () => {
    const { run, path } = await opened();
    const around = mkdtempSync(join(top, 'to-'));
    const target = pathToFileURL(join(around, 'out')).href;
    expect(await run('export', { ...wishes, target }, stopped)).toEqual({ kind: 'cancelled' });
    writeFileSync(path, 'something else');
    expect(await run('export', { ...wishes, target })).toEqual({
      kind: 'failed',
      message: 'The archive has changed; read it again.',
    });
    expect(readdirSync(around)).toEqual([]);
  });

  it.each(['http://example.com/x', 'file:///no/such/folder/out'])('to %s fails with a sentence', async (target) => {
    const { run } = await opened();
    expect(await run('export', { ...wishes, target })).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/[.]$/),
    });
  });
});
