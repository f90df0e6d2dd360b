import type { CommandHost } from '../ports';
import type { OptionSpecs } from './options';

/** 0: fine. 1: findings, or a gate that is not met. 2: wrong usage, or nothing could be read. */
export type ExitCode = 0 | 1 | 2;

/** What they mean, each a sentence. */
export type ExitCodes = Readonly<Record<ExitCode, string>>;

/** One subcommand of `strata`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands: a sentence without a full stop. */
  readonly summary: string;
  /** What follows `strata NAME [OPTIONS]` in the help, such as `PATH… | -`. */
  readonly operands: string;
  /** The options, from which the help is written; `--help` is understood by every command. */
  readonly options: OptionSpecs;
  /** Calls to begin with, as they are typed, each with what it does. */
  readonly examples?: readonly (readonly [call: string, effect: string])[];
  /** What the exit codes 0, 1 and 2 mean, where there is more to say than for every command. */
  readonly exitCodes?: ExitCodes;
  /** Runs with the arguments behind the command's name. Throws `UsageError` for wrong usage. */
  run(args: readonly string[], host: CommandHost): ExitCode | Promise<ExitCode>;
}

/** Wrong usage, or nothing could be read: the message goes to standard error as one line, and the command exits with 2. */
export class UsageError extends Error {
  override readonly name = usageErrorName;
}

/** Whether it is a `UsageError`; told by its name, since each bundle of the program has a class of its own. */
export function isUsageError(error: unknown): boolean {
  return error instanceof Error && error.name === usageErrorName;
}

const usageErrorName = 'UsageError';
