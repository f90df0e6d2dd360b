import type { ShellWord } from '../../shell/script';
import type { Arguments, OptionsWithValue } from '../effects/arguments';
import { readArguments } from '../effects/arguments';
import type { RunCall } from '../runs';
import { type PackageManager, packageOptions } from './options';

export type { PackageManager } from './options';

/** A call of a package manager, taken apart. */
export interface PackageCall {
  readonly call: RunCall;
  readonly manager: PackageManager;
  /** What it is told to do, such as `install`, or `-Sy` for pacman; the word as written. */
  readonly verb: string;
  readonly verbWord: ShellWord;
  readonly args: Arguments;
  /** What it works on: words that are neither options, nor values of options, nor the verb. */
  readonly operands: readonly ShellWord[];
}

interface Program {
  readonly manager: PackageManager;
  readonly options: OptionsWithValue;
}

/** The names of every program of a manager. */
export const programNames: Readonly<Record<PackageManager, readonly string[]>> = {
  apt: ['apt-get', 'apt', 'aptitude'],
  apk: ['apk'],
  dnf: ['yum', 'dnf', 'dnf5', 'microdnf', 'tdnf'],
  zypper: ['zypper'],
  pacman: ['pacman'],
  pip: ['pip', 'pip2', 'pip3', 'python', 'python2', 'python3'],
  npm: ['npm'],
  gem: ['gem'],
  go: ['go'],
  conda: ['conda', 'mamba', 'micromamba'],
};

/** Reads a call of a package manager; undefined when it is none, or has no verb. */
export function readPackageCall(call: RunCall): PackageCall | undefined {
  call.packageCall ??= takeApart(call) ?? null;
  return call.packageCall ?? undefined;
}

function takeApart(call: RunCall): PackageCall | undefined {
  const program = programOf(call.name);
  if (!program) {
    return undefined;
  }
  const module = program.manager === 'pip' && call.name.startsWith('python');
  const words = module ? behindModule(call.program.args) : call.program.args;
  const given = words?.map((word) => ({ text: word.value ?? word.text, word, inert: undefined })) ?? [];
  const args = readArguments(given, program.options);
  const operation =
    program.manager === 'pacman' ? given.find(({ text }) => /^-[A-Z]|^--[a-z]+$/.test(text)) : undefined;
  const first = operation ?? args.operands[0];
  const rest = operation ? args.operands : args.operands.slice(1);
  return first
    ? {
        call,
        manager: program.manager,
        verb: first.text,
        verbWord: first.word,
        args,
        operands: rest.map(({ word }) => word),
      }
    : undefined;
}

function behindModule(args: readonly ShellWord[]): readonly ShellWord[] | undefined {
  const at = args.findIndex(({ value }) => value === '-m' || value === '-mpip');
  const isPip = at !== -1 && (args[at]!.value === '-mpip' || args[at + 1]?.value === 'pip');
  return isPip ? args.slice(args[at]!.value === '-m' ? at + 2 : at + 1) : undefined;
}

function programOf(name: string): Program | undefined {
  const manager = managerByName.get(name) ?? (/^(pip|python)\d*(\.\d+)*$/.test(name) ? 'pip' : undefined);
  return manager && { manager, options: packageOptions[manager] };
}

const managerByName = new Map<string, PackageManager>(
  Object.entries(programNames).flatMap(([manager, names]) =>
    names.map((name) => [name, manager as PackageManager] as const),
  ),
);
