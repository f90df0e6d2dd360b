import { availableParallelism } from 'node:os';
import { version } from '../../package.json';
import type { Command } from './cli/command';
import { lint } from './cli/lint';
import { answerLintWork, type LintWork } from './cli/lintThreads';
import { nodeCommandHost } from './host/node/commandHost';
import { nodeDigest } from './host/node/digest';
import { nodeProcesses } from './host/node/processes';
import { answerAsThread } from './host/node/threads';
import type { KeptRun, Threads } from './ports';

// `strata lint`, apart from the other commands because of the rules.
const processes = nodeProcesses(availableParallelism());
const digest = nodeDigest();

/** The command, which shares its work with threads and spares itself what an earlier run has done. */
export function lintCommand(threads: Threads, kept?: KeptRun): Command {
  return lint(version, { processes, threads, digest, kept });
}

/** What those threads do. */
export function helpToLint(): void {
  answerAsThread((work) => answerLintWork(work as LintWork, nodeCommandHost(), processes, digest));
}
