import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../server/src/image/report';
import { fixtureTar } from '../support/imageFixtures';
import { everythingIn } from '../support/imageReading';
import { readImageBytes } from '../support/images';

// How many damaged archives are read; `npm run fuzz` sets more.
const numRuns = Math.min(10_000, Number(process.env.STRATA_FUZZ_RUNS ?? 300));

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
        const archive = await readImageBytes(bytes);
        const reading = everythingIn(archive);
        expect(everythingIn(await readImageBytes(bytes, true))).toEqual(reading);
        for (const { layers, totals, wasted } of reportOf(archive, archive.images, '', { overlayMarks: true }).images) {
          const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
          expect(sum(layers.map(({ wastedHeldBytes }) => wastedHeldBytes))).toBe(totals.wastedBytes);
          expect(sum(layers.map(({ wastedCausedBytes }) => wastedCausedBytes))).toBe(totals.wastedBytes);
          expect(sum(layers.map(({ netBytes }) => netBytes))).toBe(totals.visibleBytes);
          expect(sum(wasted.map((path) => path.bytes))).toBe(totals.wastedBytes);
        }
      }),
      { numRuns },
    );
  });

  it('are the same read in place and inflated while they stream by', { timeout: 0 }, async () => {
    await fc.assert(
      fc.asyncProperty(damagedArchive, async (bytes) => {
        const inPlace = everythingIn(await readImageBytes(bytes));
        const streamed = everythingIn(await readImageBytes(new Uint8Array(gzipSync(bytes, { level: 1 }))));
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
          everythingIn(await readImageBytes(bytes));
        },
      ),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  });
});
