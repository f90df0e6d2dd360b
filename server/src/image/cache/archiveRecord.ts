import type { ArchiveImage, ImageArchive, ImageLayer } from '../archive/archive';
import type { LayerIndex } from '../archive/layerIndex';
import { packRecord, unpackRecord } from './record';
import { entriesOf, pathsOf, storedEntries } from './tables';

/** A file of an image folder that reading the archive looked for, with its identity then; null when there was none. */
export type SeenFile = readonly [path: string, identity: string | null];

/** What is kept of an archive that was read. */
export interface ArchiveRecord {
  readonly archive: ImageArchive;
  /** Empty for an archive that is one file. */
  readonly seen: readonly SeenFile[];
}

/** An archive as a file of the cache, in pieces; they are good until the archive's paths are added to. */
export function packArchive({ archive, seen }: ArchiveRecord): Uint8Array[] {
  // Several layers may share a content: it is stored once, and layers name it by its number.
  const contents = new Map<LayerIndex, number>();
  const contentOf = (content: LayerIndex): number => {
    const number = contents.get(content) ?? contents.size;
    contents.set(content, number);
    return number;
  };
  const imageOf = (image: ArchiveImage): StoredImage => {
    const lines = new Map(image.history.map((line, i) => [line, i]));
    const layers = image.layers.map((layer) => ({
      ...layer,
      history: layer.history && (lines.get(layer.history) ?? null),
      content: layer.content && contentOf(layer.content),
    }));
    return { ...image, layers };
  };
  const stored: StoredArchive = {
    ...archive,
    kind: 'archive',
    seen,
    paths: archive.paths.columns(),
    images: archive.images.map(imageOf),
    contents: [...contents.keys()].map((content) => ({ ...content, entries: storedEntries(content.entries) })),
  };
  return packRecord(stored);
}

/** The archive of such a file, whose memory it goes on using; undefined for any other or a damaged one. */
export function unpackArchive(file: Uint8Array): ArchiveRecord | undefined {
  const stored = unpackRecord(file) as StoredArchive | undefined;
  try {
    return stored?.kind === 'archive' ? archiveOf(stored) : undefined;
  } catch {
    // Checksums keep damage away; this is a file that somebody wrote who knows the form but not the fields.
    return undefined;
  }
}

function archiveOf(stored: StoredArchive): ArchiveRecord | undefined {
  const { kind: _, seen, contents, ...rest } = stored;
  const paths = pathsOf(stored.paths);
  const known =
    paths && contents.map(({ entries, ...content }) => ({ ...content, entries: entriesOf(entries, paths) }));
  if (!paths || !known?.every((content): content is LayerIndex => content.entries !== undefined)) {
    return undefined;
  }
  const images = stored.images.map(
    (image): ArchiveImage => ({
      ...image,
      layers: image.layers.map((layer) => ({
        ...layer,
        history: layer.history === null ? null : image.history[layer.history]!,
        content: layer.content === null ? null : known[layer.content]!,
      })),
    }),
  );
  return { archive: { ...rest, paths, images }, seen };
}

type StoredLayer = Omit<ImageLayer, 'history' | 'content'> & {
  readonly history: number | null;
  readonly content: number | null;
};

type StoredImage = Omit<ArchiveImage, 'layers'> & { readonly layers: readonly StoredLayer[] };

interface StoredArchive extends Omit<ImageArchive, 'paths' | 'images'> {
  readonly kind: 'archive';
  readonly seen: readonly SeenFile[];
  readonly paths: unknown;
  readonly images: readonly StoredImage[];
  readonly contents: readonly (Omit<LayerIndex, 'entries'> & { readonly entries: unknown })[];
}
