import { join } from 'node:path';
import { version } from '../../package.json';
import type { CacheChoice } from './cli/imageArchive';
import { nodeProcesses } from './host/node/processes';
import { startWorker } from './host/node/workerPipe';
import { nodeWorkspace } from './host/node/workspaceFiles';
import { nodeConnection } from './lsp/nodeConnection';
import { startServer } from './lsp/server';

/**
 * Starts the language server, for the editor's extension and for `strata lsp`. The arguments of the process name the
 * transport: `--node-ipc` from VS Code, else `--stdio`. The choice of a cache goes before what the editor says.
 */
export function serve({ cache: folder, 'no-cache': none }: CacheChoice): void {
  const chosen = none ? { maxBytes: 0 } : folder === undefined ? {} : { folder };
  startServer(nodeConnection(), {
    version,
    processes: nodeProcesses(),
    workspace: nodeWorkspace(),
    startImageWorker: (cache) => startWorker(join(__dirname, 'main.worker.js'), { ...cache, ...chosen }),
  });
}
