import { openImageInput } from '../../server/src/host/node/imageFiles';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { openArchive } from '../../server/src/image/archive/openArchive';

/** Opens an image archive with all its layers as the engine does; gives the number of entries, and of streams at a time. */
export async function openImage(path: string): Promise<{ entries: number; parallelism: number }> {
  const input = openImageInput(path);
  const ports = nodeImagePorts();
  try {
    const archive = await openArchive(input, ports, { cancelled: false }, () => undefined);
    const layers = archive!.images.flatMap((image) => image.layers);
    const entries = layers.reduce((sum, { content }) => sum + (content?.entries.count ?? 0), 0);
    return { entries, parallelism: ports.codec.parallelism };
  } finally {
    input.close();
  }
}
