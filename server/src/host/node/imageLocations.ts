import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImageInput } from '../../ports';
import { openImageInput } from './imageFiles';

/** Images on the disks of this machine, named by `file:` URIs. */
export function nodeImageLocations(): { open(uri: string): ImageInput; nameOf(uri: string): string } {
  return {
    open: (uri) => openImageInput(pathOf(uri)),
    nameOf(uri) {
      try {
        return basename(pathOf(uri));
      } catch {
        return uri;
      }
    },
  };
}

function pathOf(uri: string): string {
  if (!uri.startsWith('file:')) {
    throw new Error('Only images on a disk of this machine can be opened; save a copy there first.');
  }
  try {
    return fileURLToPath(uri);
  } catch {
    throw new Error('This address does not name a file.');
  }
}
