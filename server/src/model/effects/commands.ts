import { isShell, readShellCall } from '../../shell/embedded';
import type { EmbeddedScript, ShellCommand, ShellProgram, ShellWord } from '../../shell/script';
import { isWrapper } from '../../shell/wrappers';
import { removeResidue } from './changes';
import type { Control } from './controls';
import { controls } from './controls';
import { homeFor, mayBeThere, ownVariables, runEmbedded, scriptFile, userNamed } from './embedded';
import type { Field } from './expansion';
import { expandToText, expandWord, namesFor } from './expansion';
import type { Interpreter } from './interpreter';
import type { Call, Machine } from './machine';
import type { Outcome } from './outcome';
import { outcomeOf } from './outcome';
import { nameOf, resolvePath } from './paths';
import { programFor } from './programs';
import { withRedirections } from './redirections';
import type { ShellState } from './state';
import { hasWildcards, isKnown, programLookedFor, withPlainWildcards } from './symbols';

/** Carries out a simple command: expands its words, finds out what runs, and lets that change the state. */
export function runCommand(
  command: ShellCommand,
  state: ShellState,
  interpreter: Interpreter,
  guarded: boolean,
): Outcome {
  // Most commands have none, and do without the function.
  return command.redirections.length === 0
    ? runWithinRedirections(command, state, interpreter, guarded)
    : withRedirections(command, state, interpreter, () => runWithinRedirections(command, state, interpreter, guarded));
}

function runWithinRedirections(
  command: ShellCommand,
  state: ShellState,
  interpreter: Interpreter,
  guarded: boolean,
): Outcome {
  const { program } = command;
  if (!program) {
    assignAll(command, state, interpreter);
    return outcomeOf('ok', state);
  }
  const [name, args, others] = nameAndArguments(command, program, state, interpreter);
  if (name === undefined) {
    interpreter.output.writeUnknown(1);
    return outcomeOf('ok', state);
  }
  if (interpreter.machine.expandsBraces) {
    // The shells that know `$_` are those that know braces.
    state.lastArgument = args.at(-1)?.text ?? name;
  }
  let outcome = perform(callOf(name, args, command, program, state, interpreter), interpreter, guarded);
  for (const given of others) {
    if (outcome.ok) {
      outcome = perform(callOf(name, given, command, program, outcome.ok, interpreter), interpreter, guarded);
    }
  }
  if (program.wrappers.includes('exec') && outcome.ok) {
    // The shell is gone, and its exit trap with it.
    outcome.ok.exitTrap = undefined;
    return interpreter.jump('script', outcome.ok, 'ok');
  }
  return outcome;
}

function assignAll({ assignments }: ShellCommand, state: ShellState, { machine }: Interpreter): void {
  for (const { name, value, append, elements } of assignments) {
    const text = elements ? arrayText(elements, state, machine) : expandToText(value, state, machine);
    const before = append ? (state.value(name) ?? '') : '';
    state.assign(name, elements && before !== '' ? `${before} ${text}` : before + text);
  }
}

/** An array is kept as its elements joined by blanks. Names are looked up when it is filled. */
function arrayText(elements: readonly ShellWord[], state: ShellState, machine: Machine): string {
  const fields = elements.flatMap((it) => expandWord(it, state, machine));
  return fields
    .flatMap(({ text }) => namesFor(text, state))
    .map((it) =>
      hasWildcards(it) && state.files.select(resolvePath(state.folder, it)).length === 0 ? withPlainWildcards(it) : it,
    )
    .join(' ');
}

function callOf(
  name: string,
  args: readonly Field[],
  command: ShellCommand,
  program: ShellProgram,
  state: ShellState,
  interpreter: Interpreter,
): Call {
  const { machine, input, output } = interpreter;
  const own = ownVariables(program, state, interpreter);
  // `sudo` begins with an environment of its own unless told to keep this one.
  const isReset =
    program.wrappers.includes('sudo') && !command.words.some((it) => /^-\w*E|^--preserve-env/.test(it.text));
  const isTaken = program.wrappers.includes('env') ? takenByEnv(command) : undefined;
  const user = program.user ? userNamed(program.user, state, machine) : runsAsRoot(program) ? 'root' : machine.user;
  const env = (variable: string) => {
    const given = own?.get(variable);
    if (given !== undefined || (isReset && variable !== 'PATH')) {
      return given ?? (variable === 'HOME' ? homeFor(user, machine) : undefined);
    }
    if (isTaken?.(variable)) {
      return undefined;
    }
    return state.exportedValue(variable);
  };
  return { name, machine, state, program, command, args, user, input, output, env };
}

/** A test for the variables that `env -i` or `env -u NAME` keep from the program. */
function takenByEnv({ words }: ShellCommand): (variable: string) => boolean {
  const texts = words.map((it) => it.text);
  const options = texts.slice(texts.findIndex((it) => nameOf(it) === 'env') + 1);
  const end = options.findIndex((it, i) => !/^-|=/.test(it) && options[i - 1] !== '-u' && options[i - 1] !== '--unset');
  const own = options.slice(0, end === -1 ? undefined : end);
  if (own.some((it) => /^(-|-i|--ignore-environment)$/.test(it))) {
    return () => true;
  }
  const names = own.map((it, i) =>
    /^(-u|--unset)$/.test(own[i - 1] ?? '') ? it : /^(?:-u|--unset=)(.+)/.exec(it)?.[1],
  );
  return (variable) => names.includes(variable);
}

function runsAsRoot({ wrappers }: ShellProgram): boolean {
  return wrappers.includes('sudo') || wrappers.includes('doas');
}

function perform(call: Call, interpreter: Interpreter, guarded: boolean): Outcome {
  const { name, state, program } = call;
  const body = state.functionNamed(name);
  if (body && program.wrappers.length === 0) {
    return interpreter.callFunction(
      body,
      call.args.map((it) => it.text),
      state,
      guarded,
    );
  }
  for (const wrapper of program.wrappers) {
    programFor(`${wrapper} run`)?.(call);
  }
  const control: Control | undefined = Object.hasOwn(controls, name) ? controls[name] : undefined;
  if (control) {
    return control(call, interpreter, guarded);
  }
  if (program.embedded) {
    const { path, parameters } = parametersOf(call);
    return scriptsOf(call, program.embedded, interpreter).reduce<Outcome>(
      (outcome, script) =>
        outcome.ok ? runEmbedded(script, { ...call, state: outcome.ok }, interpreter, parameters, path) : outcome,
      outcomeOf('ok', state),
    );
  }
  const known = programFor(name);
  if ((!known || buildsHere.test(name)) && !leavesFolderAlone(call)) {
    state.files.noteBuild(state.folder);
  }
  const file = scriptFile(call, interpreter, known === undefined);
  if (file) {
    return runEmbedded(file.script, call, interpreter, file.parameters, file.path);
  }
  if (!known) {
    if (/(?:^|[-_.])clean(?:-?up)?(?:[-_.]|$)/.test(name) && mayBeThere(call)) {
      removeResidue(call);
    }
    call.output.writeUnknown(1);
    return outcomeOf('ok', state);
  }
  return outcomeOf(known(call) ?? 'ok', state);
}

/** Programs that write into the folder in which they run what only a build can tell. */
const buildsHere =
  /^(g?make|gcc|g\+\+|cc|c\+\+|clang(\+\+)?|ninja|cmake|meson|npm|npx|pnpm|yarn(pkg)?|bunx?|node|deno|go|cargo|rustc|mvnw?|gradlew?|ant|composer|php|bundle|rake|rails|ruby|perl|python[\d.]*|poetry|pipenv|pdm|hatch|uv)$/;

/** Whether such a program is asked only for what lies elsewhere. */
function leavesFolderAlone({ args }: Call): boolean {
  return args.some(({ text }) => /^(-g|--global|global|config|cache|-v|--version)$/.test(text));
}

/** The script that a shell is given, or one for each item when `xargs` puts items into it. */
function scriptsOf(
  { program, args, input }: Call,
  embedded: EmbeddedScript,
  interpreter: Interpreter,
): readonly EmbeddedScript[] {
  if (!program.wrappers.includes('xargs') || !input?.known) {
    return [embedded];
  }
  const texts = args.filter((_, at) => /^-\w*c$/.test(args[at - 1]?.text ?? '')).map((it) => it.text);
  return texts.every((it) => it === embedded.script.view.text)
    ? [embedded]
    : texts.map((it) => ({ ...embedded, script: interpreter.parse(it, program.word.span), expandedOutside: false }));
}

/** What a shell hands to the script that it is given by `-c` or on its input; the first behind `-c` is `$0`. */
function parametersOf({ name, program, args }: Call): { path?: string | undefined; parameters: readonly string[] } {
  const shell = isShell(name) ? readShellCall([program.word, ...program.args]) : undefined;
  if (!shell) {
    return { parameters: [] };
  }
  const texts = args.map((it) => it.text);
  if (shell.script !== undefined) {
    return { path: texts[shell.script], parameters: texts.slice(shell.script + 1) };
  }
  const operand = texts.findIndex((it) => !/^[-+]/.test(it));
  return { parameters: operand === -1 ? [] : texts.slice(operand) };
}

/**
 * The program's name and arguments; a first word that is only known now is looked through for wrappers. Behind those
 * come the arguments of further runs, where `xargs` starts several.
 */
function nameAndArguments(
  command: ShellCommand,
  program: ShellProgram,
  state: ShellState,
  { machine, input }: Interpreter,
): readonly [string | undefined, readonly Field[], readonly (readonly Field[])[]] {
  let args: Field[] = [];
  for (const word of program.args) {
    // Asked for once: a plain word makes them anew each time.
    const { parts } = word;
    const part = parts[0];
    if (parts.length === 1 && part!.kind === 'literal' && !part!.quoted && part!.text[0] !== '~') {
      args.push({ text: part!.text, word, inert: undefined });
    } else {
      args.push(...expandWord(word, state, machine));
    }
  }
  let { name } = program;
  if (name === undefined) {
    args = [...expandWord(program.word, state, machine).map(withFoundProgram), ...args];
    // `$SUDO apt-get …`: what is not known here, or a wrapper, stands in front of the program.
    while (args.length > 1 && (!isKnown(args[0]!.text) || isWrapper(nameOf(args[0]!.text)))) {
      args = args.slice(1);
    }
    const first = args.shift();
    name = first && isKnown(first.text) && first.text !== '' ? nameOf(first.text) : undefined;
  }
  if (program.wrappers.includes('xargs') && input?.known) {
    const [first = args, ...others] = withInput(args, input.text, program, itemsPerRun(command, program));
    return [name, first, others];
  }
  return [name, args, noOthers];
}

const noOthers: readonly (readonly Field[])[] = [];

/** The program that `$(command -v …)` or `$(which …)` has looked for: where a script goes on to run it, it is there. */
function withFoundProgram(field: Field): Field {
  const name = programLookedFor(field.text);
  return name === undefined ? field : { ...field, text: name };
}

/** How many items `xargs` gives to each run, 0 where it gives all to one. */
function itemsPerRun({ words }: ShellCommand, program: ShellProgram): number {
  const text = words
    .slice(0, words.indexOf(program.word))
    .map((it) => it.text)
    .join(' ');
  return Number(/\s(?:-[0rtx]*[nL]\s?|--max-(?:args|lines)[= ])(\d+)/.exec(text)?.[1] ?? 0);
}

/** Runs that `xargs` starts one after the other; those that follow are not expected to do anything else. */
const mostRuns = 20;

/** The arguments that `xargs` makes of its input, for each of the runs that it starts. */
function withInput(args: readonly Field[], text: string, { word }: ShellProgram, together: number): Field[][] {
  const given = text
    .split(/[\s\0]+/)
    .filter((it) => it !== '')
    .map((it): Field => ({ text: it, word, inert: undefined }));
  const mark = ['{}', '%'].find((it) => args.some(({ text: arg }) => arg.includes(it)));
  if (mark !== undefined) {
    return [given.flatMap((item) => args.map((arg) => ({ ...arg, text: arg.text.replaceAll(mark, item.text) })))];
  }
  const runs: Field[][] = [];
  for (let at = 0; together > 0 && at < given.length && runs.length < mostRuns; at += together) {
    runs.push([...args, ...given.slice(at, at + together)]);
  }
  return runs.length > 0 ? runs : [[...args, ...given]];
}
