import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImageInput } from '../../ports';
import { openImageInput } from './imageFiles';

/** Images on the disks of this machine, named by `file:` URIs. */
export function nodeImageLocations(): { open(uri: string): ImageInput; nameOf(uri: string): string } {
  return {
    open: (uri) => openImageInput(pathOfFileUri(uri)),
    nameOf(uri) {
      try {
        return basename(pathOfFileUri(uri));
      } catch {
        return uri;
      }
    },
  };
}

/** The path that a `file:` URI names. Throws a sentence for the user when it names none. */
export function pathOfFileUri(uri: string): string {
  if (!uri.startsWith('file:')) {
    throw new Error('Only what is on a disk of this machine can be reached; save a copy there first.');
  }
  try {
    return fileURLToPath(uri);
  } catch {
    throw new Error('This address does not name a file.');
  }
}
