import { shellCheckEdition, shellCheckVariable } from '../features/shellcheck/edition';
import type { CommandHost, Digest, KeptRun, Processes, Threads } from '../ports';
import { profileNames } from '../rules/engine/profiles';
import type { Severity } from '../rules/rule';
import { createContextFinder } from './buildContext';
import { type Command, type ExitCode, UsageError } from './command';
import { openKeptReports } from './keptReports';
import { rememberFolders } from './knownFolders';
import { type ConfigurationChoice, findConfigurations } from './lintConfiguration';
import { createFileLinter, type InputReport, type LintSettings } from './lintFile';
import { formatGithub } from './lintGithub';
import { findInputs, type LintInput } from './lintInputs';
import { type FileReport, formatJson } from './lintReport';
import { formatSarif } from './lintSarif';
import { counted, formatText } from './lintTextFormat';
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
  config: {
    kind: 'value',
    placeholder: 'FILE',
    help: 'The only configuration file that counts, instead of strata.yaml and .hadolint.yaml where they are found.',
  },
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
  'no-cache': { kind: 'flag', help: 'Checks files anew, also those that are as they were the last time.' },
  'stdin-filename': { kind: 'value', placeholder: 'NAME', help: 'What to call the text of standard input.' },
} as const satisfies OptionSpecs;

/** What `strata lint` needs beside the host of every command. */
export interface LintPorts {
  /** Runs ShellCheck. */
  readonly processes: Processes;
  /** Help with many files. */
  readonly threads: Threads;
  readonly digest: Digest;
  /** What is kept from run to run; undefined where nothing shall be. */
  readonly kept: KeptRun | undefined;
}

/** `strata lint`: checks Dockerfiles and prints what is to be said of them. `version` is ours, for SARIF. */
export function lint(version: string, ports: LintPorts): Command {
  return {
    name: 'lint',
    summary: 'Checks Dockerfiles; a folder is searched for them, - is standard input',
    exitCodes: {
      0: 'No finding is as grave as --fail-on says; also when a folder has no Dockerfile.',
      1: 'A finding is as grave as that.',
      2: 'The command was wrong, or nothing could be read.',
    },
    operands: 'PATH… | -',
    options,
    examples: [
      ['strata lint .', 'checks every Dockerfile below this folder'],
      ['strata lint --fix Dockerfile', 'fixes what is safe to fix and tells what is left'],
      ['strata lint --select size,DL3008 .', 'looks for what stays in layers, and for packages without versions'],
      ['strata lint --format sarif . > strata.sarif', 'writes a log for code scanning'],
    ],
    run: (args, host) => run(args, host, version, ports),
  };
}

async function run(
  args: readonly string[],
  bareHost: CommandHost,
  version: string,
  ports: LintPorts,
): Promise<ExitCode> {
  const { options: given, operands } = parseOptions(options, args);
  if (operands.length === 0) {
    throw new UsageError('Name a Dockerfile or a folder to check, or - for standard input.');
  }
  if (given.config !== undefined && given['no-config']) {
    throw new UsageError('Give either --config or --no-config.');
  }
  if (given['stdin-filename'] !== undefined && !operands.includes('-')) {
    throw new UsageError('--stdin-filename names the text of standard input: give - as the path as well.');
  }
  const host = rememberFolders(bareHost);
  const inputs = await findInputs(operands, given['stdin-filename'], host);
  const found = await findConfigurations(inputs, choiceOf(given.config, given['no-config']), host);
  const mayKeep = ports.kept && inputs.length >= fewestToKeep && !given['no-cache'] && !given.fix;
  const shellCheck =
    mayKeep && given.shellcheck
      ? await shellCheckEdition(ports.processes, host.variable(shellCheckVariable))
      : 'not asked';
  const settings: LintSettings = {
    configurations: found.configurations.map(({ profile, rules, deafTo, buildArgs, context }) => ({
      rules: {
        profile: given.profile ?? profile ?? 'recommended',
        rules,
        deafTo,
        ...(given.select.length > 0 && { select: names(given.select) }),
        ignore: names(given.ignore),
      },
      buildArgs,
      context,
    })),
    ofInputs: found.ofInputs,
    fix: given.fix,
    shellcheck: given.shellcheck,
    withBasis: mayKeep === true && shellCheck !== undefined,
  };
  const { checked, keep } = await check(inputs, settings, shellCheck, host, ports);
  if (checked.length > 0 && checked.every(({ unread }) => unread !== undefined)) {
    const [first, ...more] = checked;
    const others = more.length > 0 ? ` (and ${more.length} more could not be read)` : '';
    throw new UsageError(`${first!.file}: ${first!.unread}${others}`);
  }
  const ofFiles = found.configurations.map(({ output }) => output);
  const isBad =
    checked.some((report, index) => {
      const wanted = ofFiles[found.ofInputs[index] ?? 0]?.failOn;
      return isWorse(report, given['fail-on'] ?? wanted ?? 'warning');
    }) || found.reports.some((report) => isWorse(report, given['fail-on'] ?? ofFiles[0]?.failOn ?? 'warning'));
  const reports = [...checked, ...found.reports].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  const printsText = given.fix && inputs.some(({ kind }) => kind === 'text');
  const output = printsText ? host.stderr : host.stdout;
  const colours = output.colours && !ofFiles[0]?.plain;
  const format = given.format ?? ofFiles[0]?.format ?? 'text';
  output.write(formats[format](reports, { colours, version, fixed: given.fix }));
  // Behind a log on the same stream it would spoil it.
  if (given.fix && (format === 'text' || output !== host.stderr)) {
    host.stderr.write(fixedLine(checked, reports));
  }
  await keep?.();
  return isBad ? 1 : 0;
}

interface Checked {
  /** The reports of all inputs, in their order. */
  readonly checked: readonly InputReport[];
  /** Leaves them to the next run; undefined where that has them already, or shall not have them. */
  readonly keep?: () => Promise<void>;
}

/** Checks what has changed since the last run, also by another `shellCheck`, and everything where nothing was kept. */
async function check(
  inputs: readonly LintInput[],
  settings: LintSettings,
  shellCheck: string | undefined,
  host: CommandHost,
  { processes, threads, digest, kept: run }: LintPorts,
): Promise<Checked> {
  const contexts = createContextFinder(host, digest);
  const kept =
    run && settings.withBasis ? openKeptReports(run, digest, { ...settings, shellCheck }, contexts, host) : undefined;
  const checked = inputs.map((input, index) => kept?.find(input, index));
  const changed = [...inputs.keys()].filter((index) => !checked[index]);
  if (inputs.length > 0 && changed.length === 0) {
    return { checked: checked as InputReport[] };
  }
  const changedInputs = changed.map((index) => inputs[index]!);
  const forChanged = { ...settings, ofInputs: changed.map((index) => settings.ofInputs[index] ?? 0) };
  const linter = createFileLinter(forChanged, { host, contexts, processes, digest });
  const fresh = await lintAll(changedInputs, forChanged, linter, threads);
  for (const [index, report] of fresh.entries()) {
    checked[changed[index]!] = report;
  }
  const all = checked as InputReport[];
  return { checked: all, ...(kept && { keep: () => kept.keep(inputs, all) }) };
}

/** Fewer are checked before what was kept is read. */
const fewestToKeep = 20;

function choiceOf(path: string | undefined, none: boolean): ConfigurationChoice {
  return none ? { kind: 'none' } : path === undefined ? { kind: 'found' } : { kind: 'named', path };
}

interface HowToFormat {
  readonly colours: boolean;
  readonly version: string;
  /** Whether what is safe to fix has been fixed. */
  readonly fixed: boolean;
}

type Format = (reports: readonly FileReport[], how: HowToFormat) => string;

const formats: Readonly<Record<(typeof options)['format']['choices'][number], Format>> = {
  text: formatText,
  json: (reports) => formatJson(reports),
  sarif: (reports, { version }) => formatSarif(reports, version),
  github: (reports) => formatGithub(reports),
};

/** What `--fix` has done, in one line; nothing where there was nothing to do. */
function fixedLine(checked: readonly InputReport[], reports: readonly FileReport[]): string {
  const changed = checked.flatMap(({ fixes = 0 }) => (fixes > 0 ? [fixes] : []));
  const left = reports.reduce((sum, { findings }) => sum + findings.length, 0);
  if (changed.length === 0 && left === 0) {
    return '';
  }
  const fixes = changed.reduce((sum, each) => sum + each, 0);
  const applied = fixes === 0 ? 'no fixes' : `${counted(fixes, 'fix', 'fixes')} in ${counted(changed.length, 'file')}`;
  const remaining =
    left === 0 ? 'nothing is left to report' : `${counted(left, 'finding')} ${left === 1 ? 'is' : 'are'} left`;
  return `strata lint: Applied ${applied}; ${remaining}.\n`;
}

/** `a,b` is taken as two names, too, and so is `a,b,`. */
function names(values: readonly string[]): string[] {
  const given = values.flatMap((value) => value.split(',')).map((value) => value.trim());
  const written = given.filter((name) => name !== '');
  return written.length > 0 ? written : given;
}

const order: readonly Severity[] = ['hint', 'info', 'warning', 'error'];

function isWorse({ findings }: FileReport, limit: Severity | 'never'): boolean {
  return limit !== 'never' && findings.some(({ severity }) => order.indexOf(severity) >= order.indexOf(limit));
}
