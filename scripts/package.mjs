// Builds for production, and packs the extension into strata-<version>.vsix and the command line into
// strata-cli-<version>.tgz.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Complaint, main, run } from './parts/command.mjs';
import { build, ensureDependencies } from './parts/dependencies.mjs';
import { packForNpm } from './parts/npm-package.mjs';
import { cached, manifest, root, vsixPath } from './parts/places.mjs';
import { listZip } from './parts/zip-listing.mjs';

const limits = { bytes: 1_500_000, files: 30 };

/** Without these the extension would install and then not work. */
const needed = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'dist/extension.js',
  'dist/main.server.js',
  'dist/main.worker.js',
  'dist/main.cli.js',
  'dist/main.images.js',
  'dist/main.lint.js',
  'dist/main.lsp.js',
  'dist/rules.json',
  'media/icon.png',
  'syntaxes/dockerfile.tmLanguage.json',
  'schemas/strata.schema.json',
].map((name) => `extension/${name}`);

await main(async () => {
  await ensureDependencies();
  await build({ production: true });
  const vsix = vsixPath();
  rmSync(vsix, { force: true });
  const staged = await stage();
  await vsce(['package', '--no-dependencies', '--allow-missing-repository', '--out', vsix], staged);
  const files = listZip(vsix);
  const { size } = statSync(vsix);
  for (const { name, size: bytes } of files) {
    console.log(`${String(bytes).padStart(9)}  ${name}`);
  }
  console.log(`${basename(vsix)}: ${size} bytes, ${files.length} files`);
  complainAbout(files, size);
  await packForNpm();
});

/** Copies what .vscodeignore lets through into a folder of its own, because two of the files are packed differently. */
async function stage() {
  const folder = cached('package');
  rmSync(folder, { recursive: true, force: true });
  const names = (await vsce(['ls', '--no-dependencies'], root))
    .split(/\r?\n/)
    .filter((name) => existsSync(join(root, name)));
  for (const name of names.filter((each) => each !== '')) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(root, name), join(folder, name));
  }
  writeFileSync(join(folder, 'README.md'), packedReadme());
  writeFileSync(join(folder, 'package.json'), packedManifest());
  return folder;
}

/** Pictures and relative links lead nowhere from an installed extension, so its README goes without them. */
function packedReadme() {
  return readFileSync(join(root, 'README.md'), 'utf8')
    .replace(/^\|.*\|\n\|[-|]+\|\n\|.*!\[[^\]]*\]\((?!https?:).*\n\n/gm, '')
    .replace(/\[([^\]]*)\]\((?!https?:)[^)]*\)/g, '$1');
}

/** Everything is bundled: what only development needs stays out. */
function packedManifest() {
  const { scripts, devDependencies, ...rest } = manifest();
  return `${JSON.stringify(rest, null, 2)}\n`;
}

async function vsce(args, cwd) {
  const { output } = await run(process.execPath, [join(root, 'node_modules', '@vscode', 'vsce', 'vsce'), ...args], {
    cwd,
    check: 'The extension could not be packed:',
  });
  return output;
}

function complainAbout(files, size) {
  const missing = needed.filter((name) => !files.some((file) => file.name === name));
  if (missing.length > 0) {
    throw new Complaint(`The package lacks ${missing.join(', ')}.`);
  }
  if (size >= limits.bytes || files.length >= limits.files) {
    throw new Complaint(`The package must stay under ${limits.bytes} bytes and ${limits.files} files.`);
  }
}
