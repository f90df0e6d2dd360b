import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { openArchive } from '../../server/src/image/archive/openArchive';
import { verifyArchive } from '../../server/src/image/verify/verifyArchive';
import type { Cancellation, ImageInput } from '../../server/src/ports';
import { badFiles, fixtureNames, fixtureTar, fixtureTruth } from '../support/imageFixtures';
import { codes, memorySource } from '../support/images';
import { ociBlobs } from '../support/ociBuilder';
import { file, sha256, tar } from '../support/tarBuilder';

const inputOf = (bytes: Uint8Array): ImageInput => ({
  kind: 'file',
  source: memorySource(bytes),
  identity: '',
  close: () => undefined,
});
const never: Cancellation = { cancelled: false, onCancel: () => undefined };

/** What verifying says of an archive, and the problems that the archive has then. */
async function verified(bytes: Uint8Array, cancel: { readonly cancelled: boolean } = never, done: number[] = []) {
  const ports = nodeImagePorts();
  const archive = await openArchive(inputOf(bytes), ports, never, () => undefined);
  let time = 0;
  const paced = { ...ports, now: () => (time += 1000) };
  const result = await verifyArchive(archive!, inputOf(bytes), paced, cancel, (bytesDone) => done.push(bytesDone));
  return result && { ...result, codes: codes(result.archive), before: codes(archive!) };
}

/** Where the body of the file of a tar begins that `wanted` accepts. */
function blobOf(tar: Uint8Array, wanted: (bytes: Uint8Array) => boolean): number {
  for (let at = 0; at + 512 < tar.length; ) {
    const size = Number.parseInt(Buffer.from(tar.subarray(at + 124, at + 135)).toString(), 8) || 0;
    if (size > 1000 && wanted(tar.subarray(at + 512, at + 512 + size))) {
      return at + 512;
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error('There is no such file in the archive.');
}

/** Fixtures whose files have zeros for contents: only their layers without files are still what their digests say. */
const thinned = [
  'busybox-buildah-docker-archive.tar.gz',
  'busybox-buildkit-docker26.tar.gz',
  'busybox-containerd-loaded.tar.gz',
  'busybox-docker25-repack.tar.gz',
  'busybox-docker26-save.tar.gz',
  'busybox-oci-raw-dotslash.tar.gz',
  'busybox-skopeo-docker-archive.tar.gz',
  'dup-layers.tar.gz',
  'names-docker-save.tar.gz',
  'shared-two.tar.gz',
  'untagged.tar.gz',
  'vfs-docker-save.tar.gz',
];

describe('digests', () => {
  it.each(fixtureNames.filter((name) => !thinned.includes(name)))('of %s are what the archive says', async (name) => {
    const result = await verified(fixtureTar(name));
    expect({ wrong: result?.wrong, codes: result?.codes }).toEqual({ wrong: 0, codes: result?.before });
    const layers = new Set(fixtureTruth(name).images.flatMap((image) => image.layers.map(({ diffId }) => diffId)));
    expect(result!.checked + result!.unchecked).toBeGreaterThanOrEqual(layers.size);
  });

  it.each(thinned)('of %s tell that contents were replaced', async (name) => {
    const result = await verified(fixtureTar(name));
    expect(result?.wrong).toBeGreaterThan(0);
    expect(result?.wrong).toBeLessThanOrEqual(result!.checked);
    for (const { content, problems } of result!.archive.images.flatMap(({ layers }) => layers)) {
      const hasFiles = content!.entries.columns().sizes.some((size) => size > 0);
      expect(problems.some(({ code }) => code === 'digest-mismatch')).toBe(hasFiles);
    }
  });

  it('of a damaged layer are found to differ', async () => {
    const result = await verified(damaged('busybox-docker-save.tar.gz', 0));
    expect(result).toMatchObject({ wrong: 1 });
    const wrong = result!.archive.images[0]!.layers.filter(({ problems }) => problems.length > 0);
    expect(wrong.map(({ index }) => index)).toEqual([0]);
    expect(wrong[0]!.problems.filter(({ code }) => code === 'digest-mismatch')).toEqual([
      {
        severity: 'error',
        code: 'digest-mismatch',
        message: expect.stringMatching(/^This layer is not what its digest says: .*\.$/),
        where: { file: expect.stringMatching(/layer\.tar$/), offset: null },
      },
    ]);
  });

  it.each(['diffids-wrong.tar', 'oci-wrong-digest.tar'])('that are wrong in %s are found', async (name) => {
    const { bytes } = (await badFiles()).find((each) => each.name.endsWith(name))!;
    const result = await verified(bytes);
    expect(result?.wrong).toBeGreaterThan(0);
    expect(result?.codes).toContain('error:digest-mismatch');
  });

  it('of the content differ where the blob is right and the configuration names another', async () => {
    const layer = tar(file('etc/a', 5000));
    const { image, archive } = ociBlobs();
    const bytes = archive(
      image([{ bytes: gzipSync(layer), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' }]),
    );
    const [found] = (await verified(bytes))!.archive.images[0]!.layers;
    expect(found!.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('its content has another digest (diff ID)'),
    ]);
  });

  it('differ in a compressed archive as well, which is inflated once', async () => {
    const done: number[] = [];
    const bytes = gzipSync(damaged('busybox-docker-save.tar.gz', 1));
    const result = await verified(bytes, never, done);
    expect(result).toMatchObject({ wrong: 1 });
    expect(Math.max(...done)).toBe(bytes.length);
  });

  it('are told once, however often they are verified', async () => {
    const bytes = damaged('busybox-docker-save.tar.gz', 0);
    const first = await verified(bytes);
    const again = await verifyArchive(first!.archive, inputOf(bytes), nodeImagePorts(), never, () => undefined);
    expect(codes(again!.archive)).toEqual(first!.codes);
  });

  it('are not looked at any more when the user thinks better of it', async () => {
    let looks = 0;
    const cancel = {
      get cancelled() {
        return ++looks > 2;
      },
    };
    expect(await verified(fixtureTar('busybox-docker-save.tar.gz'), cancel)).toBeUndefined();
  });

  it('of a configuration are those that its name says', async () => {
    const tar = Buffer.from(fixtureTar('busybox-docker-save.tar.gz'));
    const at = tar.indexOf('"architecture":"amd64"');
    tar.write('"architecture":"amd46"', at);
    expect((await verified(tar))?.codes).toContain('warning:digest-mismatch');
  });
});

/** The archive with one byte of a file of a layer changed, found by what the truth says of the layer. */
function damaged(name: string, layer: number): Uint8Array {
  const bytes = fixtureTar(name).slice();
  const { diffId } = fixtureTruth(name).images[0]!.layers[layer]!;
  const at = blobOf(bytes, (blob) => `sha256:${sha256(blob)}` === diffId);
  bytes[at + 700]! ^= 1;
  return bytes;
}
