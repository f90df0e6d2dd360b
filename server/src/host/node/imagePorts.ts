import type { Cache, ImagePorts } from '../../ports';
import { nodeCodec } from './codec';
import { nodeDigest } from './digest';
import { nodeSpool } from './spool';

/**
 * What the image engine needs beside the image, on Node. Without a cache everything is read anew each time.
 * `spoolFolder` takes inflated layers while their files are read; the place for temporary files when not given.
 */
export function nodeImagePorts(cache?: Cache, spoolFolder?: string): ImagePorts {
  return {
    codec: nodeCodec(),
    digest: nodeDigest(),
    spool: nodeSpool(spoolBytes, spoolFolder),
    now: () => performance.now(),
    ...(cache && { cache }),
  };
}

const spoolBytes = 4 * 2 ** 30;
