import type { FileTree } from '../listing/fileTree';
import { decodeName } from '../names';
import { rootNode } from '../tar/paths';

/** What the folders at the top of a Windows layer are for (OCI image specification, and Windows' own layout). */
const topFolders: ReadonlyMap<string, string> = new Map([
  ['Files', 'drive C:'],
  ['Hives', 'changes of the registry'],
  ['UtilityVM', 'system for Hyper-V isolation'],
]);

/** True for a layer or a file system of Windows, told by its folders: the drive is one of them. */
export function isWindowsTree(tree: FileTree): boolean {
  const rows = tree.childrenOf(tree.rowOf(rootNode)!);
  for (const row of rows) {
    if (!topFolders.has(decodeName(tree.paths.nameOf(tree.nodeOf(row))))) {
      return false;
    }
  }
  return rows.length > 0;
}

/** A path of such a tree as Windows shows it: `/Files/Users` is `C:\Users`. Other paths stay as they are. */
export function windowsPath(path: string): string {
  const [, rest] = /^\/Files(\/.*)?$/.exec(path) ?? [];
  return path === '/Files' ? 'C:\\' : rest === undefined ? path : `C:${rest.replaceAll('/', '\\')}`;
}

/** What a folder at the top of such a tree is for; undefined for everything else. */
export function topFolderMeaning(path: string): string | undefined {
  return topFolders.get(path.slice(1));
}
