import type { ArchiveStore } from './store';

/** The files below one folder of a store, as a store: for archives that hold everything in one folder. */
export function subfolderStore(store: ArchiveStore, folder: string): ArchiveStore {
  const inside = (name: string): string => `${folder}/${name}`;
  return {
    kind: store.kind,
    find: (name) => store.find(inside(name)),
    has: (name) => store.has(inside(name)),
    topFolders: () => [],
  };
}
