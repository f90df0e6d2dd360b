import type { CommandHost, Digest, Processes, Threads } from '../ports';
import { createContextFinder } from './buildContext';
import { rememberFolders } from './knownFolders';
import { createFileLinter, type FileLinter, type InputReport, type LintSettings } from './lintFile';
import type { LintInput } from './lintInputs';

/** What a thread beside this one is given; all of it can be sent there. */
export interface LintWork {
  readonly inputs: readonly LintInput[];
  readonly settings: LintSettings;
  /** One number in shared memory: the index of the next input that nobody has taken yet. */
  readonly next: Int32Array;
}

/** Reports with the indexes of their inputs. */
export type LintAnswer = readonly (readonly [index: number, report: InputReport])[];

/**
 * The reports of all inputs, in their order; `lint` is the linter of this thread, made from the same settings. Many files are shared with further threads, each of which takes the next
 * one when it is done with the last; files that are changed and scripts for ShellCheck stay in this one.
 */
export async function lintAll(
  inputs: readonly LintInput[],
  settings: LintSettings,
  lint: FileLinter,
  threads: Threads,
): Promise<InputReport[]> {
  const work: LintWork = { inputs, settings, next: new Int32Array(new SharedArrayBuffer(4)) };
  const isShared = !settings.fix && !settings.shellcheck;
  const further = isShared ? Math.min(threads.spare, Math.floor(inputs.length / fewestForThread)) : 0;
  const answers = await Promise.all([
    ...Array.from({ length: further }, () => threads.run(work) as Promise<LintAnswer>),
    ...Array.from({ length: settings.shellcheck ? filesForShellCheck : 1 }, () => takeInputs(work, lint)),
  ]);
  const reports: InputReport[] = [];
  for (const [index, report] of answers.flat()) {
    reports[index] = report;
  }
  return reports;
}

/** What a thread does with the work that `lintAll` has given it. */
export function answerLintWork(
  work: LintWork,
  bareHost: CommandHost,
  processes: Processes,
  digest: Digest,
): Promise<LintAnswer> {
  const host = rememberFolders(bareHost);
  const contexts = createContextFinder(host, digest);
  return takeInputs(work, createFileLinter(work.settings, { host, contexts, processes, digest }));
}

/** A thread pays from about so many files on: it has to load the program first. */
const fewestForThread = 100;

/** So many files at a time that ShellCheck always has something to do, and so few that memory stays small. */
const filesForShellCheck = 64;

async function takeInputs({ inputs, next }: LintWork, lint: FileLinter): Promise<LintAnswer> {
  const answer: [number, InputReport][] = [];
  for (let index = Atomics.add(next, 0, 1); index < inputs.length; index = Atomics.add(next, 0, 1)) {
    answer.push([index, await lint(inputs[index]!, index)]);
  }
  return answer;
}
