import type { ImageHost } from '../../server/src/cli/imageArchive';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import { memorySource } from './images';

/** Image files in memory, by their names in the home folder of the memory host. */
export function imageHost(files: Readonly<Record<string, Uint8Array>>): ImageHost {
  return {
    ports: nodeImagePorts(),
    open(path) {
      const bytes = files[path.replace('/home/me/', '')];
      if (!bytes) {
        throw new Error('There is no such file or folder.');
      }
      return { kind: 'file', source: memorySource(bytes), identity: '', close: () => undefined };
    },
  };
}
