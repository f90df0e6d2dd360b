import { availableParallelism } from 'node:os';
import { version } from '../../package.json';
import type { Command } from './cli/command';
import { lint } from './cli/lint';
import { answerLintWork, type LintWork } from './cli/lintThreads';
import { nodeCommandHost } from './host/node/commandHost';
import { nodeProcesses } from './host/node/processes';
import { answerAsThread, nodeThreads } from './host/node/threads';

// `strata lint`, apart from the other commands because of the rules; also the threads that help it.
const processes = nodeProcesses(availableParallelism());
answerAsThread((work) => answerLintWork(work as LintWork, nodeCommandHost(), processes));

/** The command, which shares its work with threads that run this file. */
export function lintCommand(): Command {
  return lint(version, processes, nodeThreads(__filename));
}
