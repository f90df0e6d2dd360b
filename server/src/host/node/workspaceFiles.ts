import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SizedEntry, Workspace } from '../../ports';
import { kindOfEntry } from './commandHost';

/** The files on the disks of this machine; of other places, such as a virtual workspace, nothing can be told. */
export function nodeWorkspace(): Workspace {
  return {
    async readFile(uri) {
      try {
        return await readFile(fileURLToPath(uri));
      } catch {
        return undefined;
      }
    },
    async readFolder(uri) {
      try {
        const path = fileURLToPath(uri);
        const entries = await readdir(path, { withFileTypes: true });
        return await Promise.all(
          entries.map(async (entry): Promise<SizedEntry> => {
            const kind = kindOfEntry(entry);
            return { name: entry.name, kind, size: kind === 'file' ? await sizeOf(join(path, entry.name)) : 0 };
          }),
        );
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : 'unreadable';
      }
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch {
    return 0;
  }
}
