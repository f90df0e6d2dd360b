// npm run bench: our speed beside the peers', in one run on the same input; medians and ratios.
// Budgets that are missed are marked with !! and make the exit code 1.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { benchCompressedLayers } from './compressedLayers.mjs';
import { benchImages } from './images.mjs';
import { benchLint } from './lint.mjs';
import { summary } from './measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(root, '.cache', 'bench');
mkdirSync(cache, { recursive: true });

/** Bundles a part of the inner rings so that it is measured as it ships. */
async function load(entry) {
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
  return createRequire(import.meta.url)(outfile);
}

console.log(`Node ${process.version} on ${process.platform} ${process.arch}\n`);
const only = process.argv[2];
if (!only || only === 'lint') {
  await benchLint(await load('server/src/features/diagnostics.ts'));
}
if (!only || only === 'images') {
  await benchImages({ cache, load });
}
if (!only || only === 'layers') {
  await benchCompressedLayers({ cache, load });
}
process.exitCode = summary() ? 0 : 1;
