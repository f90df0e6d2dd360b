import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { isNothingRead } from '../../server/src/image/archive/archive';
import { openArchive } from '../../server/src/image/archive/openArchive';
import { codes, memorySource, readImageBytes } from '../support/images';
import { bytesOf, concat, dockerArchive, file, folder, sha256, symlink, tar } from '../support/tarBuilder';

const base = tar(folder('etc'), file('etc/a', 100));
const upper = tar(file('etc/.wh.a'), file('b', 3));

describe('docker archives', () => {
  const manifest = (items: unknown) => file('manifest.json', JSON.stringify(items));
  const config = (diffs = 1) => file('c.json', JSON.stringify({ rootfs: { diff_ids: Array(diffs).fill('sha256:0') } }));

  it('find layers behind symbolic links that stand before their target', async () => {
    const archive = await readImageBytes(
      tar(
        folder('one'),
        symlink('one/layer.tar', '../two/layer.tar'),
        folder('two'),
        file('two/layer.tar', base),
        config(2),
        manifest([{ Config: 'c.json', Layers: ['one/layer.tar', 'two/layer.tar'] }]),
      ),
    );
    const [one, two] = archive.images[0]!.layers;
    expect(one!.content!.entries.count).toBe(2);
    expect(one!.content).toBe(two!.content);
  });

  it.each([
    ['names that begin with ./', (name: string) => `./${name}`],
    ['names that begin with /', (name: string) => `/${name}`],
    ['everything in one folder', (name: string) => `image/${name}`],
  ])('are read with %s', async (_, rename) => {
    const entries = [
      file('l.tar', base),
      config(),
      manifest([{ Config: 'c.json', RepoTags: ['a:b'], Layers: ['l.tar'] }]),
    ];
    const archive = await readImageBytes(
      tar(...entries.map((entry) => ({ ...entry, name: rename(entry.name as string) }))),
    );
    expect(archive).toMatchObject({ format: 'docker-archive', images: [{ names: ['a:b'] }] });
    expect(archive.images[0]!.layers[0]!.content!.entries.count).toBe(2);
  });

  it('have configurations of any name', async () => {
    const name = `sha256:${'0'.repeat(64)}`;
    const archive = await readImageBytes(
      tar(file(name, '{"os":"linux","architecture":"arm","variant":"v7"}'), manifest([{ Config: name, Layers: [] }])),
    );
    expect(archive.images[0]!.platform).toBe('linux/arm/v7');
  });

  it('keep what is whole when one image of several is broken', async () => {
    const archive = await readImageBytes(
      tar(file('l.tar', base), config(), manifest([{ Config: 'c.json', Layers: ['l.tar'] }, { Layers: 5 }])),
    );
    expect(archive.images).toHaveLength(1);
    expect(codes(archive)).toEqual(['error:bad-manifest']);
  });

  it('of Docker before 1.10 are told to be so', async () => {
    const archive = await readImageBytes(tar(file('repositories', '{}'), folder('abc'), file('abc/layer.tar', base)));
    expect(codes(archive)).toEqual(['error:unsupported']);
  });

  it('give layers the digest of their descriptor', async () => {
    const digest = `sha256:${sha256(base)}`;
    const path = `blobs/${digest.replace(':', '/')}`;
    const sources = {
      [digest]: { mediaType: 'application/vnd.docker.image.rootfs.diff.tar', size: base.length, digest },
    };
    const archive = await readImageBytes(
      tar(file(path, base), config(), manifest([{ Config: 'c.json', Layers: [path], LayerSources: sources }])),
    );
    expect(archive.images[0]!.layers[0]!.digest).toBe(digest);
  });
});

describe('what is no archive', () => {
  it.each([
    ['a root file system', tar(folder('bin'), file('bin/sh', 5), folder('etc')), 'rootfs'],
    ['a layer', tar(file('app/x', 5), file('.wh.gone')), 'layer'],
    ['a compressed layer', new Uint8Array(gzipSync(tar(file('app/x', 5)))), 'layer'],
  ])('%s is shown as one layer', async (_, bytes, format) => {
    const archive = await readImageBytes(bytes);
    expect(archive).toMatchObject({
      format,
      images: [{ names: [], layers: [{ content: { storedBytes: bytes.length } }] }],
    });
    expect(isNothingRead(archive)).toBe(false);
  });

  it('a large compressed root file system is not searched for layers to the end', async () => {
    const files = Array.from({ length: 100 }, (_, i) => file(`usr/doc/${i}.txt`, `text ${i} `.repeat(10)));
    const archive = await readImageBytes(new Uint8Array(gzipSync(tar(...files, file('usr/inner.tar', base)))));
    expect(archive.format).toBe('layer');
    expect(archive.images[0]!.layers[0]!.content!.entries.count).toBe(101);
  });

  it('many strange files before the image still are an image', async () => {
    const strange = Array.from({ length: 100 }, (_, i) => file(`strange-${i}`, `strange ${i} `.repeat(10)));
    const image = dockerArchive([base]).slice(0, -1024);
    const whole = concat([tar(...strange).slice(0, -1024), image, new Uint8Array(1024)]);
    const archive = await readImageBytes(new Uint8Array(gzipSync(whole)));
    expect(archive.images[0]!.layers[0]!.content!.entries.count).toBe(2);
    expect(codes(archive)).toEqual([]);
  });

  it('is said to be what it is', async () => {
    const messages = async (bytes: Uint8Array) => (await readImageBytes(bytes)).problems.map(({ message }) => message);
    expect(await messages(bytesOf('hello, world'))).toEqual(['This is not an image archive: it is a text file.']);
    expect(await messages(new Uint8Array(2000))).toEqual(['This is not an image archive: it holds nothing but zeros.']);
    expect(await messages(new Uint8Array(gzipSync('hello')))).toEqual([
      'This is not an image archive: the compressed data is no tar, or an empty one.',
    ]);
    expect(await messages(tar({ name: 'manifest.json', type: '2', link: '/etc/passwd' }))).toEqual([
      'This is not an image archive: "manifest.json" is not a regular file.',
    ]);
  });
});

describe('reading', () => {
  const watching = async (bytes: Uint8Array, cancelled: () => boolean) => {
    const seen: [number, number, string][] = [];
    let clock = 0;
    const input = { kind: 'file', source: memorySource(bytes), identity: '', close() {} } as const;
    const ports = { ...nodeImagePorts(), now: () => (clock += 1000) };
    const signal = {
      get cancelled() {
        return cancelled();
      },
    };
    const archive = await openArchive(input, ports, signal, (...progress) => seen.push(progress));
    return { archive, seen };
  };
  const layers = [base, upper, tar(file('c', 7))];

  it('lets others have their turn, also where nothing has to be waited for', async () => {
    let isTurned = false;
    setImmediate(() => {
      isTurned = true;
    });
    await watching(dockerArchive(layers), () => false);
    expect(isTurned).toBe(true);
  });

  it('tells how far it is', async () => {
    const { seen } = await watching(dockerArchive(layers), () => false);
    const ofLayers = seen.filter(([, , message]) => message.startsWith('Layer'));
    expect(ofLayers.map(([, , message]) => message)).toContain('Layer 3 of 3');
    const total = layers.reduce((sum, { length }) => sum + length, 0);
    expect(ofLayers.at(-1)!.slice(0, 2)).toEqual([total, total]);
    expect(ofLayers.every(([done], i) => i === 0 || done >= ofLayers[i - 1]![0])).toBe(true);
  });

  it.each([
    ['plain', dockerArchive(layers), 4],
    ['compressed', new Uint8Array(gzipSync(dockerArchive(layers))), 1],
  ])('stops when told to, %s', async (_, bytes, looksNeeded) => {
    for (let after = 0; after < looksNeeded; after++) {
      let looks = 0;
      expect((await watching(bytes, () => looks++ >= after)).archive === undefined).toBe(true);
    }
  });

  it('says what a medium that fails says', async () => {
    const broken = { size: 5000, read: async () => Promise.reject(new Error('The disk reports an error.')) };
    const archive = await openArchive(
      { kind: 'file', source: broken, identity: '', close() {} },
      nodeImagePorts(),
      { cancelled: false },
      () => undefined,
    );
    expect(archive!.problems).toMatchObject([
      { severity: 'error', code: 'unreadable', message: 'It cannot be read: The disk reports an error.' },
    ]);
  });
});

describe('archives that are cut before what describes their image', () => {
  const whole = tar(
    file(`${'a'.repeat(64)}.tar`, base),
    file(`${'b'.repeat(64)}.json`, '{"no":"layer"}'),
    file(`${'c'.repeat(64)}.tar`, new Uint8Array(gzipSync(upper))),
    file(`${'d'.repeat(64)}.tar`, tar(file('cut', 5000))),
    file('manifest.json', '[]'),
  );

  it.each([
    ['plain', (bytes: Uint8Array) => bytes],
    ['compressed', (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes))],
  ])('show the layers that there are, in their order (%s)', async (_, pack) => {
    const archive = await readImageBytes(pack(whole.subarray(0, whole.length - 5000)));
    expect([archive.format, archive.images.length]).toEqual([null, 1]);
    expect(archive.images[0]!.layers.map(({ file: name, content }) => [name[0], content!.entries.count])).toEqual([
      ['a', 2],
      ['c', 2],
      ['d', 1],
    ]);
    expect(codes(archive)).toEqual(expect.arrayContaining(['error:truncated', 'warning:missing-manifest']));
  });

  it('do so also when the manifest itself is cut', async () => {
    const archive = await readImageBytes(whole.subarray(0, whole.length - 1024 - 511));
    expect(archive.images[0]!.layers.map(({ file: name }) => name[0])).toEqual(['a', 'c', 'd']);
  });

  it('show nothing when there is no layer yet', async () => {
    expect(isNothingRead(await readImageBytes(whole.subarray(0, 700)))).toBe(true);
  });
});
