import type { Run, RunCall } from '../../model/runs';
import type { ShellWord } from '../../shell/script';

/** True when the commands of one RUN do the same behind those of another in one shell as in a shell of their own. */
export function keepsItsMeaning(above: Run, below: Run): boolean {
  return !changesShell(above, settingsOf(below)) || below.calls.every(isIndependent);
}

/** True for a script that changes the folder, variables or settings of its own shell other than by `set -e` and `set -x`, or as wanted. */
function changesShell({ nodes }: Run, wanted: ReadonlySet<string>): boolean {
  return nodes.some(({ node, isolated, scope }) => {
    if (isolated || scope.embedded) {
      return false;
    }
    if (node.kind === 'function' || node.kind === 'loop') {
      return node.kind === 'function' || node.variable !== undefined;
    }
    if (node.kind !== 'command') {
      return false;
    }
    const name = node.program?.name;
    if (node.words.length === 0) {
      return node.assignments.length > 0;
    }
    return name === 'set'
      ? !wanted.has(node.program!.args.map(({ text }) => text).join(' ')) && !isStrict(node.program!.args)
      : name === undefined || stateChanging.has(name);
  });
}

function isStrict(args: readonly ShellWord[]): boolean {
  return args.every(({ value }) => value !== undefined && /^(-[ex]+|-o|errexit|xtrace)$/.test(value));
}

/** The arguments of `set` with which a script begins. */
function settingsOf({ calls }: Run): ReadonlySet<string> {
  const [first] = calls;
  return new Set(first?.name === 'set' ? [first.program.args.map(({ text }) => text).join(' ')] : []);
}

const stateChanging: ReadonlySet<string> = new Set(
  '. alias cd declare eval exec export getopts hash local popd pushd read readonly set shift shopt source trap typeset ulimit umask unalias unset'.split(
    ' ',
  ),
);

/** True for a command that does the same in any folder and with any variables. */
function isIndependent({ name, program, place }: RunCall): boolean {
  const isKnown = name === 'rm' || packageManagers.has(name);
  return (
    isKnown &&
    !place.scope.embedded &&
    program.args.every(({ value, parts }) => {
      const isFixed = value !== undefined || parts.every(({ kind }) => kind === 'literal' || kind === 'glob');
      const written = value ?? '';
      return isFixed && (name !== 'rm' || /^[-/]/.test(written));
    })
  );
}

const packageManagers: ReadonlySet<string> = new Set(
  'apk apt apt-get aptitude dnf dnf5 microdnf pacman yum zypper'.split(' '),
);
