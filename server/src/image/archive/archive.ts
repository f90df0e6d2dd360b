import type { HistoryEntry } from '../history/history';
import type { LayerOrigin } from '../history/origin';
import type { ImageProblem } from '../problems';
import type { PathTable } from '../tar/paths';
import type { Attestation } from './found';
import type { LayerIndex } from './layerIndex';
import type { BlobPlace } from './store';

/** How an archive keeps its images; told by its content, never by its name. */
export type ArchiveFormat = 'docker-archive' | 'oci-archive' | 'oci-layout' | 'docker-directory' | 'rootfs' | 'layer';

/** An archive that was read. */
export interface ImageArchive {
  /** Null when nothing of it could be read, or only layers that nothing describes. */
  readonly format: ArchiveFormat | null;
  readonly images: readonly ArchiveImage[];
  readonly attestations: readonly Attestation[];
  readonly problems: readonly ImageProblem[];
  /** The paths of all layers; entries name them by node. */
  readonly paths: PathTable;
}

export interface ArchiveImage {
  readonly index: number;
  readonly names: readonly string[];
  /** `os/architecture[/variant]`, null when nothing states it. */
  readonly platform: string | null;
  readonly configDigest: string | null;
  readonly manifestDigest: string | null;
  readonly created: string | null;
  readonly labels: ReadonlyMap<string, string>;
  readonly history: readonly HistoryEntry[];
  /** Bottom first. */
  readonly layers: readonly ImageLayer[];
  readonly problems: readonly ImageProblem[];
}

export interface ImageLayer {
  /** 0-based, bottom first. */
  readonly index: number;
  /** The digest of the uncompressed tar as the configuration states it. */
  readonly diffId: string | null;
  /** The digest of the blob as it is stored, where something states it. */
  readonly digest: string | null;
  /** The file of the blob in the archive. */
  readonly file: string;
  /** The line of history that made the layer; null when there is none. */
  readonly history: HistoryEntry | null;
  readonly origin: LayerOrigin;
  /** Where its blob is, for reading contents; null when there is none. */
  readonly place: BlobPlace | null;
  /** What is in it; null when the blob is not in the archive or cannot be read at all. */
  readonly content: LayerIndex | null;
  readonly problems: readonly ImageProblem[];
}

/** An archive without what its layers hold: what it says about itself. */
export interface ArchiveOutline extends Omit<ImageArchive, 'paths' | 'images'> {
  readonly images: readonly ImageOutline[];
}

export interface ImageOutline extends Omit<ArchiveImage, 'layers'> {
  readonly layers: readonly LayerOutline[];
}

export type LayerOutline = Omit<ImageLayer, 'content'>;

/** True when nothing of an archive can be shown: no image, or only images of which nothing is there. */
export function isNothingRead({ images }: Pick<ImageArchive, 'images'>): boolean {
  return images.every(({ layers, configDigest }) => {
    return configDigest === null && layers.every(({ content }) => content === null);
  });
}
