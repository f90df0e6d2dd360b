import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { version } from '../../package.json';
import { cat } from './cli/cat';
import type { Command } from './cli/command';
import { diff } from './cli/diff';
import { exportFiles } from './cli/export';
import { find } from './cli/find';
import type { CacheChoice, ImageHost } from './cli/imageArchive';
import { insights } from './cli/insights';
import { layers } from './cli/layers';
import type { LintWork } from './cli/lintThreads';
import { ls } from './cli/ls';
import { lsp } from './cli/lsp';
import { runProgram } from './cli/main';
import { endQuietlyWithoutReader, nodeCommandHost } from './host/node/commandHost';
import { nodeExportHost } from './host/node/exportTargets';
import { imageCache } from './host/node/imageCache';
import { openImageInput } from './host/node/imageFiles';
import { nodeImagePorts } from './host/node/imagePorts';
import { untilInterrupted } from './host/node/interruption';
import { nodeProcesses } from './host/node/processes';
import { optimizeLater } from './host/node/shortRuns';
import { answerAsThread, nodeThreads } from './host/node/threads';
import { nodeWorkspace } from './host/node/workspaceFiles';

const images: ImageHost = {
  open: openImageInput,
  ports: nodeImagePorts(),
  cacheFor({ cache: folder, 'no-cache': none }) {
    // Whoever names a folder wants to know when it cannot be used.
    const log = (message: string): void => void (folder !== undefined && process.stderr.write(`strata: ${message}\n`));
    return none ? undefined : imageCache({ folder }, log);
  },
};

const processes = nodeProcesses(availableParallelism());

if (!answerAsThread(lintAsThread)) {
  void runAsProgram();
}

async function lintAsThread(work: unknown): Promise<unknown> {
  const { answerLintWork } = await import('./cli/lintThreads');
  return answerLintWork(work as LintWork, nodeCommandHost(), processes);
}

async function runAsProgram(): Promise<void> {
  endQuietlyWithoutReader();
  const args = process.argv.slice(2);
  const commands = await commandsFor(args[0]);
  // Setting the code instead of exiting lets everything that was written reach its reader.
  process.exitCode = await runProgram({ commands, version }, args, nodeCommandHost());
}

/** All commands, unless one is wanted that gets along without the rules: loading these takes longer than many an image. */
async function commandsFor(name: string | undefined): Promise<Command[]> {
  const aboutImages = [
    layers(images),
    ls(images),
    cat(images),
    diff(images),
    find(images),
    insights(images),
    exportFiles(images, nodeExportHost(), untilInterrupted),
  ];
  if (name === '--version' || aboutImages.some((command) => command.name === name)) {
    return aboutImages;
  }
  if (name === 'lint') {
    optimizeLater();
  }
  const { lint } = await import('./cli/lint');
  return [lint(version, processes, nodeThreads(__filename)), ...aboutImages, lsp(serve)];
}

/** Loads the language server only when it is wanted, which spares the other commands the time. */
async function serve({ cache: folder, 'no-cache': none }: CacheChoice): Promise<void> {
  const chosen = none ? { maxBytes: 0 } : folder === undefined ? {} : { folder };
  const [{ startWorker }, { nodeConnection }, { startServer }] = await Promise.all([
    import('./host/node/workerPipe'),
    import('./lsp/nodeConnection'),
    import('./lsp/server'),
  ]);
  startServer(nodeConnection(), {
    version,
    processes: nodeProcesses(),
    workspace: nodeWorkspace(),
    startImageWorker: (cache) => startWorker(join(__dirname, 'main.worker.js'), { ...cache, ...chosen }),
  });
}
