import type { CommandHost, Processes, Threads } from '../ports';
import { profileNames } from '../rules/engine/profiles';
import type { Severity } from '../rules/rule';
import { type Command, type ExitCode, UsageError } from './command';
import { createFileLinter, type LintSettings } from './lintFile';
import { formatGithub } from './lintGithub';
import { findInputs } from './lintInputs';
import { type FileReport, formatJson } from './lintReport';
import { formatSarif } from './lintSarif';
import { formatText } from './lintTextFormat';
import { lintAll } from './lintThreads';
import { type OptionSpecs, parseOptions } from './options';

const options = {
  format: {
    kind: 'value',
    placeholder: 'FORMAT',
    choices: ['text', 'json', 'sarif', 'github'],
    help: 'How to print the findings; text when not given.',
  },
  'fail-on': {
    kind: 'value',
    placeholder: 'SEVERITY',
    choices: ['error', 'warning', 'info', 'hint', 'never'],
    help: 'The mildest severity that makes the exit code 1; warning when not given.',
  },
  fix: { kind: 'flag', help: 'Applies safe fixes and reports what remains; with - prints the fixed text.' },
  'no-config': { kind: 'flag', help: 'Reads no configuration file.' },
  profile: {
    kind: 'value',
    placeholder: 'NAME',
    choices: profileNames,
    help: 'The set of rules to begin with; recommended when not given.',
  },
  select: {
    kind: 'list',
    placeholder: 'NAME',
    help: 'Only these rules, codes or categories instead of the profile; all for every rule.',
  },
  ignore: { kind: 'list', placeholder: 'NAME', help: 'Without these rules, codes or categories.' },
  shellcheck: { kind: 'flag', help: 'Gives scripts to ShellCheck, too, which has to be installed.' },
  'stdin-filename': { kind: 'value', placeholder: 'NAME', help: 'What to call the text of standard input.' },
} as const satisfies OptionSpecs;

/**
 * `strata lint`: checks Dockerfiles and prints what is to be said of them. `version` is ours, for SARIF;
 * `processes` runs ShellCheck, `threads` help with many files.
 */
export function lint(version: string, processes: Processes, threads: Threads): Command {
  return {
    name: 'lint',
    summary: 'Checks Dockerfiles; a folder is searched for them, - is standard input',
    operands: 'PATH… | -',
    options,
    run: (args, host) => run(args, host, version, processes, threads),
  };
}

async function run(
  args: readonly string[],
  host: CommandHost,
  version: string,
  processes: Processes,
  threads: Threads,
): Promise<ExitCode> {
  const { options: given, operands } = parseOptions(options, args);
  if (operands.length === 0) {
    throw new UsageError('Name a Dockerfile or a folder to check, or - for standard input.');
  }
  const settings: LintSettings = {
    configuration: {
      ...(given.profile && { profile: given.profile }),
      ...(given.select.length > 0 && { select: names(given.select) }),
      ignore: names(given.ignore),
    },
    fix: given.fix,
    shellcheck: given.shellcheck,
  };
  const linter = createFileLinter(settings, host, processes);
  const inputs = await findInputs(operands, given['stdin-filename'], host);
  const reports = await lintAll(inputs, settings, linter, threads);
  if (reports.length > 0 && reports.every(({ unread }) => unread !== undefined)) {
    const [first, ...more] = reports;
    const others = more.length > 0 ? ` (and ${more.length} more could not be read)` : '';
    throw new UsageError(`${first!.file}: ${first!.unread}${others}`);
  }
  reports.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  const printsText = given.fix && inputs.some(({ kind }) => kind === 'text');
  const output = printsText ? host.stderr : host.stdout;
  output.write(formats[given.format ?? 'text'](reports, { colours: output.colours, version }));
  return isWorse(reports, given['fail-on'] ?? 'warning') ? 1 : 0;
}

type Format = (reports: readonly FileReport[], how: { readonly colours: boolean; readonly version: string }) => string;

const formats: Readonly<Record<(typeof options)['format']['choices'][number], Format>> = {
  text: (reports, { colours }) => formatText(reports, colours),
  json: (reports) => formatJson(reports),
  sarif: (reports, { version }) => formatSarif(reports, version),
  github: (reports) => formatGithub(reports),
};

/** `a,b` is taken as two names, too. */
function names(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).map((value) => value.trim());
}

const order: readonly Severity[] = ['hint', 'info', 'warning', 'error'];

function isWorse(reports: readonly FileReport[], limit: Severity | 'never'): boolean {
  return (
    limit !== 'never' &&
    reports.some(({ findings }) => findings.some(({ severity }) => order.indexOf(severity) >= order.indexOf(limit)))
  );
}
