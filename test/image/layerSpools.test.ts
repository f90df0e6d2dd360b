import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { nodeSpool } from '../../server/src/host/node/spool';
import { openArchive } from '../../server/src/image/archive/openArchive';
import { readContent } from '../../server/src/image/contents/fileContent';
import { LayerSpools } from '../../server/src/image/contents/layerSpools';
import { Cancelled } from '../../server/src/image/tar/drivers';
import type { Codec, ImageInput, Spool } from '../../server/src/ports';
import { memorySource } from '../support/images';
import { dockerArchive, file, tar } from '../support/tarBuilder';

const folder = mkdtempSync(join(tmpdir(), 'strata-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ports = nodeImagePorts();
const text = (name: string): string => `${name} `.repeat(100_000);
const layers = ['a', 'b', 'c'].map((name) =>
  tar(file(`${name}1`, text(`${name}1`)), file(`${name}2`, text(`${name}2`))),
);
const gzipped = layers.map((layer) => new Uint8Array(gzipSync(layer)));
const layerBytes = layers[0]!.length;

/** Reads files of an image by layer and entry, with the number of layers that were inflated so far. */
async function reader(bytes: Uint8Array, spool: Spool) {
  const input: ImageInput = { kind: 'file', source: memorySource(bytes), identity: 'x', close: () => undefined };
  const archive = (await openArchive(input, ports, { cancelled: false }, () => undefined))!;
  let inflations = 0;
  const codec: Codec = {
    parallelism: 1,
    inflate(format, sink) {
      inflations++;
      return ports.codec.inflate(format, sink);
    },
  };
  const spools = new LayerSpools(spool);
  const read = async (layer: number, entry: number, cancel = { cancelled: false }): Promise<string> => {
    const pieces: Buffer[] = [];
    const watch = { cancel, onProgress: () => undefined };
    const image = archive.images[0]!;
    const end = await readContent(
      input,
      image,
      { layer, entry },
      codec,
      watch,
      (p) => pieces.push(Buffer.from(p)),
      spools,
    );
    return end === 'complete' ? Buffer.concat(pieces).toString() : end;
  };
  return { read, spools, inflations: () => inflations };
}

describe('layers that were inflated for a file', () => {
  it.each([
    ['compressed layers', dockerArchive(gzipped), 1],
    ['a compressed archive', new Uint8Array(gzipSync(dockerArchive(layers))), 1],
    ['compressed layers in a compressed archive', new Uint8Array(gzipSync(dockerArchive(gzipped))), 2],
  ])('are kept for the next one, of %s', async (_, bytes, each) => {
    const { read, inflations, spools } = await reader(bytes, nodeSpool(1 << 30, folder));
    expect(await read(0, 0)).toBe(text('a1'));
    expect(await read(0, 1)).toBe(text('a2'));
    expect(await read(0, 0)).toBe(text('a1'));
    expect(inflations()).toBe(each);
    expect(await read(1, 1)).toBe(text('b2'));
    expect(inflations()).toBe(2 * each);
    await spools.clear();
  });

  it('are inflated once for files that are wanted at the same time', async () => {
    const { read, inflations, spools } = await reader(dockerArchive(gzipped), nodeSpool(1 << 30, folder));
    expect(await Promise.all([read(0, 0), read(0, 1)])).toEqual([text('a1'), text('a2')]);
    expect(inflations()).toBe(1);
    await spools.clear();
  });

  it('go when there is no room, the one that was not used for the longest time first', async () => {
    const { read, inflations, spools } = await reader(dockerArchive(gzipped), nodeSpool(2 * layerBytes, folder));
    await read(0, 0);
    await read(1, 0);
    await read(0, 1);
    expect(await read(2, 0)).toBe(text('c1'));
    expect(inflations()).toBe(3);
    expect(await read(0, 1)).toBe(text('a2'));
    expect(inflations()).toBe(3);
    expect(await read(1, 1)).toBe(text('b2'));
    expect(inflations()).toBe(4);
    await spools.clear();
  });

  it('are not kept when they are larger than all the room, and do not drive others out', async () => {
    const large = new Uint8Array(gzipSync(tar(file('large', 'x'.repeat(3 * layerBytes)))));
    const { read, inflations, spools } = await reader(
      dockerArchive([gzipped[0]!, large]),
      nodeSpool(layerBytes, folder),
    );
    await read(0, 0);
    expect((await read(1, 0)).length).toBe(3 * layerBytes);
    await read(0, 1);
    expect(inflations()).toBe(2);
    await spools.clear();
  });

  it.each<[string, Spool]>([
    ['there is no place for files', { capacity: 1 << 30, create: () => undefined }],
    [
      'the medium is full',
      {
        capacity: 1 << 30,
        create: () => ({
          ...nodeSpool(1, folder).create()!,
          append() {
            throw new Error('It is full.');
          },
        }),
      },
    ],
  ])('are read as before when %s', async (_, spool) => {
    const { read } = await reader(dockerArchive(gzipped), spool);
    expect(await read(0, 1)).toBe(text('a2'));
    expect(await read(0, 0)).toBe(text('a1'));
  });

  it('are not given up for one reader because another one stops', async () => {
    const { read, spools } = await reader(dockerArchive(gzipped), nodeSpool(1 << 30, folder));
    const cancel = { cancelled: false };
    const [stopped, other] = [read(0, 0, cancel), read(0, 1)];
    cancel.cancelled = true;
    await expect(stopped).rejects.toThrow(Cancelled);
    expect(await other).toBe(text('a2'));
    await spools.clear();
  });

  it('go where there is a place', async () => {
    writeFileSync(join(folder, 'no-folder'), '');
    const spool = nodeSpool(1 << 30, join(folder, 'no-folder', 'spool'));
    const { read, inflations, spools } = await reader(dockerArchive(gzipped), spool);
    await read(0, 0);
    expect(await read(0, 1)).toBe(text('a2'));
    expect(inflations()).toBe(1);
    await spools.clear();
  });

  it('leave nothing on the disk', async () => {
    const own = mkdtempSync(join(folder, 'own-'));
    const { read, spools } = await reader(dockerArchive(gzipped), nodeSpool(1 << 30, own));
    await read(0, 0);
    await spools.clear();
    expect(readdirSync(own)).toEqual([]);
  });
});
