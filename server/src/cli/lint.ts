import { decodeFile } from '../dockerfile/decode';
import { parseDockerfile } from '../dockerfile/parse';
import { withContext } from '../features/contextFacts';
import { type LintOptions, type LintResult, lintModel, ruleSetFor } from '../features/diagnostics';
import { fixAll } from '../features/fixAll';
import { createShellChecker, type ShellChecker } from '../features/shellcheck/check';
import { buildModel } from '../model/model';
import type { CommandHost, Processes } from '../ports';
import type { RuleSet } from '../rules/engine/configuration';
import { profileNames } from '../rules/engine/profiles';
import type { Severity } from '../rules/rule';
import { type ContextFinder, createContextFinder } from './buildContext';
import { type Command, type ExitCode, UsageError } from './command';
import { formatGithub } from './lintGithub';
import { type FileReport, formatJson, reportOf, unreadableReport } from './lintReport';
import { formatSarif } from './lintSarif';
import { formatText } from './lintTextFormat';
import { type OptionSpecs, parseOptions } from './options';
import { findDockerfiles, withSlashes } from './walk';

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
 * `processes` runs ShellCheck.
 */
export function lint(version: string, processes: Processes): Command {
  return {
    name: 'lint',
    summary: 'Checks Dockerfiles; a folder is searched for them, - is standard input',
    operands: 'PATH… | -',
    options,
    run: (args, host) => run(args, host, version, processes),
  };
}

async function run(
  args: readonly string[],
  host: CommandHost,
  version: string,
  processes: Processes,
): Promise<ExitCode> {
  const { options: given, operands } = parseOptions(options, args);
  if (operands.length === 0) {
    throw new UsageError('Name a Dockerfile or a folder to check, or - for standard input.');
  }
  const ruleSet = ruleSetFor({
    ...(given.profile && { profile: given.profile }),
    ...(given.select.length > 0 && { select: names(given.select) }),
    ignore: names(given.ignore),
  });
  if (ruleSet.mistakes[0] !== undefined) {
    throw new UsageError(ruleSet.mistakes[0]);
  }
  const inputs = await readInputs(operands, given['stdin-filename'], host);
  if (inputs.length > 0 && inputs.every((input) => 'reason' in input)) {
    const [first, ...more] = inputs;
    const others = more.length > 0 ? ` (and ${more.length} more could not be read)` : '';
    throw new UsageError(`${first!.file}: ${first!.reason}${others}`);
  }
  const shellChecker = given.shellcheck ? createShellChecker(processes) : undefined;
  const contexts = createContextFinder(host);
  const reports = await inOrder(inputs, (input) =>
    'reason' in input
      ? unreadableReport(input.file, input.reason)
      : check(input, ruleSet, given.fix, host, shellChecker, contexts),
  );
  reports.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  const printsText = given.fix && inputs.some(({ path }) => path === undefined);
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

/** A Dockerfile to check; `path` is undefined for standard input. */
type Input =
  | { readonly file: string; readonly path: string | undefined; readonly bytes: Uint8Array }
  | { readonly file: string; readonly path: string | undefined; readonly reason: string };

/** `a,b` is taken as two names, too. */
function names(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).map((value) => value.trim());
}

/** Everything that the operands lead to, each file once. */
async function readInputs(
  operands: readonly string[],
  stdinName: string | undefined,
  host: CommandHost,
): Promise<Input[]> {
  const inputs: Input[] = [];
  const seen = new Set<string>();
  const addFile = (path: string): void => {
    const absolute = host.absolute(path);
    if (!seen.has(absolute)) {
      seen.add(absolute);
      inputs.push(readFile(path, host));
    }
  };
  for (const operand of operands) {
    if (operand === '-') {
      if (!seen.has('-')) {
        seen.add('-');
        inputs.push({ file: stdinName ?? '-', path: undefined, bytes: await host.readStdin() });
      }
    } else if (host.kindOf(operand) === 'directory') {
      const { files, unreadable } = findDockerfiles(operand, host);
      if (files.length === 0 && unreadable.length === 0) {
        host.stderr.write(`strata lint: There is no Dockerfile in ${operand}.\n`);
      }
      files.forEach(addFile);
      inputs.push(...unreadable.map(({ path, reason }) => ({ file: path, path, reason })));
    } else {
      addFile(operand);
    }
  }
  return inputs;
}

function readFile(path: string, host: CommandHost): Input {
  const file = withSlashes(path, host);
  try {
    return { file, path, bytes: host.readFile(path) };
  } catch (error) {
    return { file, path, reason: (error as Error).message };
  }
}

/** Works on a few inputs at a time, so that ShellCheck always has something to do and memory stays small. */
async function inOrder<T, R>(inputs: readonly T[], work: (input: T) => R | Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < inputs.length) {
      const index = next++;
      results[index] = await work(inputs[index]!);
    }
  };
  await Promise.all(Array.from({ length: filesAtOnce }, worker));
  return results;
}

const filesAtOnce = 8;

async function check(
  { file, path, bytes }: Extract<Input, { bytes: Uint8Array }>,
  ruleSet: RuleSet,
  fix: boolean,
  host: CommandHost,
  shellChecker: ShellChecker | undefined,
  contexts: ContextFinder,
): Promise<FileReport> {
  const { text, problem } = decodeFile(bytes);
  const tree = parseDockerfile(text);
  const bare = buildModel(tree);
  const known: LintOptions = { ruleSet, facts: problem ? { undecodable: problem } : {} };
  const lintOptions = withContext(known, path === undefined ? undefined : contexts.find(path, bare));
  if (!fix) {
    const model = lintOptions.context ? buildModel(tree, lintOptions) : bare;
    const result = await withShellCheck(lintModel(model, lintOptions), lintOptions, shellChecker, file, host);
    return reportOf(file, complain(result, file, host));
  }
  const fixed = fixAll(text, lintOptions);
  if (path === undefined) {
    host.stdout.write(fixed.edits.length === 0 ? bytes : fixed.text);
  } else if (fixed.edits.length > 0) {
    try {
      host.writeFile(path, new TextEncoder().encode(fixed.text));
    } catch (error) {
      return unreadableReport(file, (error as Error).message);
    }
  }
  const result = await withShellCheck(fixed.lint, lintOptions, shellChecker, file, host);
  return reportOf(file, complain(result, file, host));
}

/** The result with what ShellCheck says of it; a missing ShellCheck ends the command, other trouble is told. */
async function withShellCheck(
  result: LintResult,
  lintOptions: LintOptions,
  shellChecker: ShellChecker | undefined,
  file: string,
  host: CommandHost,
): Promise<LintResult> {
  const checked = await shellChecker?.check(result.model);
  if (checked?.problem?.kind === 'missing') {
    throw new UsageError('ShellCheck is not installed: install it, or leave --shellcheck out.');
  }
  if (checked?.problem) {
    host.stderr.write(`strata lint: ${file}: ${checked.problem.message}\n`);
  }
  return checked
    ? lintModel(result.model, { ...lintOptions, facts: { ...lintOptions.facts, shellCheck: checked.remarks } })
    : result;
}

/** A rule of ours that crashed is told on standard error; what the others found stands. */
function complain(result: LintResult, file: string, { stderr }: CommandHost): LintResult {
  for (const { rule, error } of result.failures) {
    stderr.write(`strata lint: ${file}: The rule ${rule} failed: ${error instanceof Error ? error.message : error}\n`);
  }
  return result;
}

const order: readonly Severity[] = ['hint', 'info', 'warning', 'error'];

function isWorse(reports: readonly FileReport[], limit: Severity | 'never'): boolean {
  return (
    limit !== 'never' &&
    reports.some(({ findings }) => findings.some(({ severity }) => order.indexOf(severity) >= order.indexOf(limit)))
  );
}
