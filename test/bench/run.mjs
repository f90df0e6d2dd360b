// npm run bench: our speed beside the peers', in one run on the same input; medians and ratios.
// Budgets that are missed are marked with !! and make the exit code 1.
//
//   npm run bench -- [lint|images|layers|folder|whole|server|memory] [--folder FOLDER] [--hadolint PROGRAM] [--buildkit-check PROGRAM]
//
// A word measures that part alone. The options are for `folder`: the Dockerfiles to check, and programs to measure
// beside Strata; without them it measures Strata alone, on files made here.
//
// `whole` and `server` take `--images FOLDER` (or STRATA_LARGE_IMAGES) with debian-apt.tar, debian-apt-oci-gzip.tar and
// big-3g.tar, and `--dive PROGRAM`; without them they measure what is made here.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { benchCompressedLayers } from './compressedLayers.mjs';
import { benchFolder } from './folder.mjs';
import { benchImages } from './images.mjs';
import { benchLint } from './lint.mjs';
import { summary } from './measure.mjs';
import { buildProgram } from './program.mjs';
import { benchServerImages } from './serverImages.mjs';
import { benchServerMemory } from './serverMemory.mjs';
import { benchWholeImages } from './wholeImages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(root, '.cache', 'bench');
mkdirSync(cache, { recursive: true });

/** Bundles a part as it ships, and returns where it is. */
async function bundle(entry) {
  const outfile = join(cache, `${entry.replaceAll('/', '-').replace(/\.ts$/, '')}.cjs`);
  await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

async function load(entry) {
  return createRequire(import.meta.url)(await bundle(entry));
}

console.log(`Node ${process.version} on ${process.platform} ${process.arch}\n`);
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string' },
    hadolint: { type: 'string' },
    'buildkit-check': { type: 'string' },
    images: { type: 'string' },
    dive: { type: 'string' },
  },
});
const [only] = positionals;
if (!only || only === 'lint') {
  await benchLint(await load('server/src/features/diagnostics.ts'));
}
if (!only || only === 'images') {
  await benchImages({ cache, load });
}
if (!only || only === 'layers') {
  await benchCompressedLayers({ cache, load });
}
if (!only || only === 'folder') {
  const { cli: program } = await buildProgram({ root, cache });
  const { folder, hadolint, 'buildkit-check': buildkitCheck } = given;
  await benchFolder({ program, folder, hadolint, buildkitCheck });
}
const images = given.images ?? process.env.STRATA_LARGE_IMAGES;
if (!only || only === 'whole') {
  await benchWholeImages({ root, cache, images, dive: given.dive });
}
if (!only || only === 'server') {
  await benchServerImages({ root, cache, images });
}
if (!only || only === 'memory') {
  await benchServerMemory({ root, server: (await buildProgram({ root, cache })).server });
}
process.exitCode = summary() ? 0 : 1;
