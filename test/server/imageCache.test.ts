import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CacheCleared,
  imageRequests,
  type ListResult,
  type OpenImageResult,
} from '../../server/src/protocol/images';
import { imageVerifyRequests, type VerifyResult } from '../../server/src/protocol/imageVerify';
import type { LspClient } from '../support/lspClient';
import { start } from '../support/lspTests';

const fixture = resolve(__dirname, '../fixtures/images/busybox-docker-save.tar.gz');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-server-cache-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const withCache = (name: string): Promise<LspClient> =>
  start({ initializationOptions: { cache: { folder: join(folder, name) } } });

async function open({ connection }: LspClient, file: string) {
  const params = { uri: pathToFileURL(file).href, progressToken: '' };
  const result = await connection.sendRequest<OpenImageResult>(imageRequests.open, params);
  if (result.kind === 'failed') {
    throw new Error(result.message);
  }
  return result.archive;
}

async function cachedFiles(name: string, count: number): Promise<string[]> {
  const path = join(folder, name, 'indexes');
  for (;;) {
    try {
      const files = readdirSync(path).filter((each) => each.endsWith('.index'));
      if (files.length >= count) {
        return files.map((each) => join(path, each));
      }
    } catch {
      // The folder is made with the first file.
    }
    await new Promise((done) => setTimeout(done, 10));
  }
}

describe('the cache of the server', () => {
  it('opens for a later server what an earlier one has read', async () => {
    const file = join(folder, 'app.tar.gz');
    writeFileSync(file, readFileSync(fixture));
    const first = await open(await withCache('again'), file);
    const cached = await cachedFiles('again', 2);
    const times = () => cached.map((each) => statSync(each).mtimeMs);
    const before = times();
    const later = await withCache('again');
    const second = await open(later, file);
    expect({ ...second, handle: 0 }).toEqual({ ...first, handle: 0 });
    const { handle, generation } = second;
    const params = { handle, generation, image: 0, layer: null, folder: '', offset: 0, limit: 10 };
    const page = await later.connection.sendRequest<ListResult>(imageRequests.list, params);
    expect(page).toMatchObject({ kind: 'page', total: 5 });
    expect(times().every((time, i) => time > before[i]!)).toBe(true);
    expect(await cachedFiles('again', 2)).toEqual(cached);
  });

  it('is emptied on request', async () => {
    const client = await withCache('emptied');
    await open(client, fixture);
    const cached = await cachedFiles('emptied', 2);
    const { freedText } = await client.connection.sendRequest<CacheCleared>(imageRequests.clearCache, null);
    expect(freedText).toMatch(/ kB$/);
    for (const each of cached) {
      expect(() => statSync(each)).toThrow('ENOENT');
    }
    expect(await client.connection.sendRequest(imageRequests.clearCache, null)).toEqual({ freedText: '0 B' });
  });

  it('that cannot be written is told in the log, once, and opens all the same', async () => {
    writeFileSync(join(folder, 'no-folder'), '');
    const client = await withCache('no-folder');
    await open(client, fixture);
    while (client.log.length === 0) {
      await new Promise((done) => setTimeout(done, 10));
    }
    await open(client, resolve(fixture, '../untagged.tar.gz'));
    expect(client.log.join('')).toMatch(/^Nothing can be kept in the cache folder .*\n$/);
  });
});

describe('digests', () => {
  async function verify(client: LspClient, file: string): Promise<VerifyResult> {
    const { handle, generation } = await open(client, file);
    const params = { handle, generation, image: 0, progressToken: '' };
    return client.connection.sendRequest<VerifyResult>(imageVerifyRequests.verify, params);
  }

  it('are verified in the server', async () => {
    const client = await start();
    expect(await verify(client, fixture)).toMatchObject({ kind: 'verified', isRight: true, mismatches: [] });
  });

  it('tell which layer was damaged', async () => {
    const bytes = gunzipSync(readFileSync(fixture));
    const program = bytes.indexOf('\x7fELF', 0, 'latin1');
    bytes[program + 1000]! ^= 1;
    const file = join(folder, 'damaged.tar');
    writeFileSync(file, bytes);
    const result = await verify(await start(), file);
    expect(result).toMatchObject({
      kind: 'verified',
      isRight: false,
      summary: expect.stringMatching(/^1 of \d+ layers is not what its digest says\.$/),
      mismatches: [
        {
          layer: expect.any(Number),
          severity: 'error',
          code: 'digest-mismatch',
          file: expect.stringMatching(/layer\.tar$/),
        },
      ],
    });
  });

  it('of an archive that has changed are not verified', async () => {
    const client = await start();
    const file = join(folder, 'changing.tar.gz');
    writeFileSync(file, readFileSync(fixture));
    const { handle, generation } = await open(client, file);
    writeFileSync(file, 'something else');
    const params = { handle, generation, image: 0, progressToken: '' };
    expect(await client.connection.sendRequest(imageVerifyRequests.verify, params)).toEqual({
      kind: 'failed',
      message: 'The archive has changed; read it again.',
    });
  });
});
