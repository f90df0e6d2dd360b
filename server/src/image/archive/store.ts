import type { CompressionFormat } from '../../ports';
import type { Watch } from '../tar/drivers';
import type { StatedDigests } from './found';
import type { LayerIndex } from './layerIndex';

/**
 * The files of an archive, whatever it is: a tar, a compressed tar, a folder. Names are paths inside it; `./a`,
 * `/a` and `a` are one. Methods that read reject with `Cancelled` or with the message of a medium that fails.
 */
export interface ArchiveStore {
  /** How the files are kept: decides what the format is called. */
  readonly kind: 'tar' | 'folder';
  /** Finds a regular file. Links inside the archive are followed; none leads out of it. */
  find(name: string): StoredFile | undefined;
  /** True when there is anything of that name, of whatever kind. */
  has(name: string): boolean;
  /** Names of the folders at the top, for archives that hold everything in one folder. */
  topFolders(): readonly string[];
}

/**
 * Where the bytes of a file are, for reading it again later: a range of the archive, of what the compressed
 * archive inflates to, or a file of the folder by its path there.
 */
export type BlobPlace =
  | { readonly kind: 'range'; readonly offset: number; readonly size: number }
  | { readonly kind: 'stream'; readonly format: CompressionFormat; readonly offset: number; readonly size: number }
  | { readonly kind: 'file'; readonly path: string };

export interface StoredFile {
  /** The path in the archive, links resolved: two names of one file have the same. */
  readonly path: string;
  /** Bytes that the archive claims for it. */
  readonly size: number;
  /** True when the archive ends within the file. */
  readonly isCut: boolean;
  readonly place: BlobPlace;
  /** The whole content; undefined when it is larger than `limit` bytes or not all there. */
  read(limit: number): Promise<Uint8Array | undefined>;
  /** The file as a layer of which a manifest states these digests. */
  index(watch: Watch, stated: StatedDigests): Promise<LayerIndex>;
}

/** The components of a path inside an archive; undefined when it leads out. */
export function componentsOf(name: string): string[] | undefined {
  const components = name.split('/').filter((each) => each !== '' && each !== '.');
  return components.includes('..') ? undefined : components;
}

/** The path that a link means which stands in the folder `components`; undefined when it leads out. */
export function followLink(folder: readonly string[], target: string): string[] | undefined {
  const result = target.startsWith('/') ? [] : [...folder];
  for (const component of target.split('/')) {
    if (component === '..') {
      if (result.pop() === undefined) {
        return undefined;
      }
    } else if (component !== '' && component !== '.') {
      result.push(component);
    }
  }
  return result;
}
