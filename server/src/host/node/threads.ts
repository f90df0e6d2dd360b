import { availableParallelism } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';
import type { Threads } from '../../ports';

/** Threads that run a script file, which has to call `answerAsThread` in them. */
export function nodeThreads(script: string): Threads {
  let prepared: Worker | undefined;
  const start = (): Worker => {
    const worker = new Worker(script);
    worker.unref();
    return worker;
  };
  return {
    spare: availableParallelism() - 1,
    prepare() {
      prepared ??= start();
    },
    run: (work) =>
      new Promise((resolve, reject) => {
        const worker = prepared ?? start();
        prepared = undefined;
        worker.ref();
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', () => reject(new Error('A thread ended without an answer.')));
        worker.postMessage(work);
      }),
  };
}

/** In a thread that `nodeThreads` has started, does its work. A failure of the work fails the `run` that asked for it. */
export function answerAsThread(answer: (work: unknown) => Promise<unknown>): void {
  parentPort?.once('message', (work) => {
    answer(work).then(
      (result) => parentPort?.postMessage(result),
      (error) =>
        queueMicrotask(() => {
          throw error;
        }),
    );
  });
}
