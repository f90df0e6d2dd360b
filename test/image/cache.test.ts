import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageArchive } from '../../server/src/image/archive/archive';
import type { LayerIndex } from '../../server/src/image/archive/layerIndex';
import { packArchive, type SeenFile, unpackArchive } from '../../server/src/image/cache/archiveRecord';
import { checksum } from '../../server/src/image/cache/checksum';
import { packLayer, unpackLayer } from '../../server/src/image/cache/layerRecord';
import { packRecord, unpackRecord } from '../../server/src/image/cache/record';
import { namedPath } from '../../server/src/image/names';
import { reportOf } from '../../server/src/image/report';
import { noNode, type PathTable } from '../../server/src/image/tar/paths';
import { badFiles, fixtureNames, fixturePath } from '../support/imageFixtures';
import { readImage, readImageBytes } from '../support/images';

/** The pieces of a file, as they are when they were read from a disk. */
function fileOf(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** Everything that an archive holds, as a value whose parts can be compared. */
function allOf(archive: ImageArchive) {
  const { seed: _, slots: __, ...paths } = archive.paths.columns();
  return {
    ...archive,
    paths,
    images: archive.images.map((image) => ({
      ...image,
      layers: image.layers.map((layer) => ({ ...layer, content: layer.content && withColumns(layer.content) })),
    })),
  };
}

function withColumns(content: LayerIndex) {
  return { ...content, entries: { columns: content.entries.columns(), rare: content.entries.rare } };
}

/** A layer with its paths spelled out. */
function withPaths(content: LayerIndex, paths: PathTable) {
  const { nodes, ...columns } = content.entries.columns();
  const names = Array.from(nodes, (node) => (node === noNode ? null : namedPath(paths, node)));
  return { ...content, entries: { names, columns, rare: content.entries.rare } };
}

describe('records', () => {
  const numbers = fc.oneof(fc.uint8Array(), fc.uint16Array(), fc.uint32Array(), fc.float64Array());
  const { value: values } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constant(null),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.string({ unit: 'binary' }),
      numbers,
      fc.array(tie('value')),
      fc.dictionary(fc.string({ unit: 'grapheme-ascii', maxLength: 3 }), tie('value'), { noNullPrototype: true }),
      fc.array(fc.tuple(fc.nat(), tie('value'))).map((pairs) => new Map(pairs)),
    ),
  }));

  it('give back what was put into them', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(unpackRecord(fileOf(packRecord(value)))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('are as if they were not there when a part is damaged, missing or too much', () => {
    const record = { names: ['a', 'b'], sizes: new Float64Array([1, 2, 3]), marks: new Uint8Array([1, 2, 3, 4, 5]) };
    const file = fileOf(packRecord(record));
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = file.slice();
        damaged[at]! ^= change;
        // What only fills up to the next multiple of eight means nothing.
        expect([undefined, record]).toContainEqual(unpackRecord(damaged));
      }),
    );
    for (let length = 0; length < file.length; length++) {
      expect(unpackRecord(file.slice(0, length))).toBeUndefined();
    }
    expect(unpackRecord(new Uint8Array([...file, 0, 0, 0, 0, 0, 0, 0, 0]))).toBeUndefined();
    expect(unpackRecord(file)).toEqual(record);
  });

  it('of other versions and machines are left alone', () => {
    for (const at of [8, 12]) {
      const other = fileOf(packRecord('value'));
      other[at]!++;
      expect(unpackRecord(other)).toBeUndefined();
    }
  });

  it('are never found in bytes from anywhere', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(unpackRecord(bytes)).toBeUndefined();
      }),
    );
  });
});

describe('a checksum', () => {
  it('changes with every single byte, wherever the bytes lie in memory', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, seed, change) => {
          const moved = new Uint8Array([0, ...bytes]).subarray(1);
          expect(checksum(moved)).toBe(checksum(bytes));
          moved[seed % moved.length]! ^= change;
          expect(checksum(moved)).not.toBe(checksum(bytes));
        },
      ),
    );
  });
});

describe('archives of the cache', () => {
  const seen: SeenFile[] = [
    ['index.json', '1:2:3'],
    ['manifest.json', null],
  ];

  it.each(fixtureNames)('%s comes back as it was read', async (name) => {
    const archive = await readImage(fixturePath(name));
    const again = unpackArchive(fileOf(packArchive({ archive, seen })));
    expect(again?.seen).toEqual(seen);
    expect(allOf(again!.archive)).toEqual(allOf(archive));
    const options = { overlayMarks: false };
    expect(reportOf(again!.archive, again!.archive.images, name, options)).toEqual(
      reportOf(archive, archive.images, name, options),
    );
  });

  it('come back with their problems, whatever is wrong with them', async () => {
    for (const { bytes } of (await badFiles()).filter((each) => each.bytes.length < 100_000)) {
      const archive = await readImageBytes(bytes);
      expect(allOf(unpackArchive(fileOf(packArchive({ archive, seen: [] })))!.archive)).toEqual(allOf(archive));
    }
  });

  it('are kept once for layers that images share', async () => {
    const archive = await readImage(fixturePath('shared-two.tar.gz'));
    const again = unpackArchive(fileOf(packArchive({ archive, seen: [] })))!.archive;
    expect(again.images[0]!.layers[0]!.content).toBe(again.images[1]!.layers[0]!.content);
    expect(again.images[0]!.layers[0]!.history).toBe(again.images[0]!.history.find(({ layer }) => layer === 0));
  });

  it('that somebody made up are as if they were not there', async () => {
    const archive = await readImage(fixturePath('dup-layers.tar.gz'));
    const columns = ['contents', 0, 'entries', 'columns'];
    const forged = (path: readonly (string | number)[], value: unknown): unknown => {
      const record = unpackRecord(fileOf(packArchive({ archive, seen: [] })));
      let at = record as Record<string | number, unknown>;
      for (const name of path.slice(0, -1)) {
        at = at[name] as Record<string | number, unknown>;
      }
      at[path.at(-1)!] = value;
      return unpackArchive(fileOf(packRecord(record)));
    };
    expect(forged(['format'], 'layer')).toBeDefined();
    const { count } = archive.images[0]!.layers[0]!.content!.entries;
    expect(forged([...columns, 'linkStarts'], new Uint32Array(count))).toBeDefined();
    for (const [path, value] of [
      [['kind'], 'layer'],
      [['contents'], undefined],
      [['paths', 'parents', 3], 3],
      [['paths', 'nameStarts', 2], 1e9],
      [['paths', 'slots', 0], 1e9],
      [['paths', 'slots'], new Uint32Array(3)],
      [['paths', 'slots'], new Uint32Array(4).fill(1)],
      [[...columns, 'nodes', 0], 1e6],
      [[...columns, 'types', 0], 9],
      [[...columns, 'linkStarts'], new Uint32Array(count + 1)],
      [[...columns, 'linkStarts'], new Uint32Array(count).fill(1e9)],
      [[...columns, 'gids'], new Uint32Array(count + 1)],
      [[...columns, 'sizes'], new Float64Array(1)],
      [[...columns, 'sizes'], new Uint8Array(1)],
      [[...columns, 'marks'], Uint32Array.of(1e6)],
      [['contents', 0, 'entries', 'rare'], new Map([[1e6, {}]])],
    ] as const) {
      expect(forged(path, value), path.join('.')).toBeUndefined();
    }
  });
});

describe('layers of the cache', () => {
  it.each(['names-gnutar.tar.gz', 'hardlinks.tar.gz', 'odd-paths.tar.gz', 'sparse.tar.gz', 'aufs-whiteouts.tar.gz'])(
    'of %s come back in another archive',
    async (name) => {
      const { images, paths } = await readImage(fixturePath(name));
      const other = (await readImage(fixturePath('busybox-docker-save.tar.gz'))).paths;
      for (const content of images.flatMap(({ layers }) => layers.map((layer) => layer.content!))) {
        const file = fileOf(packLayer(content, paths));
        expect(withPaths(unpackLayer(file, other)!, other)).toEqual(withPaths(content, paths));
        expect(unpackArchive(file)).toBeUndefined();
      }
    },
  );
});
