// Bundles the extension, the server, its worker and the command line into dist/, and the pages of the rules with them.
// `--watch` keeps going; `--production` minifies and leaves source maps out.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint, main } from './parts/command.mjs';
import { root } from './parts/places.mjs';
import { programs } from './parts/programs.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');
const outdir = join(root, 'dist');

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outdir,
  minify: production,
  sourcemap: production ? false : 'linked',
  // While the sources change nothing is cached.
  define: watch ? {} : { STRATA_ENGINE: JSON.stringify(engineDigest()) },
  logLevel: 'warning',
};

const bundles = [
  { entryPoints: { extension: 'client/src/extension.ts' }, external: ['vscode'] },
  // Who watches wants to see a change at once.
  watch ? { ...programs, plugins: [] } : programs,
];

await main(async () => {
  const { context } = await esbuild();
  if (!watch) {
    rmSync(outdir, { recursive: true, force: true });
  }
  mkdirSync(outdir, { recursive: true });
  writeRulePages();
  const contexts = await Promise.all(bundles.map((bundle) => context({ ...common, ...bundle })));
  if (watch) {
    await Promise.all(contexts.map((each) => each.watch()));
    console.log('Watching; Ctrl-C ends it.');
    await new Promise(() => {});
  }
  const results = await Promise.allSettled(contexts.map((each) => each.rebuild()));
  await Promise.all(contexts.map((each) => each.dispose()));
  if (results.some(({ status }) => status === 'rejected')) {
    throw new Complaint('The build failed; the messages above say where.');
  }
  chmodSync(join(outdir, 'main.cli.js'), 0o755);
});

async function esbuild() {
  try {
    return await import('esbuild');
  } catch {
    throw new Complaint('The packages are not installed; run npm ci first.');
  }
}

/** Differs with every change of what reads images: indexes that another engine has cached are not used. */
function engineDigest() {
  const folder = join(root, 'server', 'src', 'image');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.ts')) {
      hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** All pages in one file, rule id → Markdown, and those about layers and configuration, which the extension shows when a link is followed. */
function writeRulePages() {
  const folder = join(root, 'docs', 'rules');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const pages = names
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => [name.slice(0, -'.md'.length), readFileSync(join(folder, name), 'utf8')]);
  const others = { layers: layersPage(), configuration: configurationPage() };
  writeFileSync(join(outdir, 'rules.json'), JSON.stringify({ ...Object.fromEntries(pages), ...others }));
}

/** The page about configuration, without the link to the list of all pages, which is not among them. */
function configurationPage() {
  return readFileSync(join(root, 'docs', 'configuration.md'), 'utf8').replace(/\[([^\]]+)\]\([^#)][^)]*\)/g, '$1');
}

/** The page about layers with its pictures in it: inside the editor it stands in no folder. */
function layersPage() {
  const docs = join(root, 'docs');
  return readFileSync(join(docs, 'layers.md'), 'utf8').replace(/\]\((pictures\/[\w-]+\.svg)\)/g, (_, path) => {
    return `](data:image/svg+xml;base64,${readFileSync(join(docs, path)).toString('base64')})`;
  });
}
