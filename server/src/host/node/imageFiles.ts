import {
  type BigIntStats,
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { ImageFile, ImageFolder, ImageInput, SyncByteSource } from '../../ports';
import { readable } from './commandHost';

/**
 * Opens a file or a folder that may hold an image. Throws an `Error` whose message is a sentence fit for the
 * user, without the path.
 */
export function openImageInput(path: string): ImageInput {
  return readable(() => {
    const stats = statSync(path);
    if (stats.isDirectory()) {
      return openFolder(path);
    }
    if (!stats.isFile()) {
      throw new Error('This is neither a file nor a folder.');
    }
    return openFile(path);
  });
}

function openFile(path: string): ImageFile {
  const descriptor = openSync(path, 'r');
  const stats = fstatSync(descriptor, { bigint: true });
  return {
    kind: 'file',
    source: sourceOf(descriptor, Number(stats.size)),
    identity: identityOf(resolve(path), stats),
    close: () => closeSync(descriptor),
  };
}

function openFolder(path: string): ImageFolder {
  const root = realpathSync(path);
  const opened = new Map<string, OpenedFile>();
  return {
    kind: 'folder',
    file(name) {
      const inside = resolveInside(root, name);
      if (inside === undefined) {
        return undefined;
      }
      const known = opened.get(inside) ?? lazyFile(inside);
      if (known) {
        opened.set(inside, known);
      }
      return known?.source;
    },
    subfolders: readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name),
    identity: [root, ...describingFiles.map((name) => identityOfFile(join(root, name)) ?? '-')].join('\n'),
    identityOf(name) {
      const inside = resolveInside(root, name);
      return inside === undefined ? null : identityOfFile(inside);
    },
    close() {
      for (const file of opened.values()) {
        file.close();
      }
      opened.clear();
    },
  };
}

/** A change of the image changes one of these, since blobs are named by their content. */
const describingFiles = ['index.json', 'manifest.json', 'oci-layout', 'repositories'];

function identityOfFile(path: string): string | null {
  try {
    const stats = statSync(path, { bigint: true });
    return stats.isFile() ? identityOf(path, stats) : null;
  } catch {
    return null;
  }
}

/**
 * Tells a file from any other, and from itself after a change. The time of the last change of its attributes is part
 * of it, since nobody can set that back as one can the time of its content.
 */
function identityOf(path: string, { dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [path, dev, ino, size, mtimeNs, ctimeNs].join(':');
}

/** The real path of a file below `root`, undefined when there is none or a link leads out. */
function resolveInside(root: string, name: string): string | undefined {
  try {
    const real = realpathSync(join(root, name));
    return real.startsWith(root.endsWith(sep) ? root : root + sep) ? real : undefined;
  } catch {
    return undefined;
  }
}

interface OpenedFile {
  readonly source: SyncByteSource;
  close(): void;
}

/** A file that is opened when it is first read and closed when others need its place: an image has many blobs. */
function lazyFile(path: string): OpenedFile | undefined {
  const stats = statSync(path);
  if (!stats.isFile()) {
    return undefined;
  }
  let descriptor: number | undefined;
  const close = (): void => {
    if (descriptor !== undefined) {
      closeSync(descriptor);
      descriptor = undefined;
      openDescriptors.delete(close);
    }
  };
  const ensureOpen = (): number => {
    if (descriptor === undefined) {
      if (openDescriptors.size >= descriptorsAtOnce) {
        openDescriptors.values().next().value?.();
      }
      descriptor = openSync(path, 'r');
      openDescriptors.add(close);
    }
    return descriptor;
  };
  return { source: sourceOf(ensureOpen, stats.size), close };
}

const descriptorsAtOnce = 64;
const openDescriptors = new Set<() => void>();

function sourceOf(descriptor: number | (() => number), size: number): SyncByteSource {
  const open = typeof descriptor === 'number' ? () => descriptor : descriptor;
  const readInto = (offset: number, target: Uint8Array): number =>
    readable(() => {
      let filled = 0;
      while (filled < target.length && offset + filled < size) {
        const wanted = Math.min(target.length - filled, size - offset - filled);
        const count = readSync(open(), target, filled, wanted, offset + filled);
        if (count === 0) {
          break;
        }
        filled += count;
      }
      return filled;
    });
  return {
    size,
    readInto,
    async read(offset, length) {
      const buffer = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      return buffer.subarray(0, readInto(offset, buffer));
    },
  };
}
