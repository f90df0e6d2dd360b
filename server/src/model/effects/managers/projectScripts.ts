import { parseScriptFor } from '../../../shell/parse';
import { absolute, wordsSpan } from '../changes';
import type { Call } from '../machine';
import type { ShellState } from '../state';

/** Under that name a shell keeps which scripts of the project it runs within, so that none runs within itself. */
const running = '\uE015scripts';
const mostWithin = 6;

/** What npm runs of a project for its own commands. */
const ownScripts: Readonly<Record<string, readonly string[]>> = {
  install: ['preinstall', 'install', 'postinstall', 'prepare'],
  start: ['prestart', 'start', 'poststart'],
  test: ['pretest', 'test', 'posttest'],
};

/** The names under which a project keeps its scripts that npm runs for one of its own commands. */
export function scriptsOfCommand(verb: string, installs: boolean): readonly string[] {
  const name = installs ? 'install' : verb === 't' ? 'test' : verb;
  return Object.hasOwn(ownScripts, name) ? ownScripts[name]! : [];
}

/** The names of a script and of those around it. */
export function scriptWithHooks(name: string): readonly string[] {
  return [`pre${name}`, name, `post${name}`];
}

/**
 * Runs scripts of a project by their names, where its `package.json` is known and has them.
 *
 * @param folder Where the project lies, as the shell calls it.
 */
export function runProjectScripts(call: Call, names: readonly string[], folder = '.'): void {
  const path = absolute(call, folder);
  const within = call.state.exportedValue(running)?.split('\n') ?? [];
  const text =
    within.length < mostWithin ? call.state.files.textAt(`${path === '/' ? '' : path}/package.json`) : undefined;
  const scripts = text === undefined ? {} : scriptsIn(text);
  for (const name of names) {
    const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
    if (typeof script === 'string' && !within.includes(name)) {
      const state: ShellState = call.state.fork();
      state.folder = path;
      state.assign(running, [...within, name].join('\n'), true);
      call.machine.run(parseScriptFor(script, wordsSpan(call)), state);
      call.state.files = state.files;
    }
  }
}

function scriptsIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const { scripts } = JSON.parse(text) as { readonly scripts?: unknown };
    return typeof scripts === 'object' && scripts !== null ? (scripts as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
