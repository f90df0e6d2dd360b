// Saved images of a given shape, as Docker writes them; made once and kept in the cache folder of the bench.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import tar from 'tar-stream';

/**
 * A saved image in the cache folder, named `name`; `layers` gives for each layer a function that yields its entries:
 * name, size, and what else tar-stream takes.
 */
export async function savedImage(cache, name, layers) {
  const file = join(cache, `${name}.tar`);
  if (existsSync(file)) {
    return file;
  }
  const parts = [];
  for (const [i, entries] of layers.entries()) {
    const part = `${file}.layer${i}`;
    parts.push({ part, digest: await writeTar(part, entries()), size: statSync(part).size });
  }
  const config = JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: parts.map(({ digest }) => `sha256:${digest}`) },
    history: parts.map((_, i) => ({ created_by: `RUN step ${i}` })),
  });
  const configName = `${createHash('sha256').update(config).digest('hex')}.json`;
  const pack = tar.pack();
  const writing = pipeline(pack, createWriteStream(`${file}.part`));
  for (const { part, digest, size } of parts) {
    await pipeline(createReadStream(part), pack.entry({ name: `${digest}/layer.tar`, size }));
    rmSync(part);
  }
  pack.entry({ name: configName }, config);
  const Layers = parts.map(({ digest }) => `${digest}/layer.tar`);
  pack.entry(
    { name: 'manifest.json' },
    JSON.stringify([{ Config: configName, RepoTags: [`bench/${name}:1`], Layers }]),
  );
  pack.finalize();
  await writing;
  renameSync(`${file}.part`, file);
  return file;
}

/** An image of so many files in five layers. */
export const manyFiles = (cache, count) =>
  savedImage(
    cache,
    `files-${count}`,
    Array.from({ length: 5 }, (_, layer) => () => filesOf(layer, count / 5)),
  );

function* filesOf(layer, count) {
  for (let n = 0; n < count; n++) {
    yield {
      name: `usr/lib/layer-${layer}/package-${Math.floor(n / 100)}/module-${Math.floor(n / 10) % 10}/file-${n}.bin`,
    };
  }
}

async function writeTar(file, entries) {
  const pack = tar.pack();
  const hash = createHash('sha256');
  pack.on('data', (piece) => hash.update(piece));
  const writing = pipeline(pack, createWriteStream(file));
  for (const { size = 0, ...header } of entries) {
    await new Promise((resolve, reject) => {
      pack.entry({ size, ...header }, Buffer.alloc(size, 'x'), (error) => (error ? reject(error) : resolve()));
    });
  }
  pack.finalize();
  await writing;
  return hash.digest('hex');
}
