import type { ImageHost } from '../../server/src/cli/imageArchive';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import type { Cache } from '../../server/src/ports';
import { memorySource } from './images';

/** Image files in memory, by their names in the home folder of the memory host; with a cache for those who want one. */
export function imageHost(files: Readonly<Record<string, Uint8Array>>, cache?: Cache): ImageHost {
  return {
    ports: nodeImagePorts(),
    cacheFor: (choice) => (choice['no-cache'] ? undefined : cache),
    open(path) {
      const bytes = files[path.replace('/home/me/', '')];
      if (!bytes) {
        throw new Error('There is no such file or folder.');
      }
      return { kind: 'file', source: memorySource(bytes), identity: cache ? path : '', close: () => undefined };
    },
  };
}
