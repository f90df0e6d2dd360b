// Compares our reading of images with truth files: which image.tar has image.tar.json beside it is read and checked,
// layer by layer and path by path.
//
//   node test/peers/compare-images.mjs FOLDER
//
// Prints every difference; exit 1 when there is one.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node test/peers/compare-images.mjs FOLDER');
  process.exit(2);
}
const { differencesFromTruth, readImage } = await loadComparison();
const files = readdirSync(folder)
  .filter((name) => existsSync(join(folder, `${name}.json`)))
  .sort();
let differing = 0;
for (const name of files) {
  const truth = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const started = performance.now();
  const archive = await readImage(join(folder, name));
  const read = performance.now() - started;
  const differences = differencesFromTruth(archive, truth);
  differing += differences.length > 0 ? 1 : 0;
  const paths = truth.images.reduce((sum, image) => sum + image.merged.paths, 0);
  console.log(
    `${differences.length === 0 ? 'equal    ' : 'DIFFERENT'} ${name} (${archive.format}, ${archive.images.length} images, ${paths} paths, ${read.toFixed(0)} ms)`,
  );
  for (const difference of differences.slice(0, 20)) {
    console.log(`  ${difference}`);
  }
}
console.log(`${files.length} archives, ${differing} with differences`);
process.exitCode = differing > 0 || files.length === 0 ? 1 : 0;

async function loadComparison() {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const out = mkdtempSync(join(tmpdir(), 'compare-images-'));
  try {
    await build({
      stdin: {
        contents: "export * from './test/support/imageTruth'; export { readImage } from './test/support/images';",
        resolveDir: root,
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      outfile: join(out, 'comparison.cjs'),
      logLevel: 'error',
    });
    return (await import(pathToFileURL(join(out, 'comparison.cjs')).href)).default;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
