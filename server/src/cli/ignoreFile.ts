import { decodeFile } from '../dockerfile/decode';
import type { CommandHost } from '../ports';
import type { Facts } from '../rules/rule';
import { withSlashes } from './walk';

/**
 * The ignore file that Docker takes for a Dockerfile whose folder is the build context: `<name>.dockerignore` beside
 * it, else `.dockerignore`; undefined when there is none or it cannot be read.
 */
export function ignoreFileFor(path: string, host: CommandHost): Facts['ignoreFile'] {
  const file = withSlashes(path, host);
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  for (const candidate of [`${file}.dockerignore`, `${folder}.dockerignore`]) {
    if (host.kindOf(candidate) === 'file') {
      try {
        const name = candidate.slice(folder.length);
        return { name, text: decodeFile(host.readFile(candidate)).text };
      } catch {
        return undefined;
      }
    }
  }
  return undefined;
}
