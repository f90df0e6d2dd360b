import { limits } from '../limits';
import { decodeName, encodeName } from '../names';
import { type EntryTable, entryType } from '../tar/entries';
import { noNode, type PathTable, rootNode } from '../tar/paths';
import { componentsOf, followLink } from './store';

/** Finds the files of an archive that is a tar, by name. */
export interface OuterTar {
  /** The entry of a regular file, links followed; undefined when there is none or a link leads out. */
  findFile(name: string): { readonly entry: number; readonly path: string } | undefined;
  has(name: string): boolean;
  topFolders(): string[];
}

/** Of several entries with one name the last one counts. */
export function makeOuterTar(entries: EntryTable, paths: PathTable): OuterTar {
  // One more than the entry, so that 0 means none.
  const entryOfNode = new Uint32Array(paths.count);
  for (let entry = 0; entry < entries.count; entry++) {
    if (entries.hasPlace(entry)) {
      entryOfNode[entries.nodes[entry]!] = entry + 1;
    }
  }

  function entryAt(components: readonly string[]): number | undefined {
    let node: number = rootNode;
    for (const component of components) {
      const name = encodeName(component);
      node = paths.find(node, name, 0, name.length);
      if (node === noNode) {
        return undefined;
      }
    }
    const known = entryOfNode[node];
    return known ? known - 1 : undefined;
  }

  return {
    findFile(name) {
      let components = componentsOf(name);
      for (let hops = 0; components && hops <= limits.archiveLinkHops; hops++) {
        const entry = entryAt(components);
        const type = entry === undefined ? undefined : entries.types[entry];
        if (entry === undefined || type === undefined) {
          return undefined;
        }
        if (type === entryType.file) {
          return { entry, path: components.join('/') };
        }
        if (type === entryType.symlink) {
          components = followLink(components.slice(0, -1), decodeName(entries.linkOf(entry)));
        } else if (type === entryType.hardlink) {
          components = followLink([], decodeName(entries.linkOf(entry)));
        } else {
          return undefined;
        }
      }
      return undefined;
    },
    has(name) {
      const components = componentsOf(name);
      return components !== undefined && entryAt(components) !== undefined;
    },
    topFolders() {
      const top = new Set<number>();
      for (let entry = 0; entry < entries.count; entry++) {
        for (let node = entries.nodes[entry]!; node !== noNode && node !== rootNode; node = paths.parentOf(node)) {
          if (paths.parentOf(node) === rootNode) {
            top.add(node);
          }
        }
      }
      return [...top].map((node) => decodeName(paths.nameOf(node)));
    },
  };
}
