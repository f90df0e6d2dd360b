import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { type ImageArchive, isNothingRead } from '../../server/src/image/archive/archive';
import { openArchive } from '../../server/src/image/archive/openArchive';
import { limits } from '../../server/src/image/limits';
import { selectImages } from '../../server/src/image/select';
import { memorySource, readImage, readImageBytes } from '../support/images';
import {
  bytesOf,
  concat,
  dockerArchive,
  file,
  folder,
  header,
  sha256,
  symlink,
  type TarEntry,
  tar,
} from '../support/tarBuilder';

const base = tar(folder('etc'), file('etc/a', 100));
const upper = tar(file('etc/.wh.a'), file('b', 3));

const codes = ({ problems, images }: ImageArchive): string[] =>
  [
    ...problems,
    ...images.flatMap((image) => [...image.problems, ...image.layers.flatMap((layer) => layer.problems)]),
  ].map(({ severity, code }) => `${severity}:${code}`);

/** A blob store with the descriptors of what is in it. */
function ociBlobs() {
  const blobs = new Map<string, Uint8Array>();
  const add = (content: Uint8Array | object, mediaType: string, more: object = {}) => {
    const bytes = content instanceof Uint8Array ? content : bytesOf(JSON.stringify(content));
    const digest = `sha256:${sha256(bytes)}`;
    blobs.set(`blobs/${digest.replace(':', '/')}`, bytes);
    return { mediaType, digest, size: bytes.length, ...more };
  };
  const image = (
    layers: readonly { bytes: Uint8Array; mediaType?: string; more?: object }[],
    more: object = {},
    config: object = {},
  ) =>
    add(
      {
        schemaVersion: 2,
        config: add(
          {
            os: 'linux',
            architecture: 'amd64',
            rootfs: { type: 'layers', diff_ids: layers.map(({ bytes }) => `sha256:${sha256(bytes)}`) },
            ...config,
          },
          'application/vnd.oci.image.config.v1+json',
        ),
        layers: layers.map(({ bytes, mediaType = 'application/vnd.oci.image.layer.v1.tar', more: extra }) =>
          add(bytes, mediaType, extra),
        ),
      },
      'application/vnd.oci.image.manifest.v1+json',
      more,
    );
  const entries = (manifests: readonly object[]): TarEntry[] => [
    file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
    ...[...blobs].map(([name, bytes]) => file(name, bytes)),
    file('index.json', JSON.stringify({ schemaVersion: 2, manifests })),
  ];
  return { blobs, add, image, entries, archive: (...manifests: object[]) => tar(...entries(manifests)) };
}

const named = (name: string, more: object = {}) => ({
  annotations: { 'org.opencontainers.image.ref.name': name },
  ...more,
});

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

describe('OCI archives', () => {
  it('nest indexes, with names that are inherited', async () => {
    const oci = ociBlobs();
    const arm = oci.image([{ bytes: upper }], { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } });
    const amd = oci.image([{ bytes: base }, { bytes: upper }]);
    const inner = oci.add({ manifests: [amd, arm] }, 'application/vnd.oci.image.index.v1+json');
    const archive = await readImageBytes(oci.archive({ ...inner, ...named('one') }, { ...inner, ...named('two') }));
    expect(archive.images.map(({ names, platform, layers }) => [names, platform, layers.length])).toEqual([
      [['one', 'two'], 'linux/amd64', 2],
      [['one', 'two'], 'linux/arm64/v8', 1],
    ]);
    expect(codes(archive)).toEqual([]);
  });

  it('tell platforms that are not there from those that are', async () => {
    const oci = ociBlobs();
    const missing = {
      mediaType: '',
      digest: `sha256:${'0'.repeat(64)}`,
      size: 1,
      platform: { os: 'linux', architecture: 's390x' },
    };
    const archive = await readImageBytes(oci.archive(oci.image([{ bytes: base }]), missing));
    expect(archive.images).toHaveLength(1);
    expect(archive.problems).toEqual([
      expect.objectContaining({
        severity: 'info',
        code: 'missing-manifest',
        message: expect.stringContaining('linux/s390x'),
      }),
    ]);
  });

  it('keep attestations and artifacts apart', async () => {
    const oci = ociBlobs();
    const image = oci.image([{ bytes: base }]);
    const statement = oci.add({}, 'application/vnd.in-toto+json', {
      annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1' },
    });
    const attestation = oci.add(
      { config: oci.add({}, 'application/vnd.oci.image.config.v1+json'), layers: [statement] },
      'application/vnd.oci.image.manifest.v1+json',
      {
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': image.digest,
        },
      },
    );
    const chart = oci.add(
      { config: oci.add({}, 'application/vnd.cncf.helm.config.v1+json'), layers: [] },
      'application/vnd.oci.image.manifest.v1+json',
    );
    const archive = await readImageBytes(oci.archive(image, attestation, chart));
    expect(archive.images).toHaveLength(1);
    expect(archive.attestations).toEqual([
      { digest: attestation.digest, subject: image.digest, predicateTypes: ['https://slsa.dev/provenance/v1'] },
    ]);
    expect(codes(archive)).toEqual(['info:unsupported']);
  });

  it('trust bytes over media types', async () => {
    const oci = ociBlobs();
    const gzipped = new Uint8Array(gzipSync(base));
    const image = oci.image([
      { bytes: gzipped, mediaType: 'application/vnd.oci.image.layer.v1.tar' },
      { bytes: base, mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd' },
    ]);
    const archive = await readImageBytes(oci.archive(image));
    expect(
      archive.images[0]!.layers.map(({ content }) => [content!.compression, content!.tarBytes, content!.storedBytes]),
    ).toEqual([
      ['gzip', base.length, gzipped.length],
      ['none', base.length, base.length],
    ]);
  });

  it('show of encrypted layers only the size, and tell foreign ones from missing ones', async () => {
    const oci = ociBlobs();
    const image = oci.image([
      { bytes: bytesOf('secret'.repeat(200)), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip+encrypted' },
      { bytes: base, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' },
      { bytes: upper },
    ]);
    oci.blobs.delete(`blobs/sha256/${sha256(base)}`);
    oci.blobs.delete(`blobs/sha256/${sha256(upper)}`);
    const archive = await readImageBytes(oci.archive(image));
    const [encrypted, foreign, missing] = archive.images[0]!.layers;
    expect(encrypted!.content).toMatchObject({ storedBytes: 1200, tarBytes: null, compression: null });
    expect(encrypted!.problems).toMatchObject([{ severity: 'error', code: 'unsupported' }]);
    expect([foreign!.content, missing!.content]).toEqual([null, null]);
    expect(foreign!.problems).toMatchObject([{ severity: 'warning', code: 'missing-layer' }]);
    expect(missing!.problems).toMatchObject([{ severity: 'error', code: 'missing-layer' }]);
  });

  it('read manifests that are part of their descriptor', async () => {
    const oci = ociBlobs();
    const image = oci.image([{ bytes: base }]);
    const path = `blobs/${image.digest.replace(':', '/')}`;
    const data = Buffer.from(oci.blobs.get(path)!).toString('base64');
    oci.blobs.delete(path);
    expect((await readImageBytes(oci.archive({ ...image, data }))).images).toHaveLength(1);
  });

  it('take names and further images from a manifest.json beside', async () => {
    const oci = ociBlobs();
    const image = oci.image([{ bytes: base }]);
    const bytes = oci.blobs.get(`blobs/${image.digest.replace(':', '/')}`)!;
    const configFile = `blobs/${JSON.parse(Buffer.from(bytes).toString()).config.digest.replace(':', '/')}`;
    const items = [
      { Config: configFile, RepoTags: ['short:1'], Layers: [] },
      { Config: 'other.json', RepoTags: null, Layers: [] },
    ];
    const archive = await readImageBytes(
      tar(
        ...oci.entries([{ ...image, ...named('long:1') }]),
        file('other.json', '{}'),
        file('manifest.json', JSON.stringify(items)),
      ),
    );
    expect(archive.format).toBe('docker-archive');
    expect(archive.images.map(({ names, layers }) => [names, layers.length])).toEqual([
      [['short:1'], 1],
      [[], 0],
    ]);
  });

  it('end where indexes go in circles, deep, or wide', { timeout: 20_000 }, async () => {
    const oci = ociBlobs();
    let level = oci.image([{ bytes: base }]);
    for (let depth = 0; depth < limits.indexDepth + 3; depth++) {
      // Each index lists the next one many times: walking every way would take for ever.
      level = oci.add({ manifests: Array(50).fill(level) }, 'application/vnd.oci.image.index.v1+json');
    }
    const archive = await readImageBytes(oci.archive(level));
    expect(archive.images).toEqual([]);
    expect(codes(archive)).toContain('warning:bad-manifest');
    expect(codes(archive)).toContain('error:no-image');
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

describe('limits', () => {
  it('keep JSON files small', async () => {
    const large = file('manifest.json', `[${' '.repeat(limits.manifestBytes)}]`);
    expect(codes(await readImageBytes(tar(large)))).toEqual(['error:limit']);
    const claimed = concat([
      header({ name: 'manifest.json' }, limits.manifestBytes + 1),
      new Uint8Array(limits.manifestBytes + 1),
    ]);
    expect(codes(await readImageBytes(claimed))).toContain('error:limit');
  });

  it('keep the number of images bearable', async () => {
    const item = { Config: 'c.json', Layers: [] };
    const archive = await readImageBytes(
      tar(file('c.json', '{}'), file('manifest.json', JSON.stringify(Array(limits.images + 1).fill(item)))),
    );
    expect(archive.images).toHaveLength(limits.images);
    expect(codes(archive)).toContain('error:limit');
  });

  it('warn of a layer that is next to nothing when it is stored', async () => {
    const bomb = new Uint8Array(gzipSync(tar(file('zeros', new Uint8Array(4 << 20))), { level: 9 }));
    const archive = await readImageBytes(bomb);
    expect(archive.images[0]!.layers[0]!.content!.entries.sizes[0]).toBe(4 << 20);
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

describe('folders', () => {
  const top = mkdtempSync(join(tmpdir(), 'strata-folders-'));
  afterAll(() => rmSync(top, { recursive: true, force: true }));

  function write(name: string, entries: readonly TarEntry[]): string {
    for (const { name: path, content = '' } of entries) {
      const target = join(top, name, path as string);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
    return join(top, name);
  }

  it('with an OCI layout are read, also one level down', async () => {
    const oci = ociBlobs();
    const image = { ...oci.image([{ bytes: base }, { bytes: new Uint8Array(gzipSync(upper)) }]), ...named('x') };
    const path = write('oci/inner', oci.entries([image]));
    for (const each of [path, dirname(path)]) {
      const archive = await readImage(each);
      expect(archive).toMatchObject({ format: 'oci-layout', images: [{ names: ['x'] }] });
      expect(archive.images[0]!.layers.map(({ content }) => content!.compression)).toEqual(['none', 'gzip']);
    }
  });

  it('with an unpacked docker save are read', async () => {
    const entries = [
      file('l/layer.tar', base),
      file('c.json', '{}'),
      file('manifest.json', JSON.stringify([{ Config: 'c.json', Layers: ['l/layer.tar'] }])),
    ];
    expect(await readImage(write('docker', entries))).toMatchObject({
      format: 'docker-directory',
      images: [{ layers: [{ content: { tarBytes: base.length } }] }],
    });
  });

  it('never give files from outside of them', async () => {
    const path = write('evil', [
      file('manifest.json', JSON.stringify([{ Config: '../secret', Layers: ['out/x.tar', 'link.tar'] }])),
      file('../secret', '{}'),
      file('../outside/x.tar', base),
    ]);
    symlinkSync(join(top, 'outside'), join(path, 'out'));
    symlinkSync(join(top, 'outside', 'x.tar'), join(path, 'link.tar'));
    const archive = await readImage(path);
    expect(codes(archive)).toEqual(['error:missing-config', 'error:missing-layer', 'error:missing-layer']);
  });

  it('without an image are told to be none', async () => {
    expect(codes(await readImage(write('empty', [file('x', 'y')])))).toEqual(['error:not-an-image']);
  });
});

describe('choosing an image', () => {
  it('by name, number, id and platform', async () => {
    const oci = ociBlobs();
    const images = [
      oci.image([{ bytes: base }], named('docker.io/library/alpine:latest')),
      oci.image([{ bytes: upper }], named('docker.io/lab/x:1'), { architecture: 'arm64', variant: 'v8' }),
    ];
    const archive = await readImageBytes(oci.archive(...images));
    const chosen = (choice: Parameters<typeof selectImages>[1]) =>
      selectImages(archive.images, choice).map(({ index }) => index);
    expect(chosen({})).toEqual([0, 1]);
    expect(chosen({ image: 'alpine' })).toEqual([0]);
    expect(chosen({ image: 'alpine:latest' })).toEqual([0]);
    expect(chosen({ image: 'lab/x:1' })).toEqual([1]);
    expect(chosen({ image: 'lab/x' })).toEqual([]);
    expect(chosen({ image: '#1' })).toEqual([1]);
    expect(chosen({ image: archive.images[1]!.configDigest!.slice(7, 19) })).toEqual([1]);
    expect(chosen({ platform: 'linux/arm64' })).toEqual([1]);
    expect(chosen({ platform: 'linux/arm64/v8', image: '#1' })).toEqual([1]);
    expect(chosen({ platform: 'windows/amd64' })).toEqual([]);
  });
});
