import { lint } from '../../server/src/cli/lint';
import type { ReportedFinding } from '../../server/src/cli/lintReport';
import { runProgram } from '../../server/src/cli/main';
import { knownRules } from './knownRules';
import { lintPorts } from './lintPorts';
import { memoryHost } from './memoryHost';

export type Files = Parameters<typeof memoryHost>[0];

/** Runs `strata lint` on files in memory, with the rules that the tests know unless `args` select others. */
export async function strataLint(files: Files, args: readonly string[], settings = {}) {
  const host = memoryHost(files, settings);
  const select = args.some((arg) => arg.startsWith('--select')) ? [] : ['--select', knownRules.join(',')];
  const code = await runProgram(
    { commands: [lint('1.2.3', lintPorts())], version: '' },
    ['lint', ...select, ...args],
    host,
  );
  const text = (path: string): string => new TextDecoder().decode(host.readFile(path));
  return { code, out: host.out(), err: host.err(), text };
}

/** The findings as `--format json` prints them. */
export async function findings(files: Files, args: readonly string[]): Promise<ReportedFinding[]> {
  return JSON.parse((await strataLint(files, ['--format', 'json', ...args])).out);
}
