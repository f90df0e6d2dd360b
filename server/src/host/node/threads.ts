import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Threads } from '../../ports';

/** Threads that run a script file, which has to call `answerAsThread` at its start. */
export function nodeThreads(script: string): Threads {
  return {
    spare: availableParallelism() - 1,
    run: (work) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(script, { workerData: work });
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', () => reject(new Error('A thread ended without an answer.')));
      }),
  };
}

/**
 * In a thread that `nodeThreads` has started, does its work and returns true; false in the main thread.
 * A failure of the work fails the `run` that asked for it.
 */
export function answerAsThread(answer: (work: unknown) => Promise<unknown>): boolean {
  if (isMainThread) {
    return false;
  }
  answer(workerData).then(
    (result) => parentPort?.postMessage(result),
    (error) =>
      queueMicrotask(() => {
        throw error;
      }),
  );
  return true;
}
