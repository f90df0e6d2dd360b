import type { Cache, ImagePorts } from '../../ports';
import { nodeCodec } from './codec';
import { nodeDigest } from './digest';
import { nodeSpool } from './spool';

/** What the image engine needs beside the image, on Node. Without a cache everything is read anew each time. */
export function nodeImagePorts(cache?: Cache): ImagePorts {
  return {
    codec: nodeCodec(),
    digest: nodeDigest(),
    spool: nodeSpool(spoolBytes),
    now: () => performance.now(),
    ...(cache && { cache }),
  };
}

const spoolBytes = 4 * 2 ** 30;
