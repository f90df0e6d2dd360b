import { statSync } from 'node:fs';

/**
 * Tells one version of a script from another without reading it. Packages from npm have the same time of
 * modification whatever their version, so that the time at which the file came to be where it is counts as well.
 *
 * @param file The absolute path of the script.
 */
export function scriptEdition(file: string): string {
  const { size, mtimeMs, ctimeMs, ino } = statSync(file);
  return [size, mtimeMs, ctimeMs, ino].join(' ');
}
