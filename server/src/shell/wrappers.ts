import type { ShellAssignment, ShellWord } from './script';
import { splitAssignment } from './words';

/** What stands behind the wrappers of a command. */
export interface Unwrapped {
  /** The words of the program that really runs, its name first; empty when the wrappers run nothing. */
  readonly words: readonly ShellWord[];
  readonly wrappers: readonly string[];
  readonly assignments: readonly ShellAssignment[];
  readonly user: ShellWord | undefined;
}

/** How a program that runs another one reads its own arguments. */
interface Wrapper {
  /** Short options that take the next word, as letters. */
  readonly short?: string;
  /** Long options that take the next word when it is not given with `=`. */
  readonly long?: readonly string[];
  /** Operands of the wrapper itself that stand in front of the program. */
  readonly operands?: number;
  /** What the first operand has to be. */
  readonly operand?: string;
  /** True when `NAME=value` words may stand in front of the program. */
  readonly assignments?: boolean;
  /** The options whose value is the user to run as, or `operand` for the first operand. */
  readonly user?: readonly string[] | 'operand';
  /** A word that has to stand first, as `run` behind `poetry`. */
  readonly verb?: string;
  /** Options with which it only asks and runs nothing. */
  readonly asks?: RegExp;
}

const wrappers: Readonly<Record<string, Wrapper>> = {
  sudo: {
    short: 'ughpCrtTUDR',
    long: ['user', 'group', 'host', 'prompt', 'close-from', 'chroot', 'chdir', 'role', 'type', 'command-timeout'],
    assignments: true,
    user: ['-u', '--user'],
    asks: /^-(l|v|k|K|V)$/,
  },
  doas: { short: 'uC', user: ['-u'] },
  env: { short: 'uC', long: ['unset', 'chdir'], assignments: true },
  exec: { short: 'a' },
  command: { asks: /^-[vV]$/ },
  builtin: {},
  nice: { short: 'n', long: ['adjustment'] },
  ionice: { short: 'cnp', long: ['class', 'classdata'] },
  nohup: {},
  time: { short: 'fo', long: ['format', 'output'] },
  timeout: { short: 'ks', long: ['kill-after', 'signal'], operands: 1 },
  stdbuf: { short: 'ioe', long: ['input', 'output', 'error'] },
  chroot: { long: ['userspec', 'groups'], operands: 1, operand: '/' },
  setsid: {},
  taskset: { operands: 1 },
  eatmydata: {},
  fakeroot: { short: 'lisu' },
  chronic: {},
  tini: {},
  'dumb-init': {},
  catatonit: {},
  'xvfb-run': { short: 'aefnpsw', long: ['server-args', 'server-num', 'error-file', 'auth-file'] },
  'dbus-run-session': {},
  flock: { short: 'wE', operands: 1 },
  gosu: { operands: 1, user: 'operand' },
  'su-exec': { operands: 1, user: 'operand' },
  runuser: { short: 'ugGsc', long: ['user', 'group', 'shell', 'command'], user: ['-u', '--user'] },
  setpriv: { long: ['reuid', 'regid', 'groups'], user: ['--reuid'] },
  xargs: {
    short: 'nIPLdasE',
    long: ['max-args', 'max-procs', 'max-lines', 'delimiter', 'arg-file', 'max-chars', 'replace'],
  },
  busybox: {},
  corepack: { asks: /^(enable|disable|prepare|install|use|up|pack|hydrate|-.*)$/ },
  poetry: { verb: 'run' },
  pipenv: { verb: 'run' },
  uv: { verb: 'run', long: ['with', 'python', 'project', 'directory', 'extra', 'group'], short: 'p' },
  rye: { verb: 'run' },
  bundle: { verb: 'exec' },
  conda: { verb: 'run', short: 'np', long: ['name', 'prefix', 'cwd'] },
  mamba: { verb: 'run', short: 'np', long: ['name', 'prefix', 'cwd'] },
  micromamba: { verb: 'run', short: 'np', long: ['name', 'prefix', 'cwd'] },
};

/** True for the names of programs that only run another one, given as their arguments. */
export function isWrapper(name: string): boolean {
  return Object.hasOwn(wrappers, name) && wrappers[name]!.verb === undefined;
}

const maxWrappers = 8;
const noWrappers: readonly string[] = [];
const noAssignments: readonly ShellAssignment[] = [];

/** Takes off `sudo`, `env`, `exec`, `timeout`, `xargs` and the like; a `chroot` to another root has files of its own. */
export function unwrap(words: readonly ShellWord[]): Unwrapped {
  const outermost = words.length > 1 ? programName(words[0]!) : undefined;
  if (outermost === undefined || !Object.hasOwn(wrappers, outermost)) {
    return { words, wrappers: noWrappers, assignments: noAssignments, user: undefined };
  }
  const found: string[] = [];
  const assignments: ShellAssignment[] = [];
  let user: ShellWord | undefined;
  let rest = words;
  while (found.length < maxWrappers && rest.length > 1) {
    const name = programName(rest[0]!);
    const wrapper = name !== undefined && Object.hasOwn(wrappers, name) ? wrappers[name]! : undefined;
    const behind = wrapper && readWrapper(wrapper, rest);
    if (!behind) {
      break;
    }
    found.push(name!);
    assignments.push(...behind.assignments);
    user = behind.user ?? user;
    rest = behind.rest;
  }
  return { words: rest, wrappers: found, assignments, user };
}

/** The name of the program that a command word runs: its last path component, undefined when it is not static. */
export function programName(word: ShellWord): string | undefined {
  const { value } = word;
  if (value === undefined || value === '') {
    return undefined;
  }
  return value.includes('/') ? value.slice(value.lastIndexOf('/') + 1) : value;
}

interface Behind {
  readonly rest: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly user: ShellWord | undefined;
}

function readWrapper(wrapper: Wrapper, words: readonly ShellWord[]): Behind | undefined {
  const assignments: ShellAssignment[] = [];
  let user: ShellWord | undefined;
  let operands = wrapper.operands ?? 0;
  let at = 1;
  if (wrapper.verb !== undefined) {
    if (words[1]?.value !== wrapper.verb) {
      return undefined;
    }
    at = 2;
  }
  for (; at < words.length; at++) {
    const word = words[at]!;
    const text = word.value;
    if (text !== undefined && wrapper.asks?.test(text)) {
      return undefined;
    }
    if (text === '--') {
      at++;
      break;
    }
    if (text !== undefined && /^-./.test(text)) {
      if (takesNext(wrapper, text)) {
        at++;
        user = Array.isArray(wrapper.user) && wrapper.user.includes(text) ? words[at] : user;
      }
      continue;
    }
    const assignment = wrapper.assignments ? splitAssignment(word) : undefined;
    if (assignment) {
      assignments.push(assignment);
      continue;
    }
    if (operands === 0) {
      break;
    }
    if (wrapper.operand !== undefined && text !== wrapper.operand) {
      return undefined;
    }
    operands--;
    user = wrapper.user === 'operand' ? word : user;
  }
  return at < words.length ? { rest: words.slice(at), assignments, user } : undefined;
}

function takesNext(wrapper: Wrapper, option: string): boolean {
  if (option.startsWith('--')) {
    return !option.includes('=') && (wrapper.long?.includes(option.slice(2)) ?? false);
  }
  return wrapper.short?.includes(option.at(-1)!) === true && !/^-.*\d$/.test(option);
}
