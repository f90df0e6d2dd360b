import type { Mount } from '../../dockerfile/mounts';
import type { BuildContext } from '../context';
import type { FileTable } from './files';
import { type FileNode, nodeAt } from './nodes';
import { isWithin, resolvePath } from './paths';

/** What the mounts of a RUN put in front of the layer. */
export interface Mounts {
  /** Folders whose contents do not belong to the layer. */
  readonly targets: readonly string[];
  /** The texts of the small files that bind mounts bring, by absolute path. */
  readonly texts: ReadonlyMap<string, string>;
  /** What bind mounts show of the build context, by the folder in which they show it. */
  readonly sources: ReadonlyMap<string, string>;
  /** What mounts show of other stages that would be residue if it were copied. */
  readonly residue: readonly FileNode[];
}

/** What BuildKit mounts for every RUN, the memory of `/dev/shm` in it. */
const alwaysMounted: readonly string[] = ['/dev', '/proc', '/sys'];

export const noMounts: Mounts = { targets: alwaysMounted, texts: new Map(), sources: new Map(), residue: [] };

/** Where the things that mounts show come from. */
export interface MountPlaces {
  /** The working folder. */
  readonly folder: string;
  readonly context: BuildContext | undefined;
  expand(text: string): string;
  /** The files of another stage. */
  filesOf(stage: string): FileTable | undefined;
}

/** Reads the mounts of a RUN. */
export function readMounts(mounts: readonly Mount[], places: MountPlaces): Mounts {
  const targets = [...alwaysMounted];
  const texts = new Map<string, string>();
  const sources = new Map<string, string>();
  const residue: FileNode[] = [];
  for (const { type, from, source = '', target = '' } of mounts) {
    const folder = resolvePath(places.folder, places.expand(target));
    if (type === 'cache' || type === 'tmpfs' || type === 'bind') {
      targets.push(folder);
    }
    if (type === 'bind') {
      const root = resolvePath('/', places.expand(source));
      const placeOf = (path: string) => resolvePath(folder, `./${path.slice(root.length)}`);
      if (from === undefined) {
        sources.set(folder, root);
        for (const [path, { content }] of places.context?.files ?? []) {
          if (content !== undefined && isWithin(`/${path}`, root)) {
            texts.set(placeOf(`/${path}`), content);
          }
        }
      } else {
        places.filesOf(from)?.forEach((node) => {
          if ((node.content === undefined && node.cause === undefined) || !isWithin(node.path, root)) {
            return;
          }
          if (node.content !== undefined) {
            texts.set(placeOf(node.path), node.content);
          }
          if (node.cause !== undefined) {
            residue.push(nodeAt(placeOf(node.path), node));
          }
        });
      }
    }
  }
  return { targets, texts, sources, residue };
}
