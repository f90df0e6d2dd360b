import type { ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Cancellation, ProcessEnd, Processes, ProcessRequest } from '../../ports';

/** Programs as processes of this computer, at most `atOnce` at a time. */
export function nodeProcesses(atOnce = 2): Processes {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function turn(cancel: Cancellation): Promise<void> {
    if (running < atOnce) {
      running++;
      return;
    }
    // Who leaves hands the place on, so that the count stays.
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      cancel.onCancel(() => {
        const at = waiting.indexOf(resolve);
        if (at !== -1) {
          waiting.splice(at, 1);
          running++;
          resolve();
        }
      });
    });
  }

  function leave(): void {
    const next = running <= atOnce ? waiting.shift() : undefined;
    if (next) {
      next();
    } else {
      running--;
    }
  }

  return {
    atOnce,
    mostFiles: process.platform === 'win32' ? 0 : mostFiles,
    async run(request, cancel) {
      await turn(cancel);
      try {
        // Loaded here, because few who have this need it.
        const { spawn } = await import('node:child_process');
        return cancel.cancelled ? { kind: 'cancelled' } : await runOne(spawn, request, cancel);
      } finally {
        leave();
      }
    },
  };
}

function runOne(
  start: typeof spawn,
  { program, args, input, files = [], mostOutput, mostMilliseconds }: ProcessRequest,
  cancel: Cancellation,
): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    let child: ChildProcess;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (result: ProcessEnd): void => {
      clearTimeout(timer);
      child?.kill('SIGKILL');
      resolve(result);
    };
    const descriptors: number[] = [];
    const fileNames = files.map((_, index) => `/dev/fd/${firstDescriptor + index}`);
    try {
      for (const text of files) {
        descriptors.push(openUnnamed(text));
      }
      // A folder that exists, and from which no program of a workspace can be started in place of the one meant.
      child = start(program, [...args, ...fileNames], {
        cwd: dirname(process.execPath),
        stdio: ['pipe', 'pipe', 'ignore', ...descriptors],
        windowsHide: true,
      });
    } catch (error) {
      resolve({ kind: 'failed', reason: sentence(error) });
      return;
    } finally {
      // The program has its own by now.
      descriptors.forEach((descriptor) => void closeSync(descriptor));
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.on('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ENOENT' ? { kind: 'missing' } : { kind: 'failed', reason: sentence(error) }),
    );
    child.stdout!.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostOutput) {
        end({ kind: 'failed', reason: `it wrote more than ${mostOutput} bytes.` });
      } else {
        chunks.push(chunk);
      }
    });
    child.on('close', (code, signal) =>
      end(
        code === null
          ? { kind: 'failed', reason: `it was ended by ${signal}.` }
          : { kind: 'ended', exitCode: code, output: Buffer.concat(chunks).toString('utf8'), fileNames },
      ),
    );
    timer = setTimeout(
      () => end({ kind: 'failed', reason: `it took longer than ${mostMilliseconds} ms.` }),
      mostMilliseconds,
    );
    cancel.onCancel(() => end({ kind: 'cancelled' }));
    // A program that ends without reading everything has its reasons.
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(input);
  });
}

/** What is open in a program at its start: input, output and errors come first. */
const firstDescriptor = 3;

/** Each takes a descriptor here and in the program, of which some systems give no more than 256. */
const mostFiles = 64;

/** A file that only this user can read and that has no name: whoever is killed, nothing of it stays. */
function openUnnamed(text: string): number {
  const path = join(tmpdir(), `strata-${randomUUID()}`);
  const descriptor = openSync(path, 'wx+', 0o600);
  try {
    unlinkSync(path);
    // At a place that is told, so that whoever shares the descriptor reads from the start.
    for (let rest = Buffer.from(text, 'utf8'), at = 0; rest.length > 0; ) {
      const written = writeSync(descriptor, rest, 0, rest.length, at);
      at += written;
      rest = rest.subarray(written);
    }
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function sentence(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'EACCES' ? 'it may not be run.' : `${message}.`;
}
