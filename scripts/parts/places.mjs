// Where things are: the project, and the ignored folder that holds everything the scripts fetch or make.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A place inside the ignored cache folder. */
export function cached(...parts) {
  return join(root, '.cache', ...parts);
}

/** The project's package.json. */
export function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** Where `npm run package` puts the extension. */
export function vsixPath() {
  const { name, version } = manifest();
  return join(root, `${name}-${version}.vsix`);
}

/** What the command line alone is called as an npm package. */
export const npmPackageName = 'strata-cli';

/** Where `npm run package` puts the npm package. */
export function tarballPath() {
  return join(root, `${npmPackageName}-${manifest().version}.tgz`);
}

/** A short name for a text, for folders that must differ when the text does. */
export function fingerprint(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
