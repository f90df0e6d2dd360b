import type { ImagePorts } from '../../ports';
import { nodeCodec } from './codec';
import { nodeDigest } from './digest';

/** What the image engine needs beside the image, on Node. */
export function nodeImagePorts(): ImagePorts {
  return { codec: nodeCodec(), digest: nodeDigest(), now: () => performance.now() };
}
