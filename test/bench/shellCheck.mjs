// `strata lint --shellcheck` beside hadolint, which has ShellCheck inside, on the same files.
import { spawnSync } from 'node:child_process';
import { alternate, line, ms, times } from './measure.mjs';

const mostFiles = 150;

/** Whether a program is there to be run. */
export function isThere(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** `lint` and `hadolint` run the two with arguments; `hadolint` may be undefined. */
export async function benchShellCheck({ lint, hadolint, files }) {
  if (!isThere('shellcheck')) {
    line('strata lint --shellcheck', 'not measured: ShellCheck is not installed', '');
    return;
  }
  const some = files.slice(0, mostFiles);
  const contestants = {
    strata: () => lint('--no-cache', '--shellcheck', ...some),
    ...(hadolint && { hadolint: () => hadolint(...some) }),
  };
  const medians = await alternate(contestants, { rounds: 5, warmup: 1 });
  line(`${some.length} files: strata lint --shellcheck`, ms(medians.strata), '');
  if (hadolint) {
    const ratio = medians.hadolint / medians.strata;
    line(`${some.length} files: hadolint`, ms(medians.hadolint), '');
    line('hadolint against strata lint --shellcheck', times(ratio), 'at least 1.3', ratio >= 1.3);
  }
}
