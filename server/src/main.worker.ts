import { serveImageEngine } from './features/imagePipe';
import { nodeUriExports } from './host/node/exportTargets';
import { type ImageCacheWish, imageCache } from './host/node/imageCache';
import { nodeImageLocations } from './host/node/imageLocations';
import { nodeImagePorts } from './host/node/imagePorts';
import { parentPipe, settingsFromStarter } from './host/node/workerPipe';
import { ImageSession } from './image/session';

// The thread that reads images, so that the server never waits for one.
const cache = imageCache(settingsFromStarter<ImageCacheWish>(), (message) => process.stderr.write(`${message}\n`));
serveImageEngine(parentPipe(), new ImageSession(nodeImageLocations(), nodeImagePorts(cache), nodeUriExports()));
