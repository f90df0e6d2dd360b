import type { ImageFolder } from '../../ports';
import { type IndexContext, indexLayer } from './layerIndex';
import { type ArchiveStore, componentsOf } from './store';

/** The files of a folder as a store. */
export function openFolderStore(folder: ImageFolder, context: IndexContext): ArchiveStore {
  const pathOf = (name: string): string | undefined => componentsOf(name)?.join('/');
  return {
    kind: 'folder',
    find(name) {
      const path = pathOf(name);
      const source = path === undefined ? undefined : folder.file(path);
      if (path === undefined || !source) {
        return undefined;
      }
      return {
        path,
        size: source.size,
        isCut: false,
        place: { kind: 'file', path },
        read: async (limit) => (source.size > limit ? undefined : source.read(0, source.size)),
        index: (watch, stated) => indexLayer(source, path, context, watch, stated),
      };
    },
    has(name) {
      const path = pathOf(name);
      return path !== undefined && folder.file(path) !== undefined;
    },
    topFolders: () => folder.subfolders,
  };
}
