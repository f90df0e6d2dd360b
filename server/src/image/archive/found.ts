import type { ImageProblem } from '../problems';

/** An image as the metadata of an archive describes it, before its configuration and layers are looked at. */
export interface FoundImage {
  /** As they stand in the archive: tags, full references or anything else. */
  readonly names: readonly string[];
  /** The platform of the descriptor, null when only the configuration knows it. */
  readonly platform: string | null;
  /** The digest of its manifest, null for an image without one. */
  readonly manifestDigest: string | null;
  /** The file of the configuration, and the digest that it should have. */
  readonly configFile: string;
  readonly configDigest: string | null;
  readonly layers: readonly FoundLayer[];
  readonly problems: readonly ImageProblem[];
}

/** What a manifest states about the bytes of a layer; null where nothing does. */
export type StatedDigests = Pick<FoundLayer, 'digest' | 'tocDigest'>;

/** A layer as a manifest names it. */
export interface FoundLayer {
  /** The file of the blob in the archive. */
  readonly file: string;
  readonly mediaType: string | null;
  /** The digest of the blob as it is stored, null where nothing states it. */
  readonly digest: string | null;
  /** Bytes of the blob as its descriptor states them. */
  readonly size: number | null;
  /** The digest of the table of contents at the end of the blob, null where nothing states it. */
  readonly tocDigest: string | null;
  /** True for layers that archives usually leave out, such as those of old Windows images. */
  readonly isForeign: boolean;
}

/** What belongs to an image without being one: where it comes from, what is in it. */
export interface Attestation {
  /** The digest of its manifest. */
  readonly digest: string;
  /** The digest of the manifest of the image that it is about, null when that is not stated. */
  readonly subject: string | null;
  /** Types of its statements, such as `https://slsa.dev/provenance/v1`. */
  readonly predicateTypes: readonly string[];
}

/** What the metadata of an archive describes. */
export interface FoundImages {
  readonly images: readonly FoundImage[];
  readonly attestations: readonly Attestation[];
  readonly problems: readonly ImageProblem[];
}
