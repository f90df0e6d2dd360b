import type { ShellCommand, ShellProgram, ShellRedirection } from '../../shell/script';
import { isWrapper } from '../../shell/wrappers';
import { write } from './changes';
import type { Control } from './controls';
import { controls } from './controls';
import { ownVariables, runEmbedded, scriptFile } from './embedded';
import type { Field } from './expansion';
import { expandToText, expandWord } from './expansion';
import type { Interpreter } from './interpreter';
import type { Call } from './machine';
import { Output } from './machine';
import type { Outcome } from './outcome';
import { endOf, outcomeOf } from './outcome';
import { nameOf, resolvePath } from './paths';
import { programFor } from './programs';
import type { ShellState } from './state';
import { isKnown } from './symbols';

/** Carries out a simple command: expands its words, finds out what runs, and lets that change the state. */
export function runCommand(
  command: ShellCommand,
  state: ShellState,
  interpreter: Interpreter,
  guarded: boolean,
): Outcome {
  const { program, redirections } = command;
  const { machine } = interpreter;
  if (!program) {
    for (const { name, value, append } of command.assignments) {
      const text = expandToText(value, state, machine);
      state.assign(name, append ? (state.value(name) ?? '') + text : text);
    }
    return outcomeOf('ok', state);
  }
  const [name, args] = nameAndArguments(program, state, interpreter);
  if (name === undefined) {
    interpreter.output.writeUnknown(1);
    return outcomeOf('ok', state);
  }
  const own = ownVariables(program, state, interpreter);
  const file = redirections.length > 0 ? outputFile(redirections) : undefined;
  const savedOutput = interpreter.output;
  const savedInput = interpreter.input;
  interpreter.output = file ? new Output() : savedOutput;
  interpreter.input = redirections.length > 0 ? inputOf(redirections, state, interpreter) : savedInput;
  const call: Call = {
    name,
    machine,
    state,
    program,
    command,
    args,
    input: interpreter.input,
    output: interpreter.output,
    env: (variable) => {
      const given = own?.get(variable);
      if (given !== undefined) {
        return given;
      }
      return state.exportedValue(variable);
    },
  };
  const outcome = perform(call, interpreter, guarded);
  if (file) {
    writeOutput(call, file, interpreter.output, outcome);
  }
  interpreter.output = savedOutput;
  interpreter.input = savedInput;
  if (program.wrappers.includes('exec') && outcome.ok) {
    // The shell is gone, and its exit trap with it.
    outcome.ok.exitTrap = undefined;
    return interpreter.jump('script', outcome.ok, 'ok');
  }
  return outcome;
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
  const control: Control | undefined = Object.hasOwn(controls, name) ? controls[name] : undefined;
  if (control) {
    return control(call, interpreter, guarded);
  }
  const embedded = program.embedded ?? scriptFile(call);
  if (embedded) {
    return runEmbedded(embedded, call, interpreter);
  }
  const known = programFor(name);
  if (!known) {
    call.output.writeUnknown(1);
    return outcomeOf('ok', state);
  }
  return outcomeOf(known(call) ?? 'ok', state);
}

/** The program's name and arguments; a first word that is only known now is looked through for wrappers. */
function nameAndArguments(
  program: ShellProgram,
  state: ShellState,
  { machine, input }: Interpreter,
): readonly [string | undefined, readonly Field[]] {
  let args: Field[] = [];
  for (const word of program.args) {
    const part = word.parts[0];
    if (word.parts.length === 1 && part!.kind === 'literal' && !part!.quoted && part!.text[0] !== '~') {
      args.push({ text: part!.text, word, inert: undefined });
    } else {
      args.push(...expandWord(word, state, machine));
    }
  }
  let { name } = program;
  if (name === undefined) {
    args = [...expandWord(program.word, state, machine), ...args];
    // `$SUDO apt-get …`: what is not known here, or a wrapper, stands in front of the program.
    while (args.length > 1 && (!isKnown(args[0]!.text) || isWrapper(nameOf(args[0]!.text)))) {
      args = args.slice(1);
    }
    const first = args.shift();
    name = first && isKnown(first.text) && first.text !== '' ? nameOf(first.text) : undefined;
  }
  if (program.wrappers.includes('xargs') && input?.known) {
    args = withInput(args, input.text, program);
  }
  return [name, args];
}

/** The arguments that `xargs` makes of its input. */
function withInput(args: readonly Field[], text: string, { word }: ShellProgram): Field[] {
  const given = text
    .split(/[\s\0]+/)
    .filter((it) => it !== '')
    .map((it): Field => ({ text: it, word, inert: undefined }));
  const place = args.findIndex((it) => it.text === '{}' || it.text === '%');
  return place === -1 ? [...args, ...given] : [...args.slice(0, place), ...given, ...args.slice(place + 1)];
}

/** The redirection that takes what the command prints to a file. */
function outputFile(redirections: readonly ShellRedirection[]): ShellRedirection | undefined {
  return redirections.findLast(
    ({ operator, descriptor, target }) => /^(>|>>|>\||&>|&>>)$/.test(operator) && (descriptor ?? 1) === 1 && target,
  );
}

function writeOutput(call: Call, { operator, target, span }: ShellRedirection, output: Output, outcome: Outcome): void {
  const end = endOf(outcome);
  if (!end) {
    return;
  }
  const path = expandToText(target!, call.state, call.machine);
  if (path.startsWith('/dev/')) {
    return;
  }
  const content = output.known && output.text.length < 20_000 ? output.text : undefined;
  const before = operator.endsWith('>>') ? call.state.files.get(resolvePath(end.folder, path)) : undefined;
  for (const state of new Set([outcome.ok, outcome.fail, outcome.soft])) {
    if (state) {
      write(
        { ...call, state },
        {
          path,
          size: output.size + (before?.size ?? 0),
          content: before ? joinedContent(before.content, content) : content,
          span: { start: call.program.word.span.start, end: Math.max(span.end, call.program.word.span.end) },
          archive: output.archive || before?.archive === true,
        },
      );
    }
  }
}

function joinedContent(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function inputOf(
  redirections: readonly ShellRedirection[],
  state: ShellState,
  { machine, input }: Interpreter,
): Output | undefined {
  const last = redirections.findLast(({ operator }) => operator === '<' || operator.startsWith('<<'));
  if (!last) {
    return input;
  }
  const result = new Output();
  if (last.heredoc) {
    result.write(last.heredoc.text);
  } else if (last.target && last.operator === '<<<') {
    result.write(`${expandToText(last.target, state, machine)}\n`);
  } else if (last.target) {
    const node = state.files.get(resolvePath(state.folder, expandToText(last.target, state, machine)));
    if (node?.content === undefined) {
      result.writeUnknown(node?.size ?? 1);
    } else {
      result.write(node.content);
    }
  }
  return result;
}
