import { join } from 'node:path';
import { version } from '../../package.json';
import { nodeProcesses } from './host/node/processes';
import { startWorker } from './host/node/workerPipe';
import { nodeWorkspace } from './host/node/workspaceFiles';
import { nodeConnection } from './lsp/nodeConnection';
import { startServer } from './lsp/server';

// The language server as a process of its own. The client names the transport: `--node-ipc` from VS Code, else `--stdio`.
startServer(nodeConnection(), {
  version,
  processes: nodeProcesses(),
  workspace: nodeWorkspace(),
  startImageWorker: (cache) => startWorker(join(__dirname, 'main.worker.js'), cache),
});
