import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExportResult, imageExportRequests } from '../../server/src/protocol/imageExport';
import { type InsightsResult, imageInsightsRequests } from '../../server/src/protocol/imageInsights';
import { type FindResult, imageSearchRequests } from '../../server/src/protocol/imageSearch';
import { imageRequests, type OpenImageResult } from '../../server/src/protocol/images';
import type { LspClient } from '../support/lspClient';
import { start } from '../support/lspTests';

const fixture = resolve(__dirname, '../fixtures/images/busybox-docker-save.tar.gz');

let folder: string;
let client: LspClient;
let ref: { readonly handle: number; readonly generation: number; readonly image: number };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strata-server-tasks-'));
  client = await start();
  const params = { uri: pathToFileURL(fixture).href, progressToken: 'open' };
  const result = await client.connection.sendRequest<OpenImageResult>(imageRequests.open, params);
  if (result.kind !== 'opened') {
    throw new Error(result.message);
  }
  ref = { handle: result.archive.handle, generation: result.archive.generation, image: 0 };
});
afterEach(() => rmSync(folder, { recursive: true }));

const ask = <Result>(method: string, params: object): Promise<Result> =>
  client.connection.sendRequest<Result>(method, { ...ref, ...params });

describe('the longer requests about images, through server and worker', () => {
  it('find names', async () => {
    const params = { pattern: 'suid', kind: 'text', matchCase: false, offset: 0, limit: 10 };
    const result = await ask<FindResult>(imageSearchRequests.find, params);
    expect(result).toMatchObject({
      kind: 'page',
      rows: [
        { path: '/app/bin/suid', layer: 19, kind: 'file', isVisible: false },
        { path: '/app/bin/suid', layer: 20, kind: 'whiteout', isVisible: false },
      ],
    });
  });

  it('say what stands out', async () => {
    const params = { topic: 'duplicates', progressToken: 'p', offset: 0, limit: 10 };
    const result = await ask<InsightsResult>(imageInsightsRequests.insights, params);
    expect(result).toMatchObject({ kind: 'page', rows: expect.arrayContaining([expect.anything()]) });
  });

  it('export', async () => {
    const target = join(folder, 'out');
    const params = { layer: null, row: '', form: 'folder', overwrite: false, progressToken: 'p' };
    const result = await ask<ExportResult>(imageExportRequests.export, {
      ...params,
      target: pathToFileURL(target).href,
    });
    expect(result).toMatchObject({ kind: 'exported' });
    expect(readdirSync(target)).toContain('app');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it.each([
    [imageSearchRequests.find, { pattern: 1 }],
    [imageSearchRequests.find, { pattern: 'x', kind: 'other', matchCase: false, offset: 0, limit: 1 }],
    [imageInsightsRequests.insights, {}],
    [imageExportRequests.export, { layer: -1, row: '', target: '', form: 'folder', overwrite: 1, progressToken: '' }],
  ])('%s with broken parameters is not understood', async (method, params) => {
    expect(await ask(method, params)).toEqual({ kind: 'failed', message: 'The request was not understood.' });
  });

  it('of an archive that is not open are stale', async () => {
    const params = { pattern: 'x', kind: 'text', matchCase: false, offset: 0, limit: 10, generation: 99 };
    expect(await ask(imageSearchRequests.find, params)).toEqual({ kind: 'stale' });
  });
});
