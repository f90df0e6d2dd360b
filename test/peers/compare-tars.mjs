// Compares the entries of every layer of every image in a folder with what GNU tar and tar-stream list: names, types,
// sizes, modes, targets of links.
//
//   node test/peers/compare-tars.mjs FOLDER
//
// Prints every difference with its reason where the other reader is known to be wrong; exit 1 when there is one without.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node test/peers/compare-tars.mjs FOLDER');
  process.exit(2);
}
const { differences, gnuTar, layerTars, openImageInput, ourEntries, readImage, tarStream, whyTarStreamDiffers } =
  await loadOracles();
const peers = [
  ['GNU tar', gnuTar()],
  ['tar-stream', tarStream],
].filter(([, list]) => list);
const totals = { archives: 0, layers: 0, entries: 0, differences: 0, unexplained: 0 };
for (const name of readdirSync(folder).sort()) {
  const path = join(folder, name);
  if (/\.(json|tsv|gz\.truth)$/.test(name) || (statSync(path).isDirectory() && name.startsWith('.'))) {
    continue;
  }
  const archive = await readImage(path);
  if (archive.images.length === 0) {
    continue;
  }
  totals.archives++;
  const input = openImageInput(path);
  const reasons = new Map();
  for (const { name: file, layer, tar } of await layerTars(input, archive.images)) {
    const ours = ourEntries(layer, archive.paths);
    totals.layers++;
    totals.entries += ours.length;
    for (const [peer, list] of peers) {
      for (const difference of differences(ours, await list(tar))) {
        const reason = peer === 'tar-stream' ? whyTarStreamDiffers(difference, layer, tar, ours) : undefined;
        totals.differences++;
        if (reason) {
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        } else {
          totals.unexplained++;
          console.log(`UNEXPLAINED ${name} ${file}, ${peer}: ${difference.text}`);
        }
      }
    }
  }
  input.close();
  for (const [reason, count] of reasons) {
    console.log(`${name}: tar-stream differs ${count} times: ${reason}`);
  }
}
console.log(
  `${totals.archives} archives, ${totals.layers} layers, ${totals.entries} entries beside ${peers.map(([peer]) => peer).join(' and ')}: ` +
    `${totals.differences} differences, ${totals.unexplained} unexplained`,
);
process.exitCode = totals.unexplained > 0 || totals.archives === 0 ? 1 : 0;

async function loadOracles() {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const out = mkdtempSync(join(tmpdir(), 'compare-tars-'));
  try {
    await build({
      stdin: {
        contents: `export * from './test/support/tarOracles'; export { readImage } from './test/support/images';
          export { openImageInput } from './server/src/host/node/imageFiles';`,
        resolveDir: root,
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      outfile: join(out, 'oracles.cjs'),
      logLevel: 'error',
    });
    return (await import(pathToFileURL(join(out, 'oracles.cjs')).href)).default;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
