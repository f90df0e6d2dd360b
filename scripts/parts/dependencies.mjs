// Brings node_modules up to the lock file, and builds.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, run } from './command.mjs';
import { root } from './places.mjs';

/** Runs `npm ci` when a package that the lock file names is missing or has another version. */
export async function ensureDependencies() {
  if (isUpToDate()) {
    return;
  }
  console.log('Installing packages (npm ci) …');
  await npm(['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    check: 'The packages that Strata is built with could not be installed (npm ci):',
  });
}

/** Bundles extension, server, worker and command line into dist/. */
export async function build({ production = false } = {}) {
  await run(process.execPath, [join(root, 'scripts', 'build.mjs'), ...(production ? ['--production'] : [])], {
    cwd: root,
    check: 'The build failed.',
    explain: true,
  });
}

/** Compares versions instead of times: a fresh clone gives every file the same one. */
function isUpToDate() {
  const installedPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) {
    return false;
  }
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || entry.devOptional || installed[path]?.version === entry.version,
  );
}
