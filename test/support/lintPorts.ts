import type { LintPorts } from '../../server/src/cli/lint';
import { nodeDigest } from '../../server/src/host/node/digest';
import { nodeProcesses } from '../../server/src/host/node/processes';
import type { Threads } from '../../server/src/ports';

/** A machine with one processor. */
export const noThreads: Threads = {
  spare: 0,
  prepare: () => undefined,
  run: () => Promise.reject(new Error('There is no further thread.')),
};

/** What `strata lint` needs, on a machine with one processor where nothing is kept. */
export function lintPorts(): LintPorts {
  return { processes: nodeProcesses(), threads: noThreads, digest: nodeDigest(), kept: undefined };
}
