import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { limits } from '../../server/src/image/limits';
import { selectImages } from '../../server/src/image/select';
import { codes, readImageBytes } from '../support/images';
import { named, ociBlobs } from '../support/ociBuilder';
import { bytesOf, file, folder, sha256, tar } from '../support/tarBuilder';

const base = tar(folder('etc'), file('etc/a', 100));
const upper = tar(file('etc/.wh.a'), file('b', 3));

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
