import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import type { ImageArchive } from '../../server/src/image/archive/archive';
import { openArchive } from '../../server/src/image/archive/openArchive';
import { readContent } from '../../server/src/image/contents/fileContent';
import { reportOf } from '../../server/src/image/report';
import { entryType } from '../../server/src/image/tar/entries';
import type { ImageInput } from '../../server/src/ports';
import { fixtureTar } from '../support/imageFixtures';
import { everythingIn } from '../support/imageReading';
import { memorySource, readImageBytes } from '../support/images';
import { dockerArchive } from '../support/tarBuilder';
import { estargzLayer } from '../support/tocLayers';

// How many damaged archives are read; `npm run fuzz` sets more.
const numRuns = Math.min(10_000, Number(process.env.STRATA_FUZZ_RUNS ?? 300));

/** What the worst of all readings took: reading an archive must not hang, nor take the memory of the machine. */
const worst = { milliseconds: 0, bytes: 0, readings: 0 };
const bytesAtStart = process.memoryUsage().rss;

async function measured<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    worst.readings++;
    worst.milliseconds = Math.max(worst.milliseconds, performance.now() - started);
    worst.bytes = Math.max(worst.bytes, process.memoryUsage().rss - bytesAtStart);
  }
}

const read = (bytes: Uint8Array, asynchronous = false): Promise<ImageArchive> =>
  measured(() => readImageBytes(bytes, asynchronous));

const names = [
  'hardlinks.tar.gz',
  'aufs-whiteouts.tar.gz',
  'nested-index-oci.tar.gz',
  'pax.tar.gz',
  'odd-paths.tar.gz',
  'sparse.tar.gz',
  'schema2-in-oci.tar.gz',
  'whiteout-and-readd.tar.gz',
  'dup-layers.tar.gz',
  'hardlinks-zstd-chunked.tar.gz',
  'overlay-whiteouts-zstd-chunked.tar.gz',
];
const archives = names.map((name) => fixtureTar(name));

/** Damage of one kind at one place, given as a share of the length. */
const damage = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'insert', 'remove', 'zero', 'swap'),
  // Most of an archive is content; headers are where damage hurts.
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  inHeader: fc.boolean(),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
});

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(archive: Uint8Array, list: readonly Damage[]): Uint8Array {
  let bytes = archive.slice();
  for (const { kind, place, inHeader, bytes: extra } of list) {
    const anywhere = Math.floor(place * bytes.length);
    const at = inHeader ? Math.floor(anywhere / 512) * 512 + (extra[0]! % 160) : anywhere;
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (kind) {
      case 'flip':
        bytes = bytes.slice();
        if (at < bytes.length) {
          bytes[at]! ^= extra[0]! || 1;
        }
        break;
      case 'cut':
        bytes = before.slice();
        break;
      case 'insert':
        bytes = new Uint8Array(Buffer.concat([before, extra, after]));
        break;
      case 'remove':
        bytes = new Uint8Array(Buffer.concat([before, after.subarray(extra.length)]));
        break;
      case 'zero':
        bytes = new Uint8Array(
          Buffer.concat([before, new Uint8Array(extra.length * 16), after.subarray(extra.length * 16)]),
        );
        break;
      case 'swap':
        bytes = new Uint8Array(Buffer.concat([after, before]));
        break;
    }
  }
  return bytes;
}

const damagedArchive = fc
  .record({ archive: fc.nat(archives.length - 1), list: fc.array(damage, { minLength: 1, maxLength: 4 }) })
  .map(({ archive, list }) => damaged(archives[archive]!, list));

describe('damaged archives of every kind', () => {
  it('are read without an exception, alike by all drivers, and every byte is counted once', {
    timeout: 0,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(damagedArchive, async (bytes) => {
        const archive = await read(bytes);
        const reading = everythingIn(archive);
        expect(everythingIn(await read(bytes, true))).toEqual(reading);
        for (const { layers, totals, wasted } of reportOf(archive, archive.images, '', { overlayMarks: true }).images) {
          const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
          expect(sum(layers.map(({ wastedHeldBytes }) => wastedHeldBytes))).toBe(totals.wastedBytes);
          expect(sum(layers.map(({ wastedCausedBytes }) => wastedCausedBytes))).toBe(totals.wastedBytes);
          expect(sum(layers.map(({ netBytes }) => netBytes))).toBe(totals.visibleBytes);
          expect(sum(Array.from(wasted, (path) => path.bytes))).toBe(totals.wastedBytes);
        }
      }),
      { numRuns },
    );
  });

  it('are the same read in place and inflated while they stream by', { timeout: 0 }, async () => {
    await fc.assert(
      fc.asyncProperty(damagedArchive, async (bytes) => {
        const inPlace = everythingIn(await read(bytes));
        const streamed = everythingIn(await read(new Uint8Array(gzipSync(bytes, { level: 1 }))));
        // What is no archive of images is shown as the layer that it may be, which says how it is compressed.
        if (inPlace.report.format === 'docker-archive' || inPlace.report.format === 'oci-archive') {
          expect(streamed).toEqual(inPlace);
        }
      }),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  });

  it('whose compressed bytes are damaged are read without an exception', { timeout: 0 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(archives.length - 1),
        fc.array(damage, { minLength: 1, maxLength: 2 }),
        async (archive, list) => {
          const bytes = damaged(new Uint8Array(gzipSync(archives[archive]!)), list);
          everythingIn(await read(bytes));
        },
      ),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  });

  it('are read by their tables of contents without an exception, with all contents', { timeout: 0 }, async () => {
    const tabled = ['busybox-buildkit-oci-estargz-upper.tar.gz', 'busybox-skopeo-zstd-chunked-upper.tar.gz'];
    const withTables = [...tabled.map((name) => fixtureTar(name)), dockerArchive([estargzLayer(fewFiles)])];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(withTables.length - 1),
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        async (archive, list) => {
          await measured(() => readAllByTables(damaged(withTables[archive]!, list)));
        },
      ),
      { numRuns: Math.ceil(numRuns / 10) },
    );
  });

  it('hang nowhere and take no more memory than they may', () => {
    if (numRuns > 300) {
      const { readings, milliseconds, bytes } = worst;
      console.log(`${readings} readings: ${milliseconds.toFixed(0)} ms at most, ${(bytes / 2 ** 20).toFixed(0)} MiB`);
    }
    expect(worst.milliseconds).toBeLessThan(10_000);
    expect(worst.bytes).toBeLessThan(512 * 2 ** 20);
  });
});

const fewFiles = Array.from({ length: 5 }, (_, i) => ({ name: `f${i}`, content: 'x'.repeat(i * 700) }));

async function readAllByTables(bytes: Uint8Array): Promise<void> {
  const input: ImageInput = { kind: 'file', source: memorySource(bytes), identity: '', close: () => undefined };
  const archive = (await openArchive(input, ports, never, () => undefined, { usesTables: true }))!;
  everythingIn(archive);
  for (const image of archive.images) {
    for (const [layer, { content }] of image.layers.entries()) {
      for (let entry = 0; entry < (content?.entries.count ?? 0); entry++) {
        if (content!.entries.types[entry] === entryType.file && content!.entries.sizes[entry]! < 1 << 20) {
          let count = 0;
          const watch = { cancel: never, onProgress: () => undefined };
          const end = await readContent(input, image, { layer, entry }, ports.codec, watch, (piece) => {
            count += piece.length;
          });
          expect(end === 'complete').toBe(count === content!.entries.sizes[entry]);
        }
      }
    }
  }
}

const ports = nodeImagePorts();
const never = { cancelled: false };
