import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { nodeProcesses } from '../../server/src/host/node/processes';
import type { Processes } from '../../server/src/ports';

const isInstalled = spawnSync('shellcheck', ['--version']).status === 0;

/** Tests that need the real ShellCheck: skipped where it is not installed, but never in continuous integration. */
export function describeWithShellCheck(title: string, tests: () => void): void {
  const shown = isInstalled ? title : `${title} (ShellCheck is not installed)`;
  describe.skipIf(!isInstalled && !process.env.CI)(shown, tests);
}

/** Real processes that count how many programs were run. */
export function countingProcesses(): Processes & { readonly runs: number } {
  const real = nodeProcesses();
  let runs = 0;
  return {
    atOnce: real.atOnce,
    mostFiles: real.mostFiles,
    get runs() {
      return runs;
    },
    run(request, cancel) {
      runs++;
      return real.run(request, cancel);
    },
  };
}
