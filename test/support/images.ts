import { openImageInput } from '../../server/src/host/node/imageFiles';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import type { ImageArchive } from '../../server/src/image/archive/archive';
import { openArchive } from '../../server/src/image/archive/openArchive';
import type { ByteSource, ImageInput, SyncByteSource } from '../../server/src/ports';

/** Reads an image from a file or a folder with what ships: real files, real zlib. */
export async function readImage(path: string): Promise<ImageArchive> {
  const input = openImageInput(path);
  try {
    return await readInput(input);
  } finally {
    input.close();
  }
}

/** Reads an image that is in memory. */
export function readImageBytes(bytes: Uint8Array, asynchronous = false): Promise<ImageArchive> {
  return readInput({
    kind: 'file',
    source: asynchronous ? asyncSource(bytes) : memorySource(bytes),
    identity: '',
    close() {},
  });
}

async function readInput(input: ImageInput): Promise<ImageArchive> {
  const archive = await openArchive(input, nodeImagePorts(), { cancelled: false }, () => undefined);
  return archive!;
}

/** Bytes as a source that can be read at once. */
export function memorySource(bytes: Uint8Array): SyncByteSource {
  return {
    ...asyncSource(bytes),
    readInto(offset, target) {
      const piece = bytes.subarray(offset, offset + target.length);
      target.set(piece);
      return piece.length;
    },
  };
}

/** Bytes as a source that makes its reader wait. */
export function asyncSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: async (offset, length) => bytes.slice(offset, offset + length) };
}

/** All problems of an archive and of what is in it, as `severity:code`. */
export const codes = ({ problems, images }: ImageArchive): string[] =>
  [
    ...problems,
    ...images.flatMap((image) => [...image.problems, ...image.layers.flatMap((layer) => layer.problems)]),
  ].map(({ severity, code }) => `${severity}:${code}`);
