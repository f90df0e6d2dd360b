// Indexing an archive against `tar tf` and tar-stream, on archives made here by GNU tar and tar-stream.
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';
import { alternate, line, ms, times } from './measure.mjs';

/** Files of a mixed archive: as in real images most are small, few are large. */
const mixed = {
  entries: 100_000,
  bytesOf: (n) => (n % 5000 === 0 ? 8 << 20 : n % 50 === 0 ? 100_000 : (n * 97) % 4000),
};
/** Nothing but headers: what an entry costs. */
const headers = { entries: 1_000_000, bytesOf: () => 0 };

export async function benchImages({ cache, load }) {
  console.log('Index of an archive: Strata beside `tar tf` and tar-stream\n');
  const { indexTarFile } = await load('test/bench/indexTarFile.ts');
  await benchMixed(await archiveOf('mixed', mixed, cache), indexTarFile);
  await benchMillion(await archiveOf('headers', headers, cache), indexTarFile);
  console.log('');
}

async function benchMixed(file, indexTarFile) {
  let entries = 0;
  const medians = await alternate(
    {
      strata: async () => {
        entries = (await indexTarFile(file)).count;
      },
      tar: () => listWithTar(file),
      tarStream: () => listWithTarStream(file),
    },
    { rounds: 5, warmup: 1 },
  );
  const size = `${entries} entries, ${(statSync(file).size / 1e9).toFixed(2)} GB`;
  line(`${size}: Strata`, ms(medians.strata), '');
  line(`${size}: tar tf`, ms(medians.tar), '');
  line(`${size}: tar-stream`, ms(medians.tarStream), '');
  const ratio = medians.strata / medians.tar;
  line('Strata against tar tf', times(ratio), 'at most 2', ratio <= 2);
  line('tar-stream against Strata', times(medians.tarStream / medians.strata), '');
}

async function benchMillion(file, indexTarFile) {
  const { count, bytes } = await indexTarFile(file);
  const perEntry = bytes / count;
  line(
    `${count} entries: memory of the index, names included`,
    `${perEntry.toFixed(1)} bytes an entry`,
    'under 150',
    perEntry < 150,
  );
  const medians = await alternate(
    { strata: () => indexTarFile(file), tar: () => listWithTar(file) },
    { rounds: 3, warmup: 1 },
  );
  line(`${count} entries: Strata`, ms(medians.strata), 'under 4 s', medians.strata < 4000);
  line(`${count} entries: Strata against tar tf`, times(medians.strata / medians.tar), '');
}

/** GNU tar writing its list to a pipe, as any reader of it would have it. */
function listWithTar(file) {
  const { status, error } = spawnSync('tar', ['tf', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    throw error ?? new Error(`tar tf failed on ${file}`);
  }
}

async function listWithTarStream(file) {
  const extract = tar.extract();
  const names = [];
  const reading = pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), extract);
  for await (const entry of extract) {
    names.push(entry.header.name);
    entry.resume();
  }
  await reading;
  return names.length;
}

/** The archive of that description, written once and kept in the cache folder. */
async function archiveOf(name, { entries, bytesOf }, cache) {
  const file = join(cache, `${name}-${entries}.tar`);
  if (existsSync(file)) {
    return file;
  }
  const pack = tar.pack();
  const writing = pipeline(pack, createWriteStream(`${file}.part`));
  const zeros = Buffer.alloc(8 << 20, 'x');
  for (let n = 0; n < entries; n++) {
    const size = bytesOf(n);
    const path = `usr/lib/package-${Math.floor(n / 100)}/module-${Math.floor(n / 10) % 10}/file-${n}.bin`;
    await new Promise((resolve, reject) => {
      pack.entry({ name: path, size, mode: 0o644 }, zeros.subarray(0, size), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }
  pack.finalize();
  await writing;
  renameSync(`${file}.part`, file);
  return file;
}
