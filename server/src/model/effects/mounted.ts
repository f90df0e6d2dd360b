import type { Mount } from '../../dockerfile/mounts';
import type { BuildContext } from '../context';
import type { FileTable } from './files';
import { isWithin, resolvePath } from './paths';

/** What the mounts of a RUN put in front of the layer. */
export interface Mounts {
  /** Folders whose contents do not belong to the layer. */
  readonly targets: readonly string[];
  /** The texts of the small files that bind mounts bring, by absolute path. */
  readonly texts: ReadonlyMap<string, string>;
  /** What bind mounts show of the build context, by the folder in which they show it. */
  readonly sources: ReadonlyMap<string, string>;
}

/** What BuildKit mounts for every RUN, the memory of `/dev/shm` in it. */
const alwaysMounted: readonly string[] = ['/dev', '/proc', '/sys'];

export const noMounts: Mounts = { targets: alwaysMounted, texts: new Map(), sources: new Map() };

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
  for (const { type, from, source = '', target = '' } of mounts) {
    const folder = resolvePath(places.folder, places.expand(target));
    if (type === 'cache' || type === 'tmpfs' || type === 'bind') {
      targets.push(folder);
    }
    if (type === 'bind') {
      const root = resolvePath('/', places.expand(source));
      forEachText(from, places, (path, text) => {
        if (isWithin(path, root)) {
          texts.set(resolvePath(folder, `./${path.slice(root.length)}`), text);
        }
      });
      if (from === undefined) {
        sources.set(folder, root);
      }
    }
  }
  return { targets, texts, sources };
}

/** Calls `visit` for every known text of a stage, of the build context without one. */
function forEachText(
  from: string | undefined,
  { context, filesOf }: MountPlaces,
  visit: (path: string, text: string) => void,
): void {
  if (from === undefined) {
    for (const [path, { content }] of context?.files ?? []) {
      if (content !== undefined) {
        visit(`/${path}`, content);
      }
    }
  } else {
    filesOf(from)?.forEach(({ path, content }) => {
      if (content !== undefined) {
        visit(path, content);
      }
    });
  }
}
