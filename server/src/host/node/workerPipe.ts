import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { WorkerPipe } from '../../ports';

/**
 * Starts a thread from a script file and gives our end of the pipe to it. A script that cannot run ends the pipe.
 * `settings` is what `settingsFromStarter` gives to it.
 */
export function startWorker(file: string, settings?: unknown): WorkerPipe {
  const worker = new Worker(file, { workerData: settings });
  let ended = false;
  let onMessage: (message: unknown) => void = () => undefined;
  let onExit: (reason: string) => void = () => undefined;
  const end = (reason: string): void => {
    if (!ended) {
      ended = true;
      onExit(reason);
    }
  };
  worker.on('message', (message) => onMessage(message));
  worker.on('messageerror', (error) => end(`a message could not be read: ${error.message}`));
  worker.on('error', (error) => end(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  worker.on('exit', (code) => end(`it exited with code ${code}`));
  return {
    post: (message) => worker.postMessage(message),
    onMessage(listener) {
      onMessage = listener;
    },
    onExit(listener) {
      onExit = listener;
    },
    terminate() {
      ended = true;
      void worker.terminate();
    },
  };
}

/** Within such a thread, the settings that it was started with. */
export function settingsFromStarter<Settings>(): Settings {
  return workerData as Settings;
}

/** Within such a thread, the pipe to the one that started it. Throws in a thread that nobody started. */
export function parentPipe(): WorkerPipe {
  const port = parentPort;
  if (!port) {
    throw new Error('This script runs as a worker thread only.');
  }
  let onMessage: (message: unknown) => void = () => undefined;
  port.on('message', (message) => onMessage(message));
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      onMessage = listener;
    },
    onExit: (listener) => void port.on('close', () => listener('the other thread is gone')),
    terminate: () => port.close(),
  };
}
