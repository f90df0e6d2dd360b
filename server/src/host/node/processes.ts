import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
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
    async run(request, cancel) {
      await turn(cancel);
      try {
        return cancel.cancelled ? { kind: 'cancelled' } : await runOne(request, cancel);
      } finally {
        leave();
      }
    },
  };
}

function runOne(
  { program, args, input, mostOutput, mostMilliseconds }: ProcessRequest,
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
    try {
      // A folder that exists, and from which no program of a workspace can be started in place of the one meant.
      child = spawn(program, args, {
        cwd: dirname(process.execPath),
        stdio: ['pipe', 'pipe', 'ignore'],
        windowsHide: true,
      });
    } catch (error) {
      resolve({ kind: 'failed', reason: sentence(error) });
      return;
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
          : { kind: 'ended', exitCode: code, output: Buffer.concat(chunks).toString('utf8') },
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

function sentence(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'EACCES' ? 'it may not be run.' : `${message}.`;
}
