import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { ImageEngine } from '../../server/src/features/imageEngine';
import { connectImageEngine, serveImageEngine } from '../../server/src/features/imagePipe';
import type { Cancellation, WorkerPipe } from '../../server/src/ports';
import type { ArchiveView, ListParams, OpenImageParams } from '../../server/src/protocol/images';

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) {
    port.close();
  }
});

/** A pipe over a real message channel, whose end can be brought about. */
function pipeOver(port: MessagePort): WorkerPipe & { die(reason: string): void } {
  let onExit: (reason: string) => void = () => undefined;
  ports.push(port);
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onExit: (listener) => {
      onExit = listener;
    },
    terminate: () => port.close(),
    die(reason) {
      port.close();
      onExit(reason);
    },
  };
}

function cancellation(): Cancellation & { cancel(): void } {
  const listeners: (() => void)[] = [];
  let cancelled = false;
  return {
    get cancelled() {
      return cancelled;
    },
    onCancel: (listener) => void listeners.push(listener),
    cancel() {
      cancelled = true;
      for (const listener of listeners) {
        listener();
      }
    },
  };
}

const archive = (uri: string, handle: number): ArchiveView => ({
  uri,
  handle,
  generation: 1,
  label: 'app.tar',
  description: '',
  tooltip: '',
  images: [],
  problems: [],
});

/** The smallest engine: keeps what it was asked and answers at once. */
function recordingEngine(changes: Partial<ImageEngine> = {}) {
  const asked: unknown[] = [];
  const engine: ImageEngine = {
    async open({ uri, progressToken }, onProgress) {
      asked.push(['open', uri]);
      onProgress({ progressToken, done: 1, total: 2, message: 'Layer 1 of 2' });
      return { kind: 'opened', archive: archive(uri, 7) };
    },
    async list(params) {
      asked.push(['list', params]);
      return { kind: 'page', rows: [], total: 0 };
    },
    async run(name, params, onProgress) {
      asked.push(['run', name, params]);
      onProgress({ progressToken: 't', done: 1, total: 2, message: 'Exporting' });
      return { kind: 'cancelled' };
    },
    async close(ref) {
      asked.push(['close', ref]);
    },
    clearCache: async () => ({ freedText: '5 MB' }),
    ...changes,
  };
  return { engine, asked };
}

function connected(engine: ImageEngine) {
  const log: string[] = [];
  const pipes: ReturnType<typeof pipeOver>[] = [];
  const remote = connectImageEngine(
    () => {
      const { port1, port2 } = new MessageChannel();
      serveImageEngine(pipeOver(port2), engine);
      const pipe = pipeOver(port1);
      pipes.push(pipe);
      return pipe;
    },
    (message) => log.push(message),
  );
  return { remote, log, pipes };
}

const openParams: OpenImageParams = { uri: 'file:///app.tar', progressToken: 'a' };
const listParams: Omit<ListParams, 'handle' | 'generation'> = {
  image: 0,
  layer: null,
  folder: '',
  offset: 0,
  limit: 10,
};

async function openedHandle(remote: ImageEngine): Promise<number> {
  const result = await remote.open(openParams, () => undefined, cancellation());
  return result.kind === 'opened' ? result.archive.handle : Number.NaN;
}

describe('image pipe', () => {
  it('carries requests, answers and progress', async () => {
    const { engine, asked } = recordingEngine();
    const { remote } = connected(engine);
    const progress: unknown[] = [];
    const result = await remote.open(openParams, (each) => progress.push(each), cancellation());
    const handle = result.kind === 'opened' ? result.archive.handle : 0;
    expect(progress).toEqual([{ progressToken: 'a', done: 1, total: 2, message: 'Layer 1 of 2' }]);
    expect(await remote.list({ ...listParams, handle, generation: 1 }, cancellation())).toMatchObject({ kind: 'page' });
    await remote.close({ handle, generation: 1 });
    expect(asked).toEqual([
      ['open', 'file:///app.tar'],
      ['list', { ...listParams, handle: 7, generation: 1 }],
      ['close', { handle: 7, generation: 1 }],
    ]);
  });

  it('starts the worker with the first request only', async () => {
    const { remote, pipes } = connected(recordingEngine().engine);
    expect(await remote.list({ ...listParams, handle: 1, generation: 1 }, cancellation())).toEqual({ kind: 'stale' });
    expect(pipes).toHaveLength(0);
    await openedHandle(remote);
    await openedHandle(remote);
    expect(pipes).toHaveLength(1);
  });

  it('tells a cancel to an engine that is waiting', async () => {
    const { engine } = recordingEngine({
      open: (_params, _onProgress, cancel) =>
        new Promise((resolve) => cancel.onCancel(() => resolve({ kind: 'failed', message: 'Stopped.' }))),
    });
    const { remote } = connected(engine);
    const cancel = cancellation();
    const result = remote.open(openParams, () => undefined, cancel);
    cancel.cancel();
    expect(await result).toEqual({ kind: 'failed', message: 'Stopped.' });
  });

  it('shows a cancel before any message has come', async () => {
    const seen: boolean[] = [];
    const cancel = cancellation();
    const { engine } = recordingEngine({
      async open(_params, _onProgress, inWorker) {
        // The engine reads synchronously: the message about the cancel cannot arrive in between.
        seen.push(inWorker.cancelled);
        cancel.cancel();
        seen.push(inWorker.cancelled);
        return { kind: 'failed', message: 'Stopped.' };
      },
    });
    await connected(engine).remote.open(openParams, () => undefined, cancel);
    expect(seen).toEqual([false, true]);
  });

  it('makes a crash of the engine an answer and a line in the log', async () => {
    const { engine } = recordingEngine({
      open: () => {
        throw new Error('index out of range');
      },
    });
    const { remote, log } = connected(engine);
    expect(await remote.open(openParams, () => undefined, cancellation())).toEqual({
      kind: 'failed',
      message: expect.stringContaining('index out of range'),
    });
    expect(log).toEqual([expect.stringContaining('index out of range')]);
  });

  it('answers what was under way when the worker dies, and starts another', async () => {
    const { engine } = recordingEngine({ list: () => new Promise(() => undefined) });
    const { remote, pipes, log } = connected(engine);
    const handle = await openedHandle(remote);
    const listing = remote.list({ ...listParams, handle, generation: 1 }, cancellation());
    pipes[0]!.die('out of memory');
    expect(await listing).toMatchObject({ kind: 'failed' });
    expect(log).toEqual([expect.stringContaining('out of memory')]);
    // The handle names nothing in the next worker, although that one numbers its archives alike.
    const next = await openedHandle(remote);
    expect(pipes).toHaveLength(2);
    expect(next).not.toBe(handle);
    expect(await remote.list({ ...listParams, handle, generation: 1 }, cancellation())).toEqual({ kind: 'stale' });
  });

  it('answers when the worker does not start', async () => {
    const log: string[] = [];
    const remote = connectImageEngine(
      () => {
        throw new Error('no threads here');
      },
      (message) => log.push(message),
    );
    expect(await remote.open(openParams, () => undefined, cancellation())).toMatchObject({ kind: 'failed' });
    expect(log).toEqual([expect.stringContaining('no threads here')]);
  });

  it('answers everything when it is disposed', async () => {
    const { engine } = recordingEngine({ open: () => new Promise(() => undefined) });
    const { remote } = connected(engine);
    const opening = remote.open(openParams, () => undefined, cancellation());
    remote.dispose();
    expect(await opening).toMatchObject({ kind: 'failed' });
  });
});
