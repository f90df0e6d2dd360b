// Builds for production and packs the extension into strata-<version>.vsix.
import { rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Complaint, main, run } from './parts/command.mjs';
import { build, ensureDependencies } from './parts/dependencies.mjs';
import { root, vsixPath } from './parts/places.mjs';
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
  'dist/rules.json',
  'media/icon.png',
  'syntaxes/dockerfile.tmLanguage.json',
].map((name) => `extension/${name}`);

await main(async () => {
  await ensureDependencies();
  await build({ production: true });
  const vsix = vsixPath();
  rmSync(vsix, { force: true });
  await run(
    process.execPath,
    [
      join(root, 'node_modules', '@vscode', 'vsce', 'vsce'),
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      '--out',
      vsix,
    ],
    { cwd: root, check: 'The extension could not be packed.' },
  );
  const files = listZip(vsix);
  const { size } = statSync(vsix);
  for (const { name, size: bytes } of files) {
    console.log(`${String(bytes).padStart(9)}  ${name}`);
  }
  console.log(`${basename(vsix)}: ${size} bytes, ${files.length} files`);
  complainAbout(files, size);
});

function complainAbout(files, size) {
  const missing = needed.filter((name) => !files.some((file) => file.name === name));
  if (missing.length > 0) {
    throw new Complaint(`The package lacks ${missing.join(', ')}.`);
  }
  if (size >= limits.bytes || files.length >= limits.files) {
    throw new Complaint(`The package must stay under ${limits.bytes} bytes and ${limits.files} files.`);
  }
}
