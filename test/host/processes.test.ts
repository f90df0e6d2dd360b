import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeProcesses } from '../../server/src/host/node/processes';
import type { Cancellation, ProcessEnd, ProcessRequest } from '../../server/src/ports';

const folder = mkdtempSync(join(tmpdir(), 'strata-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A cancellation that a test fires by itself. */
function cancellation(): Cancellation & { fire(): void } {
  const listeners: (() => void)[] = [];
  let cancelled = false;
  return {
    get cancelled() {
      return cancelled;
    },
    onCancel(listener) {
      if (cancelled) {
        listener();
      } else {
        listeners.push(listener);
      }
    },
    fire() {
      cancelled = true;
      for (const listener of listeners.splice(0)) {
        listener();
      }
    },
  };
}

/** A request that lets Node carry out a piece of JavaScript. */
function javascript(code: string, changes: Partial<ProcessRequest> = {}): ProcessRequest {
  return {
    program: process.execPath,
    args: ['-e', code],
    input: '',
    mostOutput: 1_000_000,
    mostMilliseconds: 60_000,
    ...changes,
  };
}

function run(request: ProcessRequest): Promise<ProcessEnd> {
  return nodeProcesses().run(request, cancellation());
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a program', () => {
  it('gets its input and gives its output and its exit code', async () => {
    const copy = javascript('process.stdin.pipe(process.stdout); process.exitCode = 3', { input: 'ä\t😀\n' });
    expect(await run(copy)).toEqual({ kind: 'ended', exitCode: 3, output: 'ä\t😀\n', fileNames: [] });
  });

  it('may end without reading its input', async () => {
    const request = javascript('process.exit(0)', { input: 'x'.repeat(10_000_000) });
    expect(await run(request)).toEqual({ kind: 'ended', exitCode: 0, output: '', fileNames: [] });
  });

  it('gets its arguments as they are, since no shell reads them', async () => {
    const request = javascript('console.log(process.argv[1])', {});
    const args = [...request.args, '$(id) "; echo'];
    expect(await run({ ...request, args })).toEqual({
      kind: 'ended',
      exitCode: 0,
      output: '$(id) "; echo\n',
      fileNames: [],
    });
  });

  it.skipIf(process.platform === 'win32')('gets files that have no name in any folder', async () => {
    const inTemporary = () => readdirSync(tmpdir()).filter((name) => /^strata-[0-9a-f]{8}-/.test(name));
    const before = inTemporary();
    const code = `
      const { readFileSync } = require('fs');
      const texts = process.argv.slice(1).map((name) => readFileSync(name, 'utf8'));
      console.log(JSON.stringify(texts));`;
    const end = await run(javascript(code, { files: ['a ä😀\n', '', 'x'.repeat(100_000)] }));
    expect(end).toMatchObject({ kind: 'ended', exitCode: 0, fileNames: ['/dev/fd/3', '/dev/fd/4', '/dev/fd/5'] });
    expect(end.kind === 'ended' && JSON.parse(end.output)).toEqual(['a ä😀\n', '', 'x'.repeat(100_000)]);
    expect(inTemporary().filter((name) => !before.includes(name))).toEqual([]);
  });

  it('may be missing', async () => {
    expect(await run(javascript('', { program: 'no-such-program-anywhere' }))).toEqual({ kind: 'missing' });
  });

  it('may be no program at all', async () => {
    expect(await run(javascript('', { program: folder }))).toEqual({ kind: 'failed', reason: 'it may not be run.' });
  });

  it('may not take longer than it is given', async () => {
    const request = javascript('setInterval(() => {}, 1000)', { mostMilliseconds: 50 });
    expect(await run(request)).toEqual({ kind: 'failed', reason: 'it took longer than 50 ms.' });
  });

  it('may not write without end', async () => {
    const request = javascript('const say = () => process.stdout.write("x".repeat(1000), say); say()', {
      mostOutput: 10_000,
    });
    expect(await run(request)).toEqual({ kind: 'failed', reason: 'it wrote more than 10000 bytes.' });
  });
});

describe('cancelling', () => {
  it('ends the program', async () => {
    const file = join(folder, 'pid');
    const code = `require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const cancel = cancellation();
    const end = nodeProcesses().run(javascript(code), cancel);
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '');
    cancel.fire();
    expect(await end).toEqual({ kind: 'cancelled' });
    await until(() => !isAlive(Number(readFileSync(file, 'utf8'))));
  });

  it('keeps a program from starting that waits for its turn, and the next one has its turn', async () => {
    const processes = nodeProcesses(1);
    const stays = cancellation();
    const waits = cancellation();
    const first = processes.run(javascript('setInterval(() => {}, 1000)'), stays);
    const second = processes.run(javascript('console.log("second")'), waits);
    const third = processes.run(javascript('console.log("third")'), cancellation());
    waits.fire();
    expect(await second).toEqual({ kind: 'cancelled' });
    stays.fire();
    expect(await first).toEqual({ kind: 'cancelled' });
    expect(await third).toEqual({ kind: 'ended', exitCode: 0, output: 'third\n', fileNames: [] });
  });
});

it('runs no more programs at a time than it may', async () => {
  const processes = nodeProcesses(2);
  // Each one says from when to when it was there.
  const code = 'const from = Date.now(); setTimeout(() => console.log(from, Date.now()), 100)';
  const ends = await Promise.all(Array.from({ length: 6 }, () => processes.run(javascript(code), cancellation())));
  const times = ends.map((end) => (end.kind === 'ended' ? end.output.split(' ').map(Number) : []));
  for (const [from] of times) {
    expect(times.filter(([start, end]) => start! <= from! && from! < end!).length).toBeLessThanOrEqual(2);
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
