import { createShellChecker, type ShellChecker } from '../features/shellcheck/check';
import type { Processes } from '../ports';
import type { FactCollector } from './knowledge';
import type { Settings } from './settings';

/** How long a program that is not there is not looked for again, in milliseconds. */
const restBeforeLookingAgain = 30_000;

/** Asks ShellCheck, where it is installed, the settings allow it and the user trusts the workspace. */
export function shellCheckFacts(
  processes: Processes,
  trust: { readonly granted: boolean },
  log: { info(message: string): void; warn(message: string): void },
): FactCollector {
  const missing = new Map<string, number>();
  const told = new Set<string>();
  let program = '';
  let checker: ShellChecker | undefined;

  function checkerFor({ shellCheck, lint }: Settings): ShellChecker | undefined {
    const lookedFor = missing.get(shellCheck.path);
    const isMissing = lookedFor !== undefined && Date.now() - lookedFor < restBeforeLookingAgain;
    if (!lint.enabled || shellCheck.run === 'off' || !trust.granted || isMissing) {
      return undefined;
    }
    if (!checker || program !== shellCheck.path) {
      program = shellCheck.path;
      checker = createShellChecker(processes, program);
    }
    return checker;
  }

  function once(message: string, say: (message: string) => void): void {
    if (!told.has(message)) {
      told.add(message);
      say(message);
    }
  }

  return {
    name: 'ShellCheck',
    known({ model }, settings) {
      const known = checkerFor(settings)?.known(model);
      return known && { facts: { shellCheck: known.remarks, ...(!known.complete && { unfinished: ['shellCheck'] }) } };
    },
    async collect({ model }, settings, cancel) {
      const result = await checkerFor(settings)?.check(model, cancel);
      if (result?.problem?.kind === 'missing') {
        missing.set(settings.shellCheck.path, Date.now());
        once(`${result.problem.message} Scripts are checked without ShellCheck.`, (message) => log.info(message));
        return undefined;
      }
      if (result?.problem) {
        once(result.problem.message, (message) => log.warn(message));
      }
      const unfinished = result?.problem ? (['shellCheck'] as const) : [];
      return result && { facts: { shellCheck: result.remarks, unfinished } };
    },
  };
}
