import { decodeFile } from '../dockerfile/decode';
import { parseDockerfile } from '../dockerfile/parse';
import { withContext } from '../features/contextFacts';
import { type LintOptions, type LintResult, lintModel, lintText, ruleSetFor } from '../features/diagnostics';
import { fixAll } from '../features/fixAll';
import { createShellChecker, type ShellChecker, type ShellCheckResult } from '../features/shellcheck/check';
import { buildModel, type DockerfileModel, modelInContext } from '../model/model';
import type { CommandHost, Digest, Processes } from '../ports';
import type { RuleConfiguration } from '../rules/engine/configuration';
import type { ShellCheckRemark } from '../rules/rule';
import type { ContextFinder } from './buildContext';
import { UsageError } from './command';
import type { ReportBasis } from './keptReports';
import type { LintInput } from './lintInputs';
import { type FileReport, reportOf, unreadableReport } from './lintReport';

/** What was asked of `strata lint`; plain data, so that another thread can be asked the same. */
export interface LintSettings {
  /** At least one. */
  readonly configurations: readonly LintConfiguration[];
  /** For each input the index of its configuration. */
  readonly ofInputs: readonly number[];
  readonly fix: boolean;
  readonly shellcheck: boolean;
  /** Whether reports tell what they rest on. */
  readonly withBasis: boolean;
}

/** What configuration files and options say together about some inputs. */
export interface LintConfiguration {
  readonly rules: RuleConfiguration;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** The folder of the build context, undefined when nobody says. */
  readonly context: string | undefined;
}

/** The report of one input. */
export interface InputReport extends FileReport {
  /** Why it could not be read, in one sentence. */
  readonly unread?: string;
  /** How many fixes were applied to it. */
  readonly fixes?: number;
  /** Missing where the report rests on more than that. */
  readonly basis?: ReportBasis;
}

/** Checks one input after the other, named with its index; what was read for one of them is known for the next. */
export type FileLinter = (input: LintInput, index: number) => Promise<InputReport>;

export interface LinterPorts {
  readonly host: CommandHost;
  readonly contexts: ContextFinder;
  readonly processes: Processes;
  readonly digest: Digest;
}

/**
 * Makes a linter for many files. `processes` runs ShellCheck, where it is asked for.
 * Throws `UsageError` when the settings name what nobody has, and the linter when ShellCheck is missing.
 */
export function createFileLinter(
  { configurations, ofInputs, fix, shellcheck, withBasis }: LintSettings,
  { contexts, host, processes, digest }: LinterPorts,
): FileLinter {
  const places = configurations.map(({ rules, buildArgs, context }) => ({
    ruleSet: ruleSetFor(rules),
    buildArgs: new Map(Object.entries(buildArgs)),
    context,
  }));
  // What files say has been checked where it stands, so that this is about the options.
  const mistake = places[0]?.ruleSet.mistakes[0];
  if (mistake !== undefined) {
    throw new UsageError(mistake);
  }
  const shellChecker = shellcheck ? createShellChecker(processes) : undefined;
  return async (input, index) => {
    const { file } = input;
    const path = input.kind === 'path' ? input.path : undefined;
    const read = readInput(input, host);
    if ('reason' in read) {
      return { ...unreadableReport(file, read.reason), unread: read.reason };
    }
    const { text, problem } = decodeFile(read.bytes);
    const tree = parseDockerfile(text);
    if (problem && isBinary(read.bytes) && tree.instructions[0]?.name === undefined) {
      if (fix && path === undefined) {
        host.stdout.write(read.bytes);
      }
      // One finding instead of one for every line.
      return unreadableReport(file, problem.isUtf16 ? problem.message : 'This is a binary file, not a Dockerfile.');
    }
    const { ruleSet, buildArgs, context } = places[ofInputs[index] ?? 0]!;
    const bare = buildModel(tree, { buildArgs });
    const known: LintOptions = { ruleSet, buildArgs, facts: problem ? { undecodable: problem } : {} };
    const found = path === undefined ? undefined : contexts.find(path, bare, context);
    const lintOptions = withContext(known, found?.context);
    if (!fix) {
      const model = lintOptions.context ? modelInContext(bare, lintOptions.context) : bare;
      const checked = await askShellCheck(model, shellChecker, file, host);
      const result = lintModel(model, withRemarks(lintOptions, checked?.remarks));
      const report = reportOf(file, complain(result, file, host));
      return withBasis && found && result.failures.length === 0 && !checked?.problem
        ? { ...report, basis: { content: digest.sha256(read.bytes), context: found.trace() } }
        : report;
    }
    const fixed = fixAll(text, lintOptions);
    if (path === undefined) {
      host.stdout.write(fixed.edits.length === 0 ? read.bytes : fixed.text);
    } else if (fixed.edits.length > 0) {
      const reason = writeInstead(path, fixed.text, host);
      if (reason !== undefined) {
        const { findings } = unreadableReport(file, reason, 'unwritable-file');
        const asItIs = reportOf(file, complain(lintText(text, lintOptions), file, host));
        return { ...asItIs, findings: [...findings, ...asItIs.findings] };
      }
    }
    const checked = await askShellCheck(fixed.lint.model, shellChecker, file, host);
    const result = checked ? lintModel(fixed.lint.model, withRemarks(lintOptions, checked.remarks)) : fixed.lint;
    return { ...reportOf(file, complain(result, file, host)), fixes: fixed.fixes };
  };
}

/** Writes the fixed text in place of what is there; one sentence of why not, where that fails. */
function writeInstead(path: string, text: string, host: CommandHost): string | undefined {
  if (host.kindOf(path) === 'other') {
    return 'The fixes cannot be written to what is no file: give the text to standard input, with - as the path.';
  }
  try {
    host.writeFile(path, new TextEncoder().encode(text));
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return `The fixes could not be written: ${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;
  }
}

/** True where a zero byte is near the start: no text has one, but in UTF-16 about every second byte is zero. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8_000).includes(0);
}

function readInput(input: LintInput, host: CommandHost): { readonly bytes: Uint8Array } | { readonly reason: string } {
  if (input.kind !== 'path') {
    return input;
  }
  try {
    return { bytes: host.readFile(input.path) };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

/** What ShellCheck says, where it is asked; a missing ShellCheck ends the command, other trouble is told. */
async function askShellCheck(
  model: DockerfileModel,
  shellChecker: ShellChecker | undefined,
  file: string,
  { stderr }: CommandHost,
): Promise<ShellCheckResult | undefined> {
  const checked = await shellChecker?.check(model);
  if (checked?.problem?.kind === 'missing') {
    throw new UsageError('ShellCheck is not installed: install it, or leave --shellcheck out.');
  }
  if (checked?.problem) {
    stderr.write(`strata lint: ${file}: ${checked.problem.message}\n`);
  }
  return checked;
}

function withRemarks(lintOptions: LintOptions, remarks: readonly ShellCheckRemark[] | undefined): LintOptions {
  return remarks ? { ...lintOptions, facts: { ...lintOptions.facts, shellCheck: remarks } } : lintOptions;
}

/** A rule of ours that crashed is told on standard error; what the others found stands. */
function complain(result: LintResult, file: string, { stderr }: CommandHost): LintResult {
  for (const { rule, error } of result.failures) {
    stderr.write(`strata lint: ${file}: The rule ${rule} failed: ${error instanceof Error ? error.message : error}\n`);
  }
  return result;
}
