import { describe, expect, it } from 'vitest';
import { createContextFinder } from '../../server/src/cli/buildContext';
import { createFileLinter, type LintSettings } from '../../server/src/cli/lintFile';
import type { LintInput } from '../../server/src/cli/lintInputs';
import { answerLintWork, type LintWork, lintAll } from '../../server/src/cli/lintThreads';
import type { Threads } from '../../server/src/ports';
import { lintPorts } from '../support/lintPorts';
import { memoryHost } from '../support/memoryHost';

const { processes, digest } = lintPorts();
const names = Array.from({ length: 250 }, (_, n) => `d${n}/Dockerfile`);
const host = memoryHost(Object.fromEntries(names.map((name, n) => [name, `FROM a:1\nEXPOSE ${70_000 + n}\n`])));
const inputs = names.map((file): LintInput => ({ kind: 'path', file, path: file }));
const settings: LintSettings = {
  configurations: [{ rules: { select: ['build'] }, buildArgs: {}, context: undefined }],
  ofInputs: [],
  fix: false,
  shellcheck: false,
  withBasis: false,
};

/** Threads that work through what they are given as real ones do, and count how often they are asked. */
function workingThreads(spare: number): Threads & { asked: number; done: number } {
  const threads = {
    spare,
    asked: 0,
    done: 0,
    prepare: () => undefined,
    async run(work: unknown) {
      threads.asked++;
      const answer = await answerLintWork(work as LintWork, host, processes, digest);
      threads.done += answer.length;
      return answer;
    },
  };
  return threads;
}

const lintWith = (threads: Threads, given = settings) =>
  lintAll(
    inputs,
    given,
    createFileLinter(given, { host, contexts: createContextFinder(host, digest), processes, digest }),
    threads,
  );

describe('many files', () => {
  it('are shared with other threads, and come back in their order', async () => {
    const threads = workingThreads(8);
    const reports = await lintWith(threads);
    expect(reports.map(({ file }) => file)).toEqual(names);
    expect(reports.every(({ findings }) => findings.length === 1)).toBe(true);
    expect(threads.asked).toBe(2);
    expect(threads.done).toBeGreaterThan(0);
    expect(reports).toEqual(await lintWith(workingThreads(0)));
  });

  it('stay together where they are changed', async () => {
    const threads = workingThreads(8);
    await lintWith(threads, { ...settings, fix: true });
    expect(threads.asked).toBe(0);
  });

  it('fail when a thread fails', async () => {
    const broken: Threads = {
      spare: 1,
      prepare: () => undefined,
      run: () => Promise.reject(new Error('out of memory')),
    };
    await expect(lintWith(broken)).rejects.toThrow('out of memory');
  });
});
