// The command line and the language server as an npm package of their own, for machines without an editor.
import { chmodSync, cpSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Complaint, npm } from './command.mjs';
import { cached, manifest, npmPackageName, root, tarballPath } from './places.mjs';

/** What goes in, and where it comes from in the project. npm adds package.json by itself. */
const content = {
  'README.md': 'scripts/npm-package/README.md',
  LICENSE: 'LICENSE',
  'dist/main.cli.js': 'dist/main.cli.js',
  'dist/main.images.js': 'dist/main.images.js',
  'dist/main.lint.js': 'dist/main.lint.js',
  'dist/main.lsp.js': 'dist/main.lsp.js',
  'dist/main.worker.js': 'dist/main.worker.js',
  'docs/rules': 'docs/rules',
};

const mostBytes = 1_000_000;

/**
 * Packs what has been built for production into a tarball beside the other package. npm writes the same times and
 * owners into every tarball, so that the same sources give the same bytes.
 */
export async function packForNpm() {
  const folder = cached('npm-package');
  rmSync(folder, { recursive: true, force: true });
  for (const [name, source] of Object.entries(content)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(root, source), join(folder, name), { recursive: true });
  }
  chmodSync(join(folder, 'dist', 'main.cli.js'), 0o755);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packedManifest(), null, 2)}\n`);
  const tarball = tarballPath();
  rmSync(tarball, { force: true });
  await npm(['pack', folder, '--pack-destination', root, '--offline', '--ignore-scripts', '--json'], {
    cwd: root,
    check: 'The npm package could not be packed:',
  });
  const { size } = statSync(tarball);
  console.log(`${basename(tarball)}: ${size} bytes`);
  if (size >= mostBytes) {
    throw new Complaint(`The npm package must stay under ${mostBytes} bytes.`);
  }
}

function packedManifest() {
  const { version, license, engines, keywords, repository, homepage, bugs } = manifest();
  return {
    name: npmPackageName,
    version,
    description: 'Lints Dockerfiles and shows the layers of saved images, in a terminal, in CI and in any editor.',
    license,
    keywords,
    repository,
    homepage,
    bugs,
    engines: { node: engines.node },
    bin: { strata: 'dist/main.cli.js' },
    files: ['dist', 'docs'],
  };
}
