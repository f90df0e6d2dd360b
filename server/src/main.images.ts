import { cat } from './cli/cat';
import type { Command } from './cli/command';
import { diff } from './cli/diff';
import { exportFiles } from './cli/export';
import { find } from './cli/find';
import type { ImageHost } from './cli/imageArchive';
import { insights } from './cli/insights';
import { layers } from './cli/layers';
import { ls } from './cli/ls';
import { imageCache } from './host/node/imageCache';
import { openImageInput } from './host/node/imageFiles';
import { nodeImagePorts } from './host/node/imagePorts';
import { untilInterrupted } from './host/node/interruption';

// The commands about images, apart from `strata lint`, which needs none of this.
const images: ImageHost = {
  open: openImageInput,
  ports: nodeImagePorts(),
  cacheFor({ cache: folder, 'no-cache': none }) {
    // Whoever names a folder wants to know when it cannot be used.
    const log = (message: string): void => void (folder !== undefined && process.stderr.write(`strata: ${message}\n`));
    return none ? undefined : imageCache({ folder }, log);
  },
};

export function imageCommands(): Command[] {
  return [
    layers(images),
    ls(images),
    cat(images),
    diff(images),
    find(images),
    insights(images),
    exportFiles(images, async () => (await import('./host/node/exportTargets')).nodeExportHost(), untilInterrupted),
  ];
}
