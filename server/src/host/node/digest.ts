import { createHash } from 'node:crypto';
import type { Digest } from '../../ports';

/** Digests by Node's own library. */
export function nodeDigest(): Digest {
  return {
    sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
    start(algorithm) {
      const hash = createHash(algorithm);
      return { update: (piece) => void hash.update(piece), finish: () => hash.digest('hex') };
    },
  };
}
