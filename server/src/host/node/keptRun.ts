import { join } from 'node:path';
import type { KeptRun } from '../../ports';
import { defaultCacheFolder, diskCache } from './diskCache';
import { scriptEdition } from './scriptEdition';

/**
 * What the last run with the same arguments in the same folder has left, and the place for what this one leaves
 * (docs/cache.md). What another version of the program has left is as if it were not there.
 *
 * @param program The absolute path of the script that checks.
 */
export async function keptRun(program: string, args: readonly string[]): Promise<KeptRun> {
  const cache = diskCache({
    folder: join(defaultCacheFolder(), 'findings'),
    maxBytes,
    edition: scriptEdition(program),
    // Nobody misses it.
    log: () => undefined,
  });
  const key = JSON.stringify([process.cwd(), ...args]);
  return { before: await cache.get(key), keep: (bytes) => cache.put(key, [bytes]) };
}

const maxBytes = 64 * 2 ** 20;
