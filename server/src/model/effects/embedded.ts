import { isShell } from '../../shell/embedded';
import type { EmbeddedScript, ShellProgram, ShellScript, ShellWord } from '../../shell/script';
import { forEachCommand } from '../../shell/walk';
import { splitAssignment } from '../../shell/words';
import { wordsSpan } from './changes';
import { expandToText } from './expansion';
import type { Interpreter } from './interpreter';
import type { Call, Machine } from './machine';
import type { Outcome } from './outcome';
import { mapOutcome } from './outcome';
import { resolvePath } from './paths';
import type { ShellState } from './state';
import { isKnown, opaque } from './symbols';

/**
 * Runs a script in a shell of its own: it gets exported variables only and cannot change those of this shell.
 *
 * @param path By which it is run when it lies in a file.
 */
export function runEmbedded(
  embedded: EmbeddedScript,
  call: Call,
  interpreter: Interpreter,
  parameters: readonly string[] = [],
  path?: string,
): Outcome {
  const { state, program, machine } = call;
  if (embedded.sameShell) {
    return interpreter.list(embedded.script.body, state, false);
  }
  // What the outer shell has expanded is read by the inner parse as if the inner shell did it.
  const inner = state.startShell(embedded.expandedOutside);
  for (const [name, value] of ownVariables(program, state, interpreter) ?? []) {
    inner.assign(name, value, true);
  }
  inner.parameters = parameters;
  inner.script = path;
  inner.source = path;
  inner.errexit = embedded.flags.includes('e') || embedded.options.includes('errexit');
  inner.pipefail = embedded.options.includes('pipefail');
  const { expandsBraces, inExecForm, user } = machine;
  machine.inExecForm = false;
  machine.user = call.user;
  machine.expandsBraces =
    embedded.shell === 'sh' ? machine.base.shell === 'bash' : /^(bash|zsh|ksh|mksh|rbash)$/.test(embedded.shell ?? '');
  const outcome = interpreter.runScript(scriptToRun(embedded, call, interpreter), inner);
  machine.expandsBraces = expandsBraces;
  machine.inExecForm = inExecForm;
  machine.user = user;
  return mapOutcome(outcome, (end) => state.withFilesOf(end));
}

/** A script that lies in a file, with what it is given. */
export interface ScriptFile {
  readonly script: EmbeddedScript;
  readonly parameters: readonly string[];
  /** As the shell is given it; undefined for what it reads. */
  readonly path: string | undefined;
}

/**
 * A script whose text is known and that is run now, by its path or by a shell.
 *
 * @param isUnknown Whether nobody knows a program of that name, so that it may be a script in the search path.
 */
export function scriptFile(call: Call, interpreter: Interpreter, isUnknown: boolean): ScriptFile | undefined {
  const { name, args } = call;
  const runsShell = isShell(name);
  const operand = runsShell ? args.findIndex((it) => !/^[-+]/.test(it.text)) : -1;
  const { path, text: content } = textToRun(call, operand === -1 ? undefined : args[operand]?.text, isUnknown);
  if (content === undefined || !(runsShell || /^(#!.*\b(ba|da|a|k|z)?sh\b|(?!#!))/.test(content))) {
    return undefined;
  }
  const options = runsShell && args[0]?.text.startsWith('-') ? args[0].text : '';
  const flags = `${/^#!.*[ \t]-(\w*)/.exec(content)?.[1] ?? ''}${options}`;
  const shell = runsShell ? name : (/^#!.*\b((ba|da|a|k|z)?sh)\b/.exec(content)?.[1] ?? 'sh');
  const script = interpreter.parse(content, wordsSpan(call));
  return {
    script: { script, flags, options: [], sameShell: false, expandedOutside: false, shell },
    parameters: args.slice(operand + 1).map((it) => it.text),
    path,
  };
}

interface TextToRun {
  readonly path?: string;
  readonly text: string | undefined;
}

/** The text of the file that a shell is given or that is the program itself; a shell without one reads its input. */
function textToRun(call: Call, given: string | undefined, isUnknown: boolean): TextToRun {
  const { name, program, state, input, machine } = call;
  if (isShell(name)) {
    return given !== undefined ? textAt(given, state) : { text: input?.known ? input.text : undefined };
  }
  const own = program.word.value ?? expandToText(program.word, state, machine);
  if (own.includes('/')) {
    return textAt(own, state);
  }
  return isUnknown ? textInSearchPath(name, state) : { text: undefined };
}

function textAt(path: string, { files, folder }: ShellState): TextToRun {
  return { path, text: files.textAt(resolvePath(folder, path)) };
}

/**
 * False for a program that cannot be there: the image is a plain distribution, and nothing here has put a file of that
 * name into the search path.
 */
export function mayBeThere({ name, program, state, machine }: Call): boolean {
  const folders = foldersOf(state.exportedValue('PATH') ?? usualSearchPath);
  const isCalledByPath = (program.word.value ?? '/').includes('/');
  return (
    isCalledByPath ||
    !machine.base.plain ||
    folders.some((folder) => state.files.select(resolvePath('/', `${folder}/${name}`)).length > 0)
  );
}

const usualSearchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function textInSearchPath(name: string, state: ShellState): TextToRun {
  for (const folder of foldersOf(state.exportedValue('PATH') ?? usualSearchPath)) {
    const found = folder.startsWith('/') ? textAt(`${folder}/${name}`, state) : undefined;
    if (found?.text !== undefined) {
      return found;
    }
  }
  return { text: undefined };
}

/** The folders of the search path that was asked for last: hardly any command has another than the one before. */
let lastFolders: { readonly searchPath: string; readonly folders: readonly string[] } = { searchPath: '', folders: [] };

function foldersOf(searchPath: string): readonly string[] {
  if (lastFolders.searchPath !== searchPath) {
    lastFolders = { searchPath, folders: searchPath.split(':') };
  }
  return lastFolders.folders;
}

/** Variables that are set for this program alone, and the home of the user that it runs as. */
export function ownVariables(
  program: ShellProgram,
  state: ShellState,
  { machine }: Interpreter,
): ReadonlyMap<string, string> | undefined {
  if (program.assignments.length === 0 && !program.user) {
    return undefined;
  }
  const own = new Map<string, string>();
  if (program.user) {
    own.set('HOME', homeFor(userNamed(program.user, state, machine), machine));
  }
  for (const { name, value } of program.assignments) {
    own.set(name, expandToText(value, state, machine));
  }
  return own;
}

/** The account that a word such as `app:app` names. */
export function userNamed(word: ShellWord, state: ShellState, machine: Machine): string {
  const user = expandToText(word, state, machine).replace(/:.*$/, '');
  return user === '0' ? 'root' : user;
}

/** The home folder of an account. */
export function homeFor(user: string, { accounts }: Machine): string {
  return user === 'root' ? '/root' : (accounts.get(user)?.home ?? `/home/${user}`);
}

/**
 * Where the inner script sets a variable that the outer shell has expanded already, or protects one from itself by
 * single quotes, its text after that expansion.
 */
function scriptToRun(
  { script, expandedOutside, shell }: EmbeddedScript,
  call: Call,
  interpreter: Interpreter,
): ShellScript {
  if (!expandedOutside || shell === undefined) {
    return script;
  }
  const names = namesSetAndRead(script);
  const heredoc = call.command.redirections.findLast((it) => it.heredoc)?.heredoc;
  const given = call.args.find((it) => it.word.value === undefined)?.text;
  const text = given ?? (heredoc && expandHeredoc(heredoc.text, call.state));
  const isOther = isMadeOutside(script) || /'[^']*\$[^']*'/.test(script.view.text);
  if (text === undefined || (names.length === 0 && !(isOther && isKnown(text)))) {
    return script;
  }
  // What only the inner script sets is empty for the outer shell.
  const expanded = names.reduce((it, name) => it.replaceAll(opaque(`$${name}`), ''), text);
  return interpreter.parse(expanded, script.body.span);
}

/** True when even the commands come out of variables or substitutions of the outer shell. */
function isMadeOutside(script: ShellScript): boolean {
  let found = false;
  forEachCommand(script, ({ program }) => {
    found ||= program !== undefined && program.name === undefined;
  });
  return found;
}

/** Variables that a script sets and uses without protection from the outer shell. */
function namesSetAndRead(script: ShellScript): readonly string[] {
  const { text } = script.view;
  const set = new Set([...text.matchAll(/\bfor\s+(\w+)\s+in\b/g)].map(([, name]) => name!));
  forEachCommand(script, ({ assignments, program }) => {
    for (const { name } of assignments) {
      set.add(name);
    }
    for (const word of program && /^(export|local|declare|readonly)$/.test(program.name ?? '') ? program.args : []) {
      set.add(splitAssignment(word)?.name ?? word.text);
    }
  });
  return [...set].filter((name) => text.includes(`$${name}`) || text.includes(`\${${name}`));
}

/** The body of a plain heredoc as the command gets it. */
export function expandHeredoc(text: string, state: ShellState): string {
  return text.replace(/\\([$`\\])|\$(\w+)|\$\{(\w+)\}/g, (_, escaped?: string, plain?: string, braced?: string) => {
    const name = plain ?? braced;
    return escaped ?? (state.isSet(name!) ? (state.value(name!) ?? opaque(`$${name}`)) : '');
  });
}
