import { type VariableUse, variableUses } from '../../model/variableUses';
import { lineAt } from '../../text/lines';
import { touches } from '../../text/span';
import { expand, type Scope, scopeAt, type Variable, type Writing, writingsIn } from '../variables';
import type { HoverPlace, HoverText } from './docs';
import { blocks, code, heading, list } from './render';
import { builtInArguments, modifierDocs, platformVariables, proxyVariables } from './variableDocs';

/** The hover of a variable where it is used, with its value there, and where ARG or ENV writes it. */
export function hoverVariable(place: HoverPlace): HoverText | undefined {
  const { model, instruction, offset } = place;
  // The innermost one is meant: the use that starts last.
  const use = variableUses(model.tree, instruction).findLast(({ span }) => touches(span, offset));
  if (use) {
    return isStored(place) ? undefined : hoverUse(place, use);
  }
  const writing = writingsIn(instruction).find(({ pair }) => touches(pair.key.span, offset));
  return writing && { span: writing.pair.key.span, markdown: describeWriting(place, writing) };
}

/** The instruction of an ONBUILD runs in another file, with the variables there. */
function isStored({ model, instruction }: HoverPlace): boolean {
  return !model.tree.instructions.includes(instruction);
}

function hoverUse(place: HoverPlace, use: VariableUse): HoverText | undefined {
  const scope = visible(scopeAt(place.model, place.instruction, use.span.start), use);
  const variable = scope.get(use.name);
  if (!variable && use.source.by !== 'builder' && !isBuiltIn(use.name)) {
    return undefined; // A variable of the script itself, most likely.
  }
  const value = valueText(variable);
  const markdown = blocks(
    heading(code(use.name), kindOf(use.name, variable, place)),
    aboutName(use.name),
    value && `Value here: ${value}`,
    resultText(place, use, scope),
    variable ? origin(place, variable) : missing(use, place),
    variable && replacer(use),
  );
  return { span: use.span, markdown };
}

/** A container has what ENV wrote; ARG is gone then. */
function visible(scope: Scope, { source }: VariableUse): Scope {
  return source.by === 'container' ? new Map([...scope].filter(([, { kind }]) => kind === 'ENV')) : scope;
}

function isBuiltIn(name: string): boolean {
  return isPlatform(name) || proxyVariables.has(name.toUpperCase());
}

function kindOf(name: string, variable: Variable | undefined, { instruction }: HoverPlace): string {
  switch (variable?.kind) {
    case 'ENV':
      return 'environment variable';
    case 'ARG':
      return 'build argument';
    case 'global':
      return 'global build argument';
    case 'platform':
      return 'set by BuildKit';
    default:
      return isPlatform(name) && instruction.name !== 'FROM' ? 'needs an ARG here' : 'variable';
  }
}

function aboutName(name: string): string | undefined {
  if (Object.hasOwn(platformVariables, name)) {
    return platformVariables[name];
  }
  if (Object.hasOwn(builtInArguments, name)) {
    return builtInArguments[name];
  }
  return proxyVariables.has(name.toUpperCase())
    ? 'Proxy setting. `RUN` commands get it when it is given with `--build-arg`, without any `ARG`; it does not stay in the image.'
    : undefined;
}

function valueText(variable: Variable | undefined): string | undefined {
  if (variable?.value === undefined) {
    return undefined;
  }
  const shown = variable.value === '' ? 'empty' : code(variable.value);
  return variable.complete ? shown : `${shown}, as far as this file tells`;
}

/** What the whole expression becomes, where that is not just the value. */
function resultText({ model }: HoverPlace, { lexed, source }: VariableUse, scope: Scope): string | undefined {
  if (lexed.modifier === '') {
    return undefined;
  }
  const doc = modifierDocs[lexed.modifier];
  const written = source.view.text.slice(lexed.span.start, lexed.span.end);
  const explained = doc && `${code(lexed.modifier)} gives ${doc}.`;
  if (source.by !== 'builder') {
    return explained;
  }
  const { text, complete } = expand(written, model.tree.escape, scope);
  const unset = !scope.has(lexed.name);
  const result = unset
    ? undefined
    : `Result: ${text === '' ? 'empty' : code(text)}${complete ? '' : ', as far as this file tells'}`;
  return blocks(explained, result);
}

function origin(place: HoverPlace, { written, global, kind, name }: Variable): string {
  const lines: string[] = [];
  if (written) {
    lines.push(`Written on line ${lineOf(place, written)}: ${code(shown(written))}`);
  }
  if (global?.written) {
    lines.push(`Its value comes from line ${lineOf(place, global.written)}: ${code(shown(global.written))}`);
  }
  if (kind === 'ARG' || kind === 'global') {
    lines.push(`Can be set with ${code(`--build-arg ${name}=…`)}`);
  }
  return list(lines);
}

function missing({ name, source }: VariableUse, { instruction }: HoverPlace): string {
  if (isPlatform(name)) {
    return `Write ${code(`ARG ${name}`)} above to use it in this stage.`;
  }
  if (source.by !== 'builder') {
    return '';
  }
  return instruction.name === 'FROM'
    ? 'No `ARG` above the first `FROM` declares it, so it is empty here.'
    : 'Nothing in this file sets it before this line. It is empty here, unless the base image has it.';
}

function replacer({ source }: VariableUse): string | undefined {
  switch (source.by) {
    case 'builder':
      return undefined;
    case 'shell':
      return 'Replaced by the shell when the command runs, so commands above it may have changed it.';
    case 'container':
      return 'Replaced by the shell when the container runs; `docker run -e` may change it.';
  }
}

function describeWriting(place: HoverPlace, writing: Writing): string {
  const { instruction, pair } = writing;
  const isGlobal = place.model.stageOf(instruction) === undefined;
  const scope = scopeAt(place.model, instruction, pair.key.span.start);
  const isArgument = instruction.name === 'ARG';
  const { value, from } = pair.value
    ? defaultText(place, pair.value.text, scope)
    : inherited(place, pair.key.text, isArgument);
  return blocks(
    heading(
      code(pair.key.text),
      isArgument ? (isGlobal ? 'global build argument' : 'build argument') : 'environment variable',
    ),
    aboutName(pair.key.text),
    value && `${isArgument ? 'Default' : 'Value'}: ${value}`,
    from,
    isArgument
      ? argumentReach(pair.key.text, isGlobal)
      : 'Set for the instructions below, for stages built from this one, and in the container.',
  );
}

function defaultText({ model }: HoverPlace, text: string, scope: Scope): { value: string; from?: string } {
  const expanded = expand(text, model.tree.escape, scope);
  const shownValue = expanded.text === '' ? 'empty' : code(expanded.text);
  return { value: expanded.complete ? shownValue : `${shownValue}, as far as this file tells` };
}

/** A bare `ARG name` takes its value from above the first FROM. */
function inherited(place: HoverPlace, name: string, isArgument: boolean): { value?: string; from?: string } {
  const first = place.model.stages[0]?.from;
  const global = isArgument && first ? scopeAt(place.model, first).get(name) : undefined;
  if (!global?.written || global.written.instruction === place.instruction) {
    return {};
  }
  const value = valueText(global);
  const from = `From line ${lineOf(place, global.written)}: ${code(shown(global.written))}`;
  return value === undefined ? { from } : { value, from };
}

function argumentReach(name: string, isGlobal: boolean): string {
  return isGlobal
    ? `Seen by \`FROM\` lines; a stage needs ${code(`ARG ${name}`)} of its own to see it. Can be set with ${code(`--build-arg ${name}=…`)}.`
    : `Seen from here to the end of the stage, while building only. Can be set with ${code(`--build-arg ${name}=…`)}.`;
}

function lineOf({ model }: HoverPlace, { pair }: Writing): number {
  return lineAt(model.tree.lines, pair.key.span.start) + 1;
}

function shown({ instruction, pair }: Writing): string {
  return `${instruction.name} ${pair.key.text}${pair.value ? `=${pair.value.text}` : ''}`;
}

function isPlatform(name: string): boolean {
  return Object.hasOwn(platformVariables, name);
}
