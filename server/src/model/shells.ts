import type { Instruction } from '../dockerfile/tree';
import { isShell, readShellCall } from '../shell/embedded';
import { literalWord } from '../shell/words';
import { baseOf } from './effects/bases';
import type { Stage } from './stages';

/** What carries out the shell form of RUN, CMD and ENTRYPOINT. */
export interface ShellInForce {
  /** The SHELL that set it, undefined for the default. */
  readonly instruction: Instruction | undefined;
  /** The program's name, such as `sh`, `bash` or `powershell`. */
  readonly name: string;
  /** True when scripts for it can be read as POSIX shell or Bash. */
  readonly isPosix: boolean;
  /** True when it stops at the first failing command. */
  readonly errexit: boolean;
  readonly pipefail: boolean;
  /** True when it reads the profiles first. */
  readonly login: boolean;
}

/** `/bin/sh -c`, which BuildKit uses where no SHELL says otherwise. */
export const defaultShell: ShellInForce = {
  instruction: undefined,
  name: 'sh',
  isPosix: true,
  errexit: false,
  pipefail: false,
  login: false,
};

const windowsShell: ShellInForce = { ...defaultShell, name: 'cmd', isPosix: false };

/**
 * The shell behind the FROM of a stage that is built from an image: the one of its platform. Only files for Windows
 * need another escape character than the backslash, unless the image is a Linux distribution.
 */
export function shellAtStart({ image }: Stage, escapeToken: string): ShellInForce {
  const isForWindows = escapeToken === '`' ? !baseOf(image).plain : image !== undefined && isWindowsImage(image);
  return isForWindows ? windowsShell : defaultShell;
}

/**
 * The shell that a comment `# hadolint shell=NAME` says the base image has set, undefined for other comments.
 * `text` is what follows the `#`.
 */
export function shellNamedIn(text: string): ShellInForce | undefined {
  const name = /^\s*hadolint\s+shell\s*=\s*(\S+)/
    .exec(text)?.[1]
    ?.replace(/^.*[\\/]/, '')
    .replace(/\.exe$/i, '');
  return name === undefined ? undefined : { ...defaultShell, name, isPosix: isShell(name) };
}

function isWindowsImage(image: string): boolean {
  return /windowsservercore|nanoserver|ltsc20\d\d|(?:microsoft\.com|dotnet)\/(?:windows|framework)/i.test(image);
}

/** Reads a SHELL instruction. Wrappers such as `conda run` in front of a shell are looked through. */
export function shellOf(instruction: Instruction): ShellInForce {
  const words = instruction.args.form === 'json' ? instruction.args.strings.map((it) => it.value) : [];
  const base = (word: string) => word.replace(/^.*[\\/]/, '').replace(/\.exe$/i, '');
  const at = words.findIndex((word) => isShell(base(word)));
  if (at === -1) {
    const name = base(words[0] ?? 'sh').toLowerCase();
    // Scripts that stand in for a shell hand the text on to one.
    return { instruction, name, isPosix: name.endsWith('.sh'), errexit: false, pipefail: false, login: false };
  }
  const given = words.slice(at).map((word) => literalWord(word, instruction.span));
  const call = readShellCall([...given, literalWord('', instruction.span)]);
  return {
    instruction,
    name: base(words[at]!),
    isPosix: true,
    errexit: call?.flags.includes('e') === true || call?.options.includes('errexit') === true,
    pipefail: call?.options.includes('pipefail') === true,
    login: call?.flags.includes('l') === true || words.includes('--login'),
  };
}
