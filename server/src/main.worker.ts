import { serveImageEngine } from './features/imagePipe';
import { nodeImageLocations } from './host/node/imageLocations';
import { nodeImagePorts } from './host/node/imagePorts';
import { parentPipe } from './host/node/workerPipe';
import { ImageSession } from './image/session';

// The thread that reads images, so that the server never waits for one.
serveImageEngine(parentPipe(), new ImageSession(nodeImageLocations(), nodeImagePorts()));
