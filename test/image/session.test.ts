import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeImageLocations } from '../../server/src/host/node/imageLocations';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { ImageSession } from '../../server/src/image/session';
import type { ArchiveView } from '../../server/src/protocol/images';
import { dockerArchive, file, folder, type TarEntry, tar } from '../support/tarBuilder';

const top = mkdtempSync(join(tmpdir(), 'strata-session-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const never = { cancelled: false, onCancel: () => undefined };

function write(name: string, bytes: Uint8Array | string): string {
  writeFileSync(join(top, name), bytes);
  return pathToFileURL(join(top, name)).href;
}

const image = (...layers: readonly (readonly TarEntry[])[]): Uint8Array =>
  dockerArchive(layers.map((entries) => tar(...entries)));

function makeSession() {
  const session = new ImageSession(nodeImageLocations(), nodeImagePorts());
  const open = (uri: string, cancel = never) => session.open({ uri, progressToken: 't' }, () => undefined, cancel);
  const opened = async (uri: string): Promise<ArchiveView> => {
    const result = await open(uri);
    expect(result.kind).toBe('opened');
    return (result as { archive: ArchiveView }).archive;
  };
  const list = (
    ref: ArchiveView,
    params: { layer?: number | null; folder?: string; offset?: number; limit?: number; image?: number } = {},
  ) =>
    session.list({
      handle: ref.handle,
      generation: ref.generation,
      image: 0,
      layer: null,
      folder: '',
      offset: 0,
      limit: 100,
      ...params,
    });
  return { session, open, opened, list };
}

describe('opening', () => {
  it('gives the archive with its images and layers', async () => {
    const { opened } = makeSession();
    const uri = write('no extension', image([file('a', 5)], [file('b', 6)]));
    expect(await opened(uri)).toMatchObject({
      uri,
      label: 'no extension',
      description: 'Docker archive',
      generation: 1,
      images: [{ label: 'lab/test:1', layers: [{ contentBytes: 5 }, { contentBytes: 6 }] }],
      problems: [],
    });
  });

  it('again gives the same while the file stays, and a new generation when it changes', async () => {
    const { opened, list } = makeSession();
    const uri = write('changing', image([file('a', 5)]));
    const first = await opened(uri);
    expect(await opened(uri)).toBe(first);
    write('changing', image([file('a', 5)], [file('b', 7)]));
    const second = await opened(uri);
    expect([second.handle, second.generation, second.images[0]!.layers.length]).toEqual([first.handle, 2, 2]);
    expect(await list(first)).toEqual({ kind: 'stale' });
    expect(await list(second)).toMatchObject({ kind: 'page', total: 2 });
  });

  it.each([
    ['text', 'hello', 'This is not an image archive: it is a text file.'],
    ['nothing', '', 'The file is empty.'],
    [
      'the start of an image',
      image([file('a', 50_000)]).subarray(0, 700),
      'It is cut short: it ends after 700 bytes, within an entry.',
    ],
  ])('%s fails with a sentence', async (name, bytes, message) => {
    expect(await makeSession().open(write(name, bytes))).toEqual({ kind: 'failed', message });
  });

  it('knows a base image by another archive that is open', async () => {
    const { opened, session } = makeSession();
    const base = [file('base', 5)];
    const app = write('app', image(base, [file('app', 6)]));
    const tooltips = async () => (await opened(app)).images[0]!.layers.map(({ tooltip }) => tooltip.split('\n')[0]);
    const own = ['**Layer 0** of 0 to 1', '**Layer 1** of 0 to 1'];
    expect(await tooltips()).toEqual(own);
    await session.close(await opened(app));
    await opened(write('base', image(base)));
    expect(await tooltips()).toEqual([`${own[0]} · from the base image`, own[1]]);
  });

  it('half an image shows the layers that are there', async () => {
    const half = image([file('a', 5)], [file('b', 50_000)]).subarray(0, 5000);
    expect(await makeSession().opened(write('half an image', half))).toMatchObject({
      description: 'incomplete archive',
      images: [{ layers: [{ contentBytes: 5 }, { contentBytes: 50_000, problems: [{ code: 'truncated' }, {}] }] }],
      problems: [{ severity: 'error', code: 'truncated' }],
    });
  });

  it('what is not there, or not on this machine, fails with a sentence', async () => {
    const { open } = makeSession();
    expect(await open(pathToFileURL(join(top, 'missing')).href)).toEqual({
      kind: 'failed',
      message: 'There is no such file or folder.',
    });
    expect(await open('vscode-vfs://github/x/y.tar')).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('on a disk of this machine'),
    });
  });

  it('stops when told to', async () => {
    const uri = write('stopped', image([file('a', 5)]));
    expect(await makeSession().open(uri, { cancelled: true, onCancel: () => undefined })).toEqual({
      kind: 'failed',
      message: 'Reading was stopped.',
    });
  });

  it('shows what there is of a damaged archive', async () => {
    const bytes = gzipSync(image([file('a', 50_000)]));
    bytes[bytes.length - 6]! ^= 1;
    const { opened } = makeSession();
    expect(await opened(write('damaged', bytes))).toMatchObject({
      images: [{ layers: [{ contentBytes: 50_000 }] }],
      problems: [{ severity: 'error', code: 'corrupt-compression' }],
    });
  });
});

describe('listing', () => {
  const layers = [
    [folder('d'), ...Array.from({ length: 30 }, (_, i) => file(`d/f${String(i).padStart(2, '0')}`, i)), file('top', 1)],
    [file('d/.wh.f29'), file('new', 3)],
  ];

  it('pages a folder, biggest first', async () => {
    const { opened, list } = makeSession();
    const archive = await opened(write('paged', image(...layers)));
    const labels = async (offset: number, limit: number) => {
      const page = await list(archive, { folder: '/d', offset, limit });
      return page.kind === 'page' ? [page.total, ...page.rows.map(({ label }) => label)] : page;
    };
    expect(await labels(0, 2)).toEqual([29, 'f28', 'f27']);
    expect(await labels(27, 10)).toEqual([29, 'f01', 'f00']);
    expect(await labels(100, 10)).toEqual([29]);
    expect(await labels(-5, -1)).toEqual([29]);
  });

  it('lists a layer by its own entries', async () => {
    const { opened, list } = makeSession();
    const archive = await opened(write('layers', image(...layers)));
    expect(await list(archive, { layer: 1 })).toMatchObject({
      kind: 'page',
      total: 2,
      rows: [{ label: 'new' }, { label: 'd' }],
    });
    expect(await list(archive, { layer: 1, folder: '/d' })).toMatchObject({
      rows: [{ kind: 'whiteout', label: 'f29', bytes: 29 }],
    });
  });

  it('of what is not there fails with a sentence', async () => {
    const { opened, list } = makeSession();
    const archive = await opened(write('failing', image(...layers)));
    for (const params of [
      { image: 5 },
      { layer: 9 },
      { folder: '/nowhere' },
      { folder: 'x' },
      { layer: 1, folder: '/top' },
    ]) {
      expect(await list(archive, params)).toMatchObject({ kind: 'failed', message: expect.stringMatching(/\.$/) });
    }
  });

  it('after closing is stale, also for a second archive that was never open', async () => {
    const { session, opened, list } = makeSession();
    const archive = await opened(write('closed', image(...layers)));
    await session.close(archive);
    await session.close(archive);
    expect(await list(archive)).toEqual({ kind: 'stale' });
    expect((await opened(archive.uri)).handle).not.toBe(archive.handle);
  });
});

describe('tooltips', () => {
  it('tell of the row that is asked for, also where a file and the whiteout of one have the same path', async () => {
    const { session, opened, list } = makeSession();
    const entries = [file('.wh.a', 0), file('a', 7)];
    const ref = await opened(write('both', image([file('a', 5)], entries)));
    const { handle, generation } = ref;
    const tooltip = async (layer: number | null, row: string) => {
      const params = { handle, generation, image: 0, layer, row };
      return session.run('tooltip', params, () => undefined, never);
    };
    const page = await list(ref, { layer: 1 });
    const rows = page.kind === 'page' ? page.rows : [];
    const told = await Promise.all(rows.map(async ({ kind, id }) => [kind, await tooltip(1, id)] as const));
    expect(told).toHaveLength(2);
    for (const [kind, result] of told) {
      const words = kind === 'whiteout' ? '| Kind | deleted |' : '| Size | 7 B (7 bytes) |';
      expect(result).toEqual({ kind: 'tooltip', text: expect.stringContaining(words) });
    }
    expect(await tooltip(null, '/a')).toEqual({ kind: 'tooltip', text: expect.stringContaining('| Layer 1 |') });
    expect(await tooltip(null, '/b')).toEqual({
      kind: 'failed',
      message: 'The image has no such file or folder.',
    });
  });
});
