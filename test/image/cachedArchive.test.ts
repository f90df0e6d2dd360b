import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskCache } from '../../server/src/host/node/diskCache';
import { openImageInput } from '../../server/src/host/node/imageFiles';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import type { ImageArchive } from '../../server/src/image/archive/archive';
import { openCached } from '../../server/src/image/cache/cachedArchive';
import { pathText } from '../../server/src/image/names';
import { verifyArchive } from '../../server/src/image/verify/verifyArchive';
import type { Cache, Codec } from '../../server/src/ports';
import { ociBlobs } from '../support/ociBuilder';
import { folder as directory, file, sha256, tar } from '../support/tarBuilder';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-cached-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const never = { cancelled: false, onCancel: () => undefined };
let caches = 0;
const freshCache = (): Cache =>
  diskCache({ folder: join(folder, `cache-${++caches}`), maxBytes: 1 << 28, edition: '', log: () => undefined });

/** Ports that count the streams that were inflated. */
function countingPorts(cache: Cache) {
  const ports = nodeImagePorts(cache);
  const counts = { inflated: 0 };
  const codec: Codec = {
    ...ports.codec,
    inflate(format, sink) {
      counts.inflated++;
      return ports.codec.inflate(format, sink);
    },
  };
  return { ports: { ...ports, codec }, counts };
}

/** Opens an image and keeps it in the cache; says how much was inflated for that. */
async function open(path: string, cache: Cache): Promise<{ archive: ImageArchive; inflated: number }> {
  const input = openImageInput(path);
  const { ports, counts } = countingPorts(cache);
  const opened = (await openCached(input, ports, never, () => undefined))!;
  await opened.remember();
  input.close();
  return { archive: opened.archive, inflated: counts.inflated };
}

function pathsOf({ images, paths }: ImageArchive): string[] {
  return images.flatMap(({ layers }) =>
    layers.flatMap(({ content }) => Array.from(content!.entries.columns().nodes, (node) => pathText(paths, node))),
  );
}

/** Bytes that do not become fewer when they are compressed. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 24;
  });
}

const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
const base = gzipSync(tar(directory('etc'), file('etc/base', noise(1_200_000))));

function ociFiles(...layers: Uint8Array[]): Map<string, Uint8Array> {
  const { image, entries } = ociBlobs();
  const config = { rootfs: { type: 'layers', diff_ids: layers.map((bytes) => `sha256:${sha256(gunzipSync(bytes))}`) } };
  const blobs = layers.map((bytes) => ({ bytes, mediaType }));
  const all = entries([image(blobs, {}, config)]);
  return new Map(all.map(({ name, content }) => [String(name), Buffer.from(content as string)]));
}

const names = { count: 0 };

function write(files: ReadonlyMap<string, Uint8Array>): string {
  const path = join(folder, `image-${++names.count}`);
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
  return path;
}

function writeTar(files: ReadonlyMap<string, Uint8Array>): string {
  const path = join(folder, `image-${++names.count}.tar`);
  writeFileSync(path, tar(...[...files].map(([name, bytes]) => file(name, bytes))));
  return path;
}

describe('an archive that was read before', () => {
  const own = gzipSync(tar(file('etc/own', 'x')));

  it('comes from the cache as long as it has not changed', async () => {
    const cache = freshCache();
    const path = writeTar(ociFiles(base, own));
    const first = await open(path, cache);
    expect(first.inflated).toBe(2);
    const second = await open(path, cache);
    expect(second.inflated).toBe(0);
    expect(pathsOf(second.archive)).toEqual(pathsOf(first.archive));
  });

  it('is read anew when it was written again, also with the same size and time', async () => {
    const cache = freshCache();
    const [path, other] = [writeTar(ociFiles(own)), writeTar(ociFiles(gzipSync(tar(file('etc/0wn', 'x')))))];
    await open(path, cache);
    const { atime, mtime, size } = statSync(path);
    expect(statSync(other).size).toBe(size);
    cpSync(other, path);
    utimesSync(path, atime, mtime);
    expect(pathsOf((await open(path, cache)).archive)).toEqual(['/etc/0wn']);
  });

  it('is another one elsewhere', async () => {
    const cache = freshCache();
    const path = writeTar(ociFiles(own));
    await open(path, cache);
    cpSync(path, `${path}.copy`);
    expect((await open(`${path}.copy`, cache)).inflated).toBe(1);
  });

  it('of a folder is read anew when a blob has changed or is there at last', async () => {
    const cache = freshCache();
    const files = ociFiles(own);
    const blob = `blobs/sha256/${sha256(own)}`;
    const path = write(files);
    await open(path, cache);
    expect((await open(path, cache)).inflated).toBe(0);
    rmSync(join(path, blob));
    expect((await open(path, cache)).archive.images[0]!.layers[0]!.content).toBeNull();
    writeFileSync(join(path, blob), own);
    expect(pathsOf((await open(path, cache)).archive)).toEqual(['/etc/own']);
  });
});

describe('a layer that was read before', () => {
  it('comes from the cache in another archive too, when its bytes were digested while they were read', async () => {
    const cache = freshCache();
    const one = await open(writeTar(ociFiles(base)), cache);
    const upper = gzipSync(tar(file('etc/upper', 'x')));
    const other = await open(writeTar(ociFiles(base, upper)), cache);
    expect([one.inflated, other.inflated]).toEqual([1, 1]);
    expect(pathsOf(other.archive)).toEqual(['/etc', '/etc/base', '/etc/upper']);
    expect(other.archive.images[0]!.layers[0]!.content).toMatchObject({
      compression: 'gzip',
      storedBytes: base.length,
    });
  });

  it('never comes by a digest that an archive merely claims', async () => {
    const cache = freshCache();
    await open(writeTar(ociFiles(base)), cache);
    const evil = gzipSync(tar(directory('etc'), file('etc/evil', noise(1_200_000))));
    const files = new Map(ociFiles(base)).set(`blobs/sha256/${sha256(base)}`, evil);
    expect(pathsOf((await open(writeTar(files), cache)).archive)).toEqual(['/etc', '/etc/evil']);
  });

  it('is never kept under a digest that an archive merely claims', async () => {
    const cache = freshCache();
    const evil = gzipSync(tar(directory('etc'), file('etc/evil', noise(1_200_000))));
    await open(writeTar(new Map(ociFiles(base)).set(`blobs/sha256/${sha256(base)}`, evil)), cache);
    const right = await open(writeTar(ociFiles(base)), cache);
    expect(pathsOf(right.archive)).toEqual(['/etc', '/etc/base']);
    expect(right.inflated).toBe(1);
  });

  it('comes from the cache after it was verified', async () => {
    const [cache, input] = [freshCache(), openImageInput(writeTar(ociFiles(base)))];
    const { archive } = (await openCached(input, nodeImagePorts(), never, () => undefined))!;
    expect(await verifyArchive(archive, input, nodeImagePorts(cache), never, () => undefined)).toMatchObject({
      wrong: 0,
    });
    input.close();
    const other = await open(writeTar(ociFiles(base, gzipSync(tar(file('b', 'x'))))), cache);
    expect(other.inflated).toBe(1);
    expect(pathsOf(other.archive)).toEqual(['/etc', '/etc/base', '/b']);
  });
});
