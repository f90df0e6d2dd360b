import type { ShellScript } from '../../shell/script';
import type { Span } from '../../text/span';
import type { RunScript } from '../scripts';
import type { ShellInForce } from '../shells';
import type { StageBuild } from './build';
import { commandsIn } from './foreign';
import type { Interpreter } from './interpreter';
import { endOf } from './outcome';
import type { ShellState } from './state';

/** Carries out a script in a shell of its own, which is what a program asks its machine for. */
export function runInShell(inner: ShellScript, outer: ShellState, interpreter: Interpreter): void {
  const { machine } = interpreter;
  const { inExecForm } = machine;
  // What was made of a list of words has no text that a shell would read.
  machine.inExecForm = inner.view.text === '';
  outer.files = endOf(interpreter.runScript(inner, outer.fork()))?.files ?? outer.files;
  machine.inExecForm = inExecForm;
}

/** Carries out the script of a RUN and returns the shell as it ends, undefined where nothing goes on. */
export function carryOutScript(script: RunScript, interpreter: Interpreter, state: ShellState): ShellState | undefined {
  if (script.kind === 'foreign') {
    for (const command of commandsIn(script.view)) {
      runInShell(command, state, interpreter);
    }
    return state;
  }
  if (script.kind === 'shell') {
    state.errexit = script.shell.errexit;
    state.pipefail = script.shell.pipefail;
    if (script.shell.login || state.exportedValue('BASH_ENV')) {
      readProfiles(script.shell, script.script.body.span, interpreter, state);
    }
  }
  const outcome = interpreter.runScript(script.script, state);
  return outcome.ok ?? outcome.fail;
}

/** What a shell reads before its script: a login shell the profiles, bash the file that BASH_ENV names. */
function readProfiles(shell: ShellInForce, span: Span, interpreter: Interpreter, state: ShellState): void {
  const home = state.value('HOME') ?? '/root';
  const parts = state.files.filter(({ path }) => /^\/etc\/profile\.d\/[^/]+\.sh$/.test(path)).map(({ path }) => path);
  const paths = shell.login
    ? ['/etc/profile', ...parts, `${home}/.bash_profile`, `${home}/.profile`]
    : shell.name === 'bash'
      ? [state.exportedValue('BASH_ENV')!]
      : [];
  for (const path of paths) {
    const text = state.files.textAt(path);
    if (text !== undefined) {
      interpreter.list(interpreter.parse(text, span).body, state, true);
    }
  }
}

/** dash and busybox take braces literally; where `/bin/sh` was made a link to bash they do not. */
export function expandsBraces(shell: ShellInForce, { base, files }: StageBuild): boolean {
  if (shell.name !== 'sh') {
    return shell.name !== 'dash' && shell.name !== 'ash';
  }
  return base.shell === 'bash' || /bash$/.test(files.get('/bin/sh')?.target ?? '');
}
