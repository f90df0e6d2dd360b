import { describe, expect, it } from 'vitest';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import type { ImageArchive } from '../../server/src/image/archive/archive';
import { openArchive } from '../../server/src/image/archive/openArchive';
import { readContent, readContentRange } from '../../server/src/image/contents/fileContent';
import { limits } from '../../server/src/image/limits';
import { entryType } from '../../server/src/image/tar/entries';
import type { ByteSource, ImageInput } from '../../server/src/ports';
import { fixtureTar } from '../support/imageFixtures';
import { everythingIn } from '../support/imageReading';
import { codes, memorySource } from '../support/images';
import { ociBlobs } from '../support/ociBuilder';
import { bytesOf, concat, dockerArchive, sha256 } from '../support/tarBuilder';
import { estargzFooter, estargzLayer, inflated, type Toc, withTable } from '../support/tocLayers';

const ports = nodeImagePorts();
const never = { cancelled: false };

const inputOf = (source: ByteSource): ImageInput => ({ kind: 'file', source, identity: '', close: () => undefined });

async function open(bytes: Uint8Array, usesTables = true): Promise<ImageArchive> {
  return (await openArchive(inputOf(memorySource(bytes)), ports, never, () => undefined, { usesTables }))!;
}

/** All but what a table cannot tell: how large the tar is. */
function comparable(archive: ImageArchive): unknown {
  return JSON.parse(JSON.stringify(everythingIn(archive), (key, value) => (key === 'tarBytes' ? undefined : value)));
}

/** The contents of all files of all layers, by layer and entry. */
async function contents(bytes: Uint8Array, archive: ImageArchive): Promise<string[]> {
  const found: string[] = [];
  for (const image of archive.images) {
    for (const [layer, { content }] of image.layers.entries()) {
      for (let entry = 0; entry < (content?.entries.count ?? 0); entry++) {
        if (content!.entries.types[entry] === entryType.file) {
          const pieces: Uint8Array[] = [];
          const watch = { cancel: never, onProgress: () => undefined };
          const end = await readContent(
            inputOf(memorySource(bytes)),
            image,
            { layer, entry },
            ports.codec,
            watch,
            (piece) => pieces.push(piece.slice()),
          );
          found.push(`${layer}/${entry} ${end} ${sha256(concat(pieces))}`);
        }
      }
    }
  }
  return found;
}

async function checkAlike(bytes: Uint8Array): Promise<ImageArchive> {
  const [listed, unpacked] = [await open(bytes), await open(bytes, false)];
  expect(comparable(listed)).toEqual(comparable(unpacked));
  expect(await contents(bytes, listed)).toEqual(await contents(bytes, unpacked));
  return listed;
}

const isListed = ({ images }: ImageArchive): boolean =>
  images.every(({ layers }) => layers.every(({ content }) => content === null || content.chunks !== undefined));

describe('layers with a table of contents', () => {
  it.each([
    ['busybox-buildkit-oci-estargz-upper.tar.gz', 22],
    ['busybox-skopeo-zstd-chunked-upper.tar.gz', 20],
    ['hardlinks-zstd-chunked.tar.gz', 4],
    ['overlay-whiteouts-zstd-chunked.tar.gz', 2],
  ])('of %s are listed and read as if they were unpacked', { timeout: 60_000 }, async (name, count) => {
    const archive = await checkAlike(fixtureTar(name));
    expect(isListed(archive)).toBe(true);
    expect(archive.images[0]!.layers.filter(({ content }) => content).length).toBe(count);
  });

  const files = [
    { name: 'a', content: 'first' },
    { name: 'empty', content: '' },
    { name: 'b', content: 'x'.repeat(5000) },
    { name: 'last', content: 'last' },
  ];

  it.each([false, true])('have the table as a file, unless the tar ends before it (%s)', async (endsFirst) => {
    const archive = await checkAlike(dockerArchive([estargzLayer(files, { endsFirst })]));
    expect(isListed(archive)).toBe(true);
    expect(archive.images[0]!.layers[0]!.content!.entries.count).toBe(endsFirst ? 4 : 5);
  });

  it('may have no files at all', async () => {
    const empty = estargzLayer([], { edit: () => ({ version: 1, entries: null }), endsFirst: true });
    expect(isListed(await checkAlike(dockerArchive([empty])))).toBe(true);
  });

  it('have several pieces of a file in one member', async () => {
    const bytes = dockerArchive([
      estargzLayer(files, {
        edit: ({ version, entries }: Toc) => ({
          version,
          entries: entries!.flatMap((entry) => {
            const { name, offset, size } = entry;
            const rest = { name, type: 'chunk', offset, innerOffset: 3, chunkOffset: 3, chunkSize: Number(size) - 3 };
            return Number(size) > 0 ? [{ ...entry, chunkSize: 3 }, rest] : [entry];
          }),
        }),
      }),
    ]);
    expect(isListed(await checkAlike(bytes))).toBe(true);
  });

  it('give any part of a file', async () => {
    const bytes = fixtureTar('busybox-skopeo-zstd-chunked-upper.tar.gz');
    const archive = await open(bytes);
    const image = archive.images[0]!;
    const layer = image.layers.findIndex(({ content }) => (content?.chunks?.entries.length ?? 0) > 3);
    const { entries } = image.layers[layer]!.content!;
    const sizes = [...entries.sizes.subarray(0, entries.count)];
    const entry = sizes.indexOf(Math.max(...sizes));
    const part = async (from: number, to: number): Promise<string> => {
      const pieces: Buffer[] = [];
      const watch = { cancel: never, onProgress: () => undefined };
      const body = { layer, entry };
      const range = { from, to };
      const input = inputOf(memorySource(bytes));
      await readContentRange(input, image, body, range, ports.codec, watch, (piece) => pieces.push(Buffer.from(piece)));
      return Buffer.concat(pieces).toString('latin1');
    };
    const size = entries.sizes[entry]!;
    const whole = await part(0, size);
    expect(whole.length).toBe(size);
    for (const [from, to] of [
      [0, 1],
      [1, size - 1],
      [size >> 1, size],
      [size - 1, size],
      [3, 3],
    ] as const) {
      expect(await part(from, to)).toBe(whole.slice(from, to));
    }
  });

  it('are not read for their list', async () => {
    const noise = Array.from({ length: 300_000 }, (_, i) =>
      String.fromCharCode(33 + (Math.imul(i ^ (i >> 3), 0x9e3779b1) >>> 25)),
    ).join('');
    const bytes = dockerArchive([estargzLayer([{ name: 'noise', content: noise }, ...files])]);
    let read = 0;
    const source = memorySource(bytes);
    const counting: ByteSource = {
      size: source.size,
      read(offset, length) {
        read += Math.min(length, source.size - offset);
        return source.read(offset, length);
      },
    };
    const archive = (await openArchive(inputOf(counting), ports, never, () => undefined, { usesTables: true }))!;
    expect(isListed(archive)).toBe(true);
    expect(read).toBeLessThan(bytes.length);
  });

  it('state no size of their tar', async () => {
    const bytes = dockerArchive([estargzLayer(files)]);
    expect((await open(bytes)).images[0]!.layers[0]!.content!.tarBytes).toBeNull();
    expect((await open(bytes, false)).images[0]!.layers[0]!.content!.tarBytes).toBe(
      inflated(estargzLayer(files)).length,
    );
  });

  it('are listed in compressed archives and by other callers as before', async () => {
    const archive = await open(dockerArchive([estargzLayer(files)]), false);
    expect(archive.images[0]!.layers[0]!.content!.chunks).toBeUndefined();
  });
});

describe('tables of contents that cannot be true', () => {
  const files = [
    { name: 'a', content: 'first' },
    { name: 'b', content: 'second' },
  ];
  const change =
    (at: number, fields: object) =>
    ({ version, entries }: Toc) => ({
      version,
      entries: entries!.map((entry, i) => (i === at ? { ...entry, ...fields } : entry)),
    });
  const good = estargzLayer(files);
  const gzippedFiles = good.subarray(0, Number.parseInt(Buffer.from(good.subarray(-35, -19)).toString(), 16));

  const rows: [string, string, Uint8Array][] = [
    ['no JSON', 'bad-json', withTable(gzippedFiles, '{"entries": [')],
    ['no list', 'bad-header', withTable(gzippedFiles, { version: 1 })],
    ['another list', 'bad-header', withTable(gzippedFiles, { entries: [1, null, 'x'] })],
    ['contents behind the end', 'bad-header', estargzLayer(files, { edit: change(1, { offset: 1e9 }) })],
    ['contents that overlap', 'bad-header', estargzLayer(files, { edit: change(1, { offset: 3 }) })],
    ['negative places', 'bad-header', estargzLayer(files, { edit: change(0, { offset: -1 }) })],
    ['an absurd size', 'bad-header', estargzLayer(files, { edit: change(0, { size: 2 ** 60 }) })],
    ['a size that is no number', 'bad-header', estargzLayer(files, { edit: change(0, { size: '5' }) })],
    ['pieces that are too small', 'bad-header', estargzLayer(files, { edit: change(0, { chunkSize: 2 }) })],
    ['a piece of nothing', 'bad-header', estargzLayer(files, { edit: change(0, { type: 'chunk' }) })],
    ['an unknown type', 'bad-header', estargzLayer(files, { edit: change(0, { type: 'door' }) })],
    ['a time that is none', 'bad-header', estargzLayer(files, { edit: change(0, { modtime: 'noon' }) })],
    ['attributes that are none', 'bad-header', estargzLayer(files, { edit: change(0, { xattrs: { a: '§' } }) })],
    ['a name whose bytes are lost', 'bad-header', estargzLayer(files, { edit: change(0, { name: 'a\ufffd' }) })],
    ['no name', 'bad-header', estargzLayer(files, { edit: change(0, { name: '' }) })],
    ['a table of another name', 'bad-header', withTable(gzippedFiles, { entries: [] }, { name: 'other.json' })],
    [
      'no table at its place',
      'corrupt-compression',
      concat([gzippedFiles, bytesOf('no gzip'), estargzFooter(gzippedFiles.length)]),
    ],
    ['too many objects', 'limit', withTable(gzippedFiles, `{"entries":[${'{},'.repeat(limits.tocObjects)}{}]}`)],
    ['too many bytes', 'limit', withTable(gzippedFiles, ' '.repeat(limits.tocBytes))],
  ];

  it.each(rows)('have %s and are told (%s); the layer is unpacked', { timeout: 30_000 }, async (_, code, layer) => {
    const bytes = dockerArchive([layer]);
    const archive = await open(bytes);
    const { content } = archive.images[0]!.layers[0]!;
    expect(codes(archive)).toContain(`warning:${code}`);
    expect(content!.chunks).toBeUndefined();
    const unpacked = await open(bytes, false);
    expect(content!.entries.count).toBe(unpacked.images[0]!.layers[0]!.content!.entries.count);
    expect(content!.entries.count).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['the digest that the manifest states', true],
    ['another digest', false],
  ])('have %s', async (_, isRight) => {
    const json = JSON.stringify({ version: 1, entries: [] });
    const layer = withTable(new Uint8Array(0), json);
    const { image, archive } = ociBlobs();
    const digest = `sha256:${isRight ? sha256(bytesOf(json)) : '0'.repeat(64)}`;
    const more = { annotations: { 'containerd.io/snapshot/stargz/toc.digest': digest } };
    const read = await open(
      archive(image([{ bytes: layer, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', more }])),
    );
    expect(isListed(read)).toBe(isRight);
    expect(codes(read)).toEqual(isRight ? [] : ['warning:digest-mismatch']);
  });

  it('point anywhere without a footer being believed', async () => {
    for (const offset of [0xffff_ffff_ffff, good.length]) {
      const layer = concat([gzippedFiles, estargzFooter(offset)]);
      expect((await open(dockerArchive([layer]))).images[0]!.layers[0]!.content!.chunks).toBeUndefined();
    }
  });
});
