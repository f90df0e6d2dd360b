import { splitAssignment } from '../../shell/words';
import { absolute, needTemporary, wordsSpan } from './changes';
import { calculated } from './conditions';
import { expandToText } from './expansion';
import type { Interpreter } from './interpreter';
import type { Call, Status } from './machine';
import type { Outcome } from './outcome';
import { mapOutcome, outcomeOf } from './outcome';
import { isKnown, opaque } from './symbols';

/** A builtin that changes the shell itself or where its script goes on. */
export type Control = (call: Call, interpreter: Interpreter, guarded: boolean) => Outcome;

/** The builtins of the shell that need more than the state. */
export const controls: Readonly<Record<string, Control>> = {
  cd: changeFolder,
  pushd: changeFolder,
  popd: (call) => {
    call.state.folder = call.state.value('OLDPWD') ?? call.state.folder;
    return outcomeOf('ok', call.state);
  },
  exit: (call, interpreter) => interpreter.jump('script', call.state, givenStatus(call)),
  return: (call, interpreter) => interpreter.jump('function', call.state, givenStatus(call)),
  break: (call, interpreter) => interpreter.jump('loop', call.state, 'ok'),
  continue: (call, interpreter) => interpreter.jump('round', call.state, 'ok'),
  set: setOptions,
  shopt: (call) => outcomeOf('ok', call.state),
  export: (call, interpreter) => declare(call, interpreter, true),
  readonly: (call, interpreter) => declare(call, interpreter, undefined),
  local: (call, interpreter) => declare(call, interpreter, undefined),
  declare: (call, interpreter) =>
    declare(call, interpreter, call.args.some((it) => /^-\w*x/.test(it.text)) || undefined),
  typeset: (call, interpreter) => declare(call, interpreter, undefined),
  unset: (call) => {
    for (const { text } of call.args) {
      call.state.unset(text);
    }
    return outcomeOf('ok', call.state);
  },
  read: readLine,
  mapfile: readLines,
  readarray: readLines,
  shift: (call) => {
    call.state.parameters = call.state.parameters.slice(Number(call.args[0]?.text ?? 1) || 1);
    return outcomeOf('ok', call.state);
  },
  getopts: nextOption,
  eval: (call, interpreter, guarded) => {
    const script = call.program.embedded?.script;
    const dynamic = call.program.args.some((it) => it.value === undefined);
    if (script && !dynamic) {
      return interpreter.list(script.body, call.state, guarded);
    }
    const text = call.args.map((it) => it.text).join(' ');
    call.state.hasUnknownVariables ||= !isKnown(text);
    return isKnown(text)
      ? interpreter.list(interpreter.parse(text, wordsSpan(call)).body, call.state, guarded)
      : outcomeOf('ok', call.state);
  },
  source: runFile,
  '.': runFile,
  trap: (call) => {
    const script = call.program.embedded?.script;
    if (script && call.args.slice(1).some((it) => /^(EXIT|0)$/.test(it.text))) {
      const { body } = script;
      call.state.exitTrap = { kind: 'group', span: body.span, redirections: [], subshell: false, body };
    }
    return outcomeOf('ok', call.state);
  },
  exec: (call) => outcomeOf('ok', call.state),
  let: (call) => outcomeOf(calculated(call.args.map((it) => it.text).join(','), call.state), call.state),
  // A shell that ends itself does so at once.
  kill: (call, interpreter) =>
    call.program.args.some((it) => /^"?\$(\$|\{\$\}|BASHPID)"?$/.test(it.text))
      ? interpreter.jump('script', call.state, 'fail')
      : outcomeOf('ok', call.state),
  wait: (call) => outcomeOf('ok', call.state),
  ':': (call) => outcomeOf('ok', call.state),
  true: (call) => outcomeOf('ok', call.state),
  false: (call) => outcomeOf('fail', call.state),
};

function givenStatus(call: Call): Status {
  const text = call.args[0]?.text;
  return text === undefined || text === '0' ? 'ok' : /^\d+$/.test(text) ? 'fail' : 'unknown';
}

/** The next option of the script or function, as `getopts abc: name` finds it; what comes behind them is no option. */
function nextOption({ state, args }: Call): Outcome {
  const [letters = '', name = ''] = args.map((it) => it.text);
  const given = args.length > 2 ? args.slice(2).map((it) => it.text) : state.parameters;
  if (state.isSet('OPTIND') && state.value('OPTIND') === undefined) {
    return outcomeOf('unknown', state);
  }
  const at = Number(state.value('OPTIND') ?? 1);
  const option = given[at - 1];
  if (option === undefined || !/^-./.test(option) || option === '--') {
    const isUnread = option !== undefined && !isKnown(option[0] ?? '');
    state.assign('OPTIND', `${option === '--' ? at + 1 : at}`);
    state.assign(name, '?');
    return outcomeOf(isUnread ? 'unknown' : 'fail', state);
  }
  const letter = option[1]!;
  const takesValue = letters.includes(`${letter}:`);
  if (!takesValue && option.length > 2) {
    // Letters written together, whose order is nowhere kept.
    state.hasUnknownVariables = true;
    state.assign(name, opaque(option));
    state.assign('OPTIND', `${at + 1}`);
    return outcomeOf('ok', state);
  }
  const isSeparate = takesValue && option.length === 2;
  if (takesValue) {
    state.assign('OPTARG', isSeparate ? (given[at] ?? '') : option.slice(2));
  }
  state.assign(name, letters.includes(letter) ? letter : '?');
  state.assign('OPTIND', `${at + (isSeparate ? 2 : 1)}`);
  return outcomeOf('ok', state);
}

function changeFolder(call: Call): Outcome {
  const { state } = call;
  const target = call.args.find((it) => it.text === '-' || !it.text.startsWith('-'))?.text;
  const folder =
    target === '-' ? (state.value('OLDPWD') ?? opaque('cd -')) : (target ?? state.value('HOME') ?? '/root');
  state.assign('OLDPWD', state.folder);
  state.folder = absolute(call, folder);
  state.assign('PWD', state.folder, true);
  needTemporary(state.files, call.machine, state.folder, wordsSpan(call));
  return outcomeOf('ok', state);
}

function setOptions(call: Call): Outcome {
  const { state, args } = call;
  for (let i = 0; i < args.length; i++) {
    const { text } = args[i]!;
    if (text === '--') {
      state.parameters = args.slice(i + 1).map((it) => it.text);
      break;
    }
    if (!/^[-+]./.test(text)) {
      state.parameters = args.slice(i).map((it) => it.text);
      break;
    }
    const on = text[0] === '-';
    state.errexit = text.includes('e') ? on : state.errexit;
    state.noglob = text.includes('f') ? on : state.noglob;
    state.allexport = text.includes('a') ? on : state.allexport;
    if (text.includes('o') && !text.startsWith('--')) {
      const option = args[++i]?.text;
      state.errexit = option === 'errexit' ? on : state.errexit;
      state.pipefail = option === 'pipefail' ? on : state.pipefail;
      state.noglob = option === 'noglob' ? on : state.noglob;
      state.allexport = option === 'allexport' ? on : state.allexport;
    }
  }
  return outcomeOf('ok', state);
}

function declare(call: Call, interpreter: Interpreter, exported: boolean | undefined): Outcome {
  const { state } = call;
  const { machine } = interpreter;
  if (exported && call.args.some((it) => /^-\w*f/.test(it.text))) {
    for (const { text } of call.args) {
      state.exportFunction(text);
    }
    return outcomeOf('ok', state);
  }
  const isLocal = interpreter.isInFunction && /^(local|declare|typeset)$/.test(call.name) && !exported;
  for (const word of call.program.args) {
    const assignment = splitAssignment(word);
    if (isLocal && (assignment || /^[A-Za-z_]\w*$/.test(word.value ?? ''))) {
      state.makeLocal(assignment?.name ?? word.value!);
    }
    if (assignment) {
      const before = assignment.append ? (state.value(assignment.name) ?? '') : '';
      state.assign(assignment.name, before + expandToText(assignment.value, state, machine), exported);
    } else if (exported && word.value !== undefined && state.isSet(word.value)) {
      state.assign(word.value, state.value(word.value), true);
    }
  }
  return outcomeOf('ok', state);
}

/** Takes the next line of the input apart into variables or an array; without a known line they are unknown. */
function readLine(call: Call): Outcome {
  const { state, input } = call;
  const texts = call.args.map((it) => it.text);
  const names = texts.filter((it) => /^[A-Za-z_]\w*$/.test(it));
  const isArray = texts.some((it) => /^-[a-z]*a$/.test(it));
  const line = input?.known ? input.takeLine() : undefined;
  const words = line === undefined ? [] : wordsOfLine(line, call, isArray ? Number.POSITIVE_INFINITY : names.length);
  (isArray ? names.slice(0, 1) : names).forEach((name, index) => {
    const value = isArray ? words.join(' ') : words[index];
    state.assign(name, line === undefined ? opaque(`read ${name}`) : (value ?? ''));
  });
  return outcomeOf(input?.known ? (line === undefined ? 'fail' : 'ok') : 'unknown', state);
}

/** The words of a line, divided at blanks or what `IFS` says, the last one with all that is left. */
function wordsOfLine(line: string, { env, state }: Call, most: number): string[] {
  const separators = env('IFS') ?? state.value('IFS');
  if (separators === '') {
    return [line];
  }
  const divides = (character: string) => (separators ?? ' \t').includes(character);
  const isCustom = separators !== undefined && /[^ \t\n]/.test(separators) && isKnown(separators);
  if (!isCustom) {
    const words = line.trim().split(/[ \t]+/);
    return words.length > most ? [...words.slice(0, most - 1), words.slice(most - 1).join(' ')] : words;
  }
  const words = [''];
  for (const character of line.trim()) {
    if (words.length < most && divides(character)) {
      words.push('');
    } else {
      words[words.length - 1] += character;
    }
  }
  return words;
}

/** Takes all of the input into an array, which is kept as its elements joined by blanks. */
function readLines({ args, input, state }: Call): Outcome {
  const name = args.at(-1)?.text ?? '';
  const lines = input?.known ? input.text.trim().split('\n').join(' ') : opaque(`mapfile ${name}`);
  state.assign(/^[A-Za-z_]\w*$/.test(name) ? name : 'MAPFILE', lines);
  return outcomeOf('ok', state);
}

function runFile(call: Call, interpreter: Interpreter, guarded: boolean): Outcome {
  const path = call.args[0]?.text;
  const content = path === undefined ? undefined : call.state.files.textAt(absolute(call, path));
  if (content === undefined) {
    call.state.hasUnknownVariables = true;
    return outcomeOf('ok', call.state);
  }
  const { source } = call.state;
  call.state.source = path;
  const outcome = interpreter.list(interpreter.parse(content, wordsSpan(call)).body, call.state, guarded);
  return mapOutcome(outcome, (end) => {
    end.source = source;
    return end;
  });
}
