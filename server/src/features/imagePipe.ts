import { sizeText } from '../image/view/sizes';
import type { Cancellation, WorkerPipe } from '../ports';
import type {
  ArchiveRef,
  CacheCleared,
  ImageProgress,
  ListParams,
  ListResult,
  OpenImageParams,
  OpenImageResult,
} from '../protocol/images';
import type { ImageTaskName, ImageTasks, UnfinishedTask } from '../protocol/imageTasks';
import type { ImageEngine } from './imageEngine';

/**
 * Both ends of the pipe between the server's thread and the thread that reads image archives.
 *
 * In the worker, `serveImageEngine(pipe, engine)` is all that is needed: it takes requests from the pipe,
 * calls the engine and posts the answers. Cancelling goes through one shared word of memory per request, so
 * that it also reaches an engine that reads synchronously and never returns to its event loop; where memory
 * cannot be shared, a message does the same for an engine that waits now and then.
 */

interface Call {
  readonly id: number;
  readonly cancelFlag: Int32Array | undefined;
}

type Request =
  | ({ readonly method: 'open'; readonly params: OpenImageParams } & Call)
  | ({ readonly method: 'list'; readonly params: ListParams } & Call)
  | ({ readonly method: 'run'; readonly name: ImageTaskName; readonly params: AnyTaskParams } & Call)
  | ({ readonly method: 'close'; readonly params: ArchiveRef } & Call)
  | ({ readonly method: 'clearCache'; readonly params: null } & Call);

type AnyTaskParams = ImageTasks[ImageTaskName]['params'];

type ToWorker = Request | { readonly method: 'cancel'; readonly id: number };

type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: ImageProgress }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'crashed'; readonly id: number; readonly message: string };

interface Pending {
  readonly settle: (answer: unknown) => void;
  readonly fail: (message: string) => void;
  readonly onProgress: ((progress: ImageProgress) => void) | undefined;
}

/** An engine behind a pipe, with a way to end its thread. */
export interface RemoteImageEngine extends ImageEngine {
  dispose(): void;
}

/** Handles of one worker are moved up by this much per restart, so that a handle of a dead worker names nothing. */
const handlesPerWorker = 1_000_000;

/**
 * The engine on the server's side. The worker starts with the first request, and again with the next request
 * after it has died; requests that were under way then are answered `failed`, its archives are `stale`.
 * `log` takes what the user's answer does not tell.
 */
export function connectImageEngine(start: () => WorkerPipe, log: (message: string) => void): RemoteImageEngine {
  const pending = new Map<number, Pending>();
  let pipe: WorkerPipe | undefined;
  let starts = 0;
  let calls = 0;

  function running(): WorkerPipe {
    if (pipe) {
      return pipe;
    }
    const started = start();
    pipe = started;
    starts++;
    started.onMessage((message) => receive(message as FromWorker));
    started.onExit((reason) => {
      log(`The image worker ended: ${reason}`);
      if (pipe === started) {
        pipe = undefined;
        failAll('The thread that reads images ended unexpectedly; open the image again.');
      }
    });
    return started;
  }

  function failAll(message: string): void {
    const waiting = [...pending.values()];
    pending.clear();
    for (const each of waiting) {
      each.fail(message);
    }
  }

  function receive(message: FromWorker): void {
    const call = pending.get(message.id);
    if (!call) {
      return;
    }
    if (message.kind === 'progress') {
      call.onProgress?.(message.progress);
      return;
    }
    pending.delete(message.id);
    if (message.kind === 'answer') {
      call.settle(message.answer);
    } else {
      log(`An image request crashed: ${message.message}`);
      call.fail(`Reading the image failed: ${firstLine(message.message)}`);
    }
  }

  function call<T>(
    request: Pick<Request, 'method' | 'params'>,
    failed: (message: string) => T,
    cancel?: Cancellation,
    onProgress?: (progress: ImageProgress) => void,
  ): Promise<T> {
    return new Promise((resolve) => {
      let worker: WorkerPipe;
      try {
        worker = running();
      } catch (error) {
        log(`The image worker did not start: ${describe(error)}`);
        resolve(failed('The thread that reads images could not be started.'));
        return;
      }
      const id = ++calls;
      const cancelFlag = cancel ? sharedWord() : undefined;
      pending.set(id, {
        settle: (answer) => resolve(answer as T),
        fail: (message) => resolve(failed(message)),
        onProgress,
      });
      worker.post({ ...request, id, cancelFlag });
      cancel?.onCancel(() => {
        if (pending.has(id)) {
          if (cancelFlag) {
            Atomics.store(cancelFlag, 0, 1);
          }
          worker.post({ method: 'cancel', id } satisfies ToWorker);
        }
      });
    });
  }

  /** The reference as the worker knows it, undefined when it was made by an earlier worker. */
  function inner(ref: ArchiveRef): ArchiveRef | undefined {
    const current = pipe && Math.floor(ref.handle / handlesPerWorker) === starts;
    return current ? { ...ref, handle: ref.handle % handlesPerWorker } : undefined;
  }

  return {
    async open(params, onProgress, cancel) {
      const failed = (message: string): OpenImageResult => ({ kind: 'failed', message });
      const asked = call<OpenImageResult>({ method: 'open', params }, failed, cancel, onProgress);
      const worker = starts;
      const answer = await asked;
      if (answer.kind !== 'opened') {
        return answer;
      }
      const handle = worker * handlesPerWorker + answer.archive.handle;
      return { kind: 'opened', archive: { ...answer.archive, handle } };
    },
    async list(params, cancel) {
      const ref = inner(params);
      const failed = (message: string): ListResult => ({ kind: 'failed', message });
      return ref ? call({ method: 'list', params: { ...params, ...ref } }, failed, cancel) : { kind: 'stale' };
    },
    async run(name, params, onProgress, cancel) {
      const ref = inner(params);
      const failed = (message: string): UnfinishedTask => ({ kind: 'failed', message });
      const request = { method: 'run', name, params: { ...params, ...ref } } as const;
      return ref ? call(request, failed, cancel, onProgress) : { kind: 'stale' };
    },
    async close(params) {
      const ref = inner(params);
      if (ref) {
        await call<unknown>({ method: 'close', params: ref }, () => undefined);
      }
    },
    clearCache: () => call<CacheCleared>({ method: 'clearCache', params: null }, () => ({ freedText: sizeText(0) })),
    dispose() {
      pipe?.terminate();
      pipe = undefined;
      failAll('Reading was stopped because the server is shutting down.');
    },
  };
}

/** Answers the requests that come through `pipe` with `engine`, until the pipe ends. */
export function serveImageEngine(pipe: WorkerPipe, engine: ImageEngine): void {
  const running = new Map<number, { readonly fire: () => void }>();
  const send = (message: FromWorker): void => pipe.post(message);

  async function answer(request: Request): Promise<void> {
    const cancel = makeCancellation(request.cancelFlag);
    running.set(request.id, cancel);
    try {
      const onProgress = (progress: ImageProgress): void => send({ kind: 'progress', id: request.id, progress });
      send({ kind: 'answer', id: request.id, answer: await perform(engine, request, onProgress, cancel.cancellation) });
    } catch (error) {
      send({ kind: 'crashed', id: request.id, message: describe(error) });
    } finally {
      running.delete(request.id);
    }
  }

  pipe.onMessage((message) => {
    const request = message as ToWorker;
    if (request.method === 'cancel') {
      running.get(request.id)?.fire();
    } else {
      void answer(request);
    }
  });
}

function perform(
  engine: ImageEngine,
  request: Request,
  onProgress: (progress: ImageProgress) => void,
  cancel: Cancellation,
): Promise<unknown> {
  switch (request.method) {
    case 'open':
      return engine.open(request.params, onProgress, cancel);
    case 'list':
      return engine.list(request.params, cancel);
    case 'run':
      return engine.run(request.name, request.params, onProgress, cancel);
    case 'close':
      return engine.close(request.params);
    case 'clearCache':
      return engine.clearCache();
  }
}

/** The worker's view of a cancellation: fired by a message, or seen in the shared word before the message comes. */
function makeCancellation(flag: Int32Array | undefined): { cancellation: Cancellation; fire: () => void } {
  let fired = false;
  let listeners: (() => void)[] = [];
  const cancellation: Cancellation = {
    get cancelled() {
      return fired || (flag !== undefined && Atomics.load(flag, 0) !== 0);
    },
    onCancel(listener) {
      if (cancellation.cancelled) {
        listener();
      } else {
        listeners.push(listener);
      }
    },
  };
  const fire = (): void => {
    fired = true;
    const waiting = listeners;
    listeners = [];
    for (const listener of waiting) {
      listener();
    }
  };
  return { cancellation, fire };
}

function sharedWord(): Int32Array | undefined {
  return typeof SharedArrayBuffer === 'undefined' ? undefined : new Int32Array(new SharedArrayBuffer(4));
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
