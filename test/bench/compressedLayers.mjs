// Compressed layers against `gzip -dc`, on an image made here.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import tar from 'tar-stream';
import { alternate, line, ms, times } from './measure.mjs';

const layerBytes = 120e6;
const layerCounts = [1, 2, 4];

export async function benchCompressedLayers({ cache, load }) {
  console.log('Layers compressed with gzip: Strata beside `gzip -dc`\n');
  const { openImage } = await load('test/bench/openArchive.ts');
  const layer = await layerFile(join(cache, `layer-${layerBytes}.tar.gz`));
  const archives = new Map();
  for (const count of layerCounts) {
    archives.set(count, await archiveFile(join(cache, `layers-${count}-${layerBytes}.tar`), layer, count));
  }
  let parallelism = 1;
  const medians = await alternate(
    {
      gzip: () => inflateWithGzip(layer),
      ...Object.fromEntries(
        layerCounts.map((count) => [
          count,
          async () => {
            parallelism = (await openImage(archives.get(count))).parallelism;
          },
        ]),
      ),
    },
    { rounds: 5, warmup: 1 },
  );
  line('one layer: gzip -dc', ms(medians.gzip), '');
  for (const count of layerCounts) {
    const workers = Math.min(count, parallelism);
    const ratio = (medians[count] * workers) / (medians.gzip * count);
    const budget = count === 1 ? 1 : 1.3;
    line(`${count} layers, ${workers} at a time: Strata`, ms(medians[count]), '');
    line(`${count} layers: Strata against gzip -dc by workers`, times(ratio), `at most ${budget}`, ratio <= budget);
  }
  console.log('');
}

function inflateWithGzip(file) {
  const { status, error } = spawnSync('gzip', ['-dc', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    throw error ?? new Error(`gzip -dc failed on ${file}`);
  }
}

/** A layer of files that compress about as programs do: words from a small stock, in no order. */
async function layerFile(path) {
  if (!existsSync(path)) {
    const pack = tar.pack();
    const pieces = [];
    pack.on('data', (piece) => pieces.push(piece));
    let state = 1;
    const random = () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state >>> 8;
    };
    const stock = Array.from({ length: 4000 }, () =>
      random()
        .toString(36)
        .repeat(2)
        .slice(0, 3 + (random() % 9)),
    );
    for (let bytes = 0, n = 0; bytes < layerBytes; n++) {
      const words = Array.from({ length: 2000 + (random() % 8000) }, () => stock[random() % stock.length]);
      const content = Buffer.from(words.join(' '));
      bytes += content.length;
      pack.entry({ name: `usr/lib/package-${n % 50}/file-${n}` }, content);
    }
    pack.finalize();
    await new Promise((resolve) => pack.on('end', resolve));
    writeFileSync(`${path}.part`, gzipSync(Buffer.concat(pieces)));
    renameSync(`${path}.part`, path);
  }
  return path;
}

/** An image whose layers are the same bytes under several names. */
async function archiveFile(path, layer, count) {
  if (!existsSync(path)) {
    const bytes = readFileSync(layer);
    const names = Array.from(
      { length: count },
      (_, i) => `${createHash('sha256').update(`${i}`).digest('hex')}.tar.gz`,
    );
    const pack = tar.pack();
    const pieces = [];
    pack.on('data', (piece) => pieces.push(piece));
    for (const name of names) {
      pack.entry({ name }, bytes);
    }
    pack.entry(
      { name: 'config.json' },
      JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { diff_ids: [] } }),
    );
    pack.entry({ name: 'manifest.json' }, JSON.stringify([{ Config: 'config.json', Layers: names }]));
    pack.finalize();
    await new Promise((resolve) => pack.on('end', resolve));
    writeFileSync(path, Buffer.concat(pieces));
  }
  return path;
}
