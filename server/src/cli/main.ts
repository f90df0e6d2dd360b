import type { CommandHost } from '../ports';
import { closestName } from '../text/closestName';
import { type Command, type ExitCode, type ExitCodes, isUsageError } from './command';
import { describeOptions } from './options';

/** What `strata` consists of; `main.cli.ts` puts it together. */
export interface Program {
  readonly commands: readonly Command[];
  readonly version: string;
}

/**
 * Runs `strata` with the arguments behind the program's name and returns the exit code.
 * Wrong usage and a command that fails are one line on standard error and 2; never a stack.
 */
export async function runProgram(program: Program, args: readonly string[], host: CommandHost): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') {
    host.stdout.write(`${program.version}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    host.stdout.write(helpOfProgram(program));
    return 0;
  }
  if (name === undefined) {
    host.stderr.write(
      'strata: name a command, for example "strata lint Dockerfile"; "strata --help" lists them all.\n',
    );
    return 2;
  }
  const wanted = name === 'help' ? rest[0]! : name;
  const command = program.commands.find((each) => each.name === wanted);
  if (!command) {
    host.stderr.write(`strata: ${unknownCommand(wanted, program)}\n`);
    return 2;
  }
  if (name === 'help' || asksForHelp(rest)) {
    host.stdout.write(helpOfCommand(command));
    return 0;
  }
  try {
    return await command.run(rest, host);
  } catch (error) {
    host.stderr.write(`strata ${command.name}: ${oneLine(error)}\n`);
    return 2;
  }
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

function helpOfProgram({ commands }: Program): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const list = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}\n`).join('');
  return `Usage: strata COMMAND [OPTIONS] …\n\nCommands:\n${list}\nOptions:\n  --version  Prints the version.\n  --help     Prints this, or behind a command its own help.\n\n${describeExitCodes(exitCodesOfAll)}`;
}

const exitCodesOfAll: ExitCodes = {
  0: 'All is well.',
  1: 'There are findings, or a limit that was asked for is not kept.',
  2: 'The command was wrong, or nothing could be read.',
};

function describeExitCodes(codes: ExitCodes): string {
  const lines = Object.entries(codes).map(([code, meaning]) => `  ${code}  ${meaning}\n`);
  return `Exit codes:\n${lines.join('')}`;
}

function helpOfCommand({ name, operands, summary, options, examples = [], exitCodes }: Command): string {
  const width = Math.max(0, ...examples.map(([call]) => call.length));
  const calls = examples.map(([call, effect]) => `  ${call.padEnd(width)}  ${effect}\n`).join('');
  return (
    `Usage: strata ${name} [OPTIONS] ${operands}`.trimEnd() +
    `\n\n${summary}.\n\nOptions:\n${describeOptions({ ...options, help: { kind: 'flag', help: 'Prints this.' } })}` +
    (calls && `\nExamples:\n${calls}`) +
    `\n${describeExitCodes(exitCodes ?? exitCodesOfAll)}`
  );
}

function unknownCommand(name: string, { commands }: Program): string {
  const closest = closestName(
    name,
    commands.map((command) => command.name),
  );
  return `Unknown command "${name}"${closest ? `: did you mean "${closest}"?` : '; "strata --help" lists the commands.'}`;
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replace(/\s*\n\s*/g, ' ').trim();
  return isUsageError(error) ? line : `Something went wrong: ${line}`;
}
