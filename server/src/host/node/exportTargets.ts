import { readdirSync, rmdirSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { ExportHost } from '../../ports';
import { readable } from './commandHost';
import { exportToFolder } from './exportFolder';
import { exportToTar } from './exportTar';
import { pathOfFileUri } from './imageLocations';

/** Exports to the disks of this machine. Paths are absolute. */
export function nodeExportHost(): ExportHost {
  return {
    open(path, form, overwrite) {
      const folder = dirname(path);
      requireFolder(folder);
      const name = basename(path);
      requireFree(path, name, form === 'folder', overwrite);
      const freeBytes = freeBytesOf(folder);
      return form === 'tar' ? exportToTar(path, freeBytes) : exportToFolder(path, form === 'folder', freeBytes);
    },
  };
}

/** The same with places named by `file:` URIs. */
export function nodeUriExports(): ExportHost {
  const host = nodeExportHost();
  return { open: (uri, form, overwrite) => host.open(pathOfFileUri(uri), form, overwrite) };
}

function requireFolder(folder: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) {
    throw new Error(`There is no folder "${folder}" to export to; make it first.`);
  }
}

function requireFree(path: string, name: string, wantsFolder: boolean, overwrite: boolean): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) {
    return;
  }
  if (stats.isDirectory()) {
    if (!wantsFolder) {
      throw new Error(`"${name}" is a folder; name a file to export to.`);
    }
    if (readable(() => readdirSync(path)).length > 0) {
      throw new Error(`The folder "${name}" is not empty; name a new one to export to.`);
    }
    readable(() => rmdirSync(path));
  } else if (wantsFolder || !overwrite) {
    throw new Error(`There is a file "${name}" already; name another one to export to.`);
  }
}

function freeBytesOf(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
