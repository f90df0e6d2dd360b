import { join } from 'node:path';
import { serveImageEngine } from './features/imagePipe';
import { defaultCacheFolder } from './host/node/diskCache';
import { nodeUriExports } from './host/node/exportTargets';
import { type ImageCacheWish, imageCache } from './host/node/imageCache';
import { nodeImageLocations } from './host/node/imageLocations';
import { nodeImagePorts } from './host/node/imagePorts';
import { parentPipe, settingsFromStarter } from './host/node/workerPipe';
import { ImageSession } from './image/session';

// The thread that reads images, so that the server never waits for one.
const wish = settingsFromStarter<ImageCacheWish>();
const cache = imageCache(wish, (message) => process.stderr.write(`${message}\n`));
const ports = nodeImagePorts(cache, join(wish.folder ?? defaultCacheFolder(), 'spool'));
serveImageEngine(parentPipe(), new ImageSession(nodeImageLocations(), ports, nodeUriExports()));
