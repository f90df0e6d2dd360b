import type { DigestAlgorithm } from '../../ports';
import type { ImageLayer } from '../archive/archive';

/** A digest that somebody states, taken apart. */
export interface StatedDigest {
  readonly algorithm: DigestAlgorithm;
  readonly hex: string;
}

/** What an archive states about the stored bytes of a layer; undefined when that is nothing that can be checked. */
export function statedDigest({ digest, file }: ImageLayer): StatedDigest | undefined {
  return takenApart(digest ?? digestOfFileName(file));
}

/** What the configuration states about the uncompressed tar of a layer. */
export function statedDiffId({ diffId }: ImageLayer): StatedDigest | undefined {
  return takenApart(diffId);
}

/** In an image layout the name of a blob is its digest (OCI image specification, "Image Layout"). */
function digestOfFileName(file: string): string | null {
  const [, algorithm, hex] = /(?:^|\/)blobs\/([^/]+)\/([^/]+)$/.exec(file) ?? [];
  return algorithm === undefined ? null : `${algorithm}:${hex}`;
}

function takenApart(digest: string | null): StatedDigest | undefined {
  const [, algorithm, hex] = /^(sha256|sha512):([0-9a-f]+)$/.exec(digest ?? '') ?? [];
  return algorithm === undefined ? undefined : { algorithm: algorithm as DigestAlgorithm, hex: hex! };
}
