import type { ShellList, ShellWord, VariablePart, WordPart } from '../../shell/script';
import type { Variables } from './arithmetic';
import { calculate } from './arithmetic';
import { resolvePath } from './paths';
import type { ShellState } from './state';
import { activateWildcards, activeBracket, anyCharacter, anyText, hasWildcards, isKnown, opaque } from './symbols';
import { recased, replaced, sliced, slicedElements, trimmed } from './textEdits';

/** A word after expansion, as a program gets it, before file names are looked up. */
export interface Field {
  /** Active wildcards and unknown values are marked; see symbols.ts. */
  readonly text: string;
  readonly word: ShellWord;
  /** Wildcards or braces in it that this shell leaves as they are, and why. */
  readonly inert: 'quoted' | 'braces' | 'noShell' | undefined;
}

/** What expansion needs beside the state. */
export interface Expander {
  /** Whether the shell knows `{a,b}`; dash and busybox do not. */
  readonly expandsBraces: boolean;
  /** Whether there is no shell at all, so that words are taken as they are. */
  readonly inExecForm: boolean;
  /** Carries out a command substitution; undefined when its output cannot be known. */
  capture(body: ShellList, state: ShellState): string | undefined;
}

/** Expands a word as the shell does: braces, tilde, variables, substitutions, splitting at blanks. */
export function expandWord(word: ShellWord, state: ShellState, expander: Expander): Field[] {
  const { parts } = word;
  const only = parts[0];
  if (parts.length === 1 && only?.kind === 'literal' && only.text[0] !== '~') {
    return [{ text: only.text, word, inert: only.quoted ? inertText(only.text, expander) : undefined }];
  }
  const fields: Field[] = [];
  const hasBraces = parts.some((part) => part.kind === 'brace');
  const variants = hasBraces && expander.expandsBraces ? expandBraces(parts) : [parts];
  for (const variant of variants) {
    new Splitter(word, state, expander).run(variant, fields);
  }
  return fields;
}

function inertText(text: string, { inExecForm }: Expander): Field['inert'] {
  return !/[*?]/.test(text) ? undefined : inExecForm ? 'noShell' : 'quoted';
}

const maxText = 50_000;

/** Scripts can double a text again and again; beyond this length nobody needs to know it. */
function bounded(text: string): string {
  return text.length > maxText ? opaque('a very long text') : text;
}

/** Expands a word to one text, as in assignments and redirections: nothing is split and wildcards are plain text. */
export function expandToText(word: ShellWord, state: ShellState, expander: Expander): string {
  let text = '';
  word.parts.forEach((part, index) => {
    text = bounded(text + (part.kind === 'glob' ? part.text : textOfPart(part, index === 0, state, expander)));
  });
  return text;
}

/** Expands a word to a pattern with active wildcards, as in `case` and behind `#` or `%`. */
export function expandToPattern(word: ShellWord, state: ShellState, expander: Expander): string {
  let text = '';
  word.parts.forEach((part, index) => {
    text = bounded(
      text + (part.kind === 'glob' ? activeGlob(part.text) : textOfPart(part, index === 0, state, expander)),
    );
  });
  return text;
}

/** The names that a field stands for: those of files that match its wildcards, else its own text. */
export function namesFor(text: string, state: ShellState): readonly string[] {
  if (!hasWildcards(text)) {
    return [text];
  }
  if (text.startsWith('/')) {
    const found = state.files.select(text).filter((it) => it.extent === 'whole' && it.exact);
    return found.length > 0 ? found.map(({ node }) => node.path) : [text];
  }
  const inFolder = state.files
    .select(resolvePath(state.folder, text))
    .filter(({ node, extent }) => extent === 'whole' || node.kind !== 'folder' || node.size > 0);
  const isWhole = inFolder.length > 0 && inFolder.every((it) => it.extent === 'whole' && it.exact);
  const start = state.folder.length + (state.folder === '/' ? 0 : 1);
  return isWhole ? inFolder.map(({ node }) => node.path.slice(start)) : [text];
}

/** The patterns that the author may have meant where this shell takes wildcards or braces literally. */
export function meantBy(field: Field): readonly string[] {
  return field.inert ? expandBraceText(field.text).map(activateWildcards) : [field.text];
}

/** True for all elements of an array, and for some elements or parameters in a row. */
function isList({ name, operator }: VariablePart): boolean {
  return operator === '[@]' || operator === '[@]:' || (name === '@' && operator === ':');
}

class Splitter {
  private text = '';
  private started = false;
  private inert: Field['inert'];

  constructor(
    private readonly word: ShellWord,
    private readonly state: ShellState,
    private readonly expander: Expander,
  ) {}

  run(parts: readonly WordPart[], fields: Field[]): void {
    parts.forEach((part, index) => {
      if (part.kind === 'literal' || part.kind === 'glob' || part.kind === 'brace') {
        this.text += textOfPart(part, index === 0, this.state, this.expander);
        this.started = true;
        this.note(part);
      } else if (part.kind === 'variable' && part.name === '@' && !part.operator) {
        this.addEach(this.state.parameters, fields);
      } else if (part.kind === 'variable' && isList(part)) {
        // Arrays are kept as their elements joined by blanks.
        const text = textOfPart(part, false, this.state, this.expander);
        this.addEach(text === '' && part.operator !== '[@]' ? [] : text.split(' '), fields);
      } else {
        const value = textOfPart(part, false, this.state, this.expander);
        if (part.quoted) {
          this.text = bounded(this.text + value);
          this.started = true;
          this.inert ??= /[*?]/.test(value) ? 'quoted' : undefined;
        } else {
          this.addSplit(this.state.noglob ? value : activateWildcards(value), fields);
        }
      }
    });
    if (this.started) {
      this.finish(fields);
    }
  }

  private note(part: WordPart): void {
    if (part.kind === 'brace') {
      this.inert ??= 'braces';
    } else if (part.kind === 'literal' && part.quoted && /[*?]/.test(part.text)) {
      this.inert ??= 'quoted';
    }
  }

  private addSplit(value: string, fields: Field[]): void {
    const separators = this.state.value('IFS') === undefined ? /[ \t\n]+/ : separatorsOf(this.state.value('IFS')!);
    if (!separators?.test(value)) {
      this.text = bounded(this.text + value);
      this.started ||= value !== '';
      return;
    }
    const pieces = value.split(separators);
    pieces.forEach((piece, index) => {
      if (index > 0 && this.started) {
        this.finish(fields);
      }
      this.text += piece;
      this.started ||= piece !== '';
    });
  }

  private addEach(values: readonly string[], fields: Field[]): void {
    values.forEach((value, index) => {
      if (index > 0) {
        this.finish(fields);
      }
      this.text += value;
      this.started = true;
    });
  }

  private finish(fields: Field[]): void {
    fields.push({ text: this.text, word: this.word, inert: this.inert });
    this.text = '';
    this.started = false;
    this.inert = undefined;
  }
}

/** What `IFS` splits at; undefined when it is empty. */
function separatorsOf(ifs: string): RegExp | undefined {
  return ifs === '' ? undefined : new RegExp(`[${ifs.replace(/[\]\\^-]/g, '\\$&')}]+`);
}

function textOfPart(part: WordPart, isFirst: boolean, state: ShellState, expander: Expander): string {
  switch (part.kind) {
    case 'literal':
      return isFirst && !part.quoted && part.text[0] === '~' ? withHome(part.text, state) : part.text;
    case 'brace':
      return part.text;
    case 'glob':
      return state.noglob ? part.text : activeGlob(part.text);
    case 'variable':
      return variableText(part, state, expander);
    case 'substitution':
      return expander.capture(part.body, state) ?? opaque(part.text);
    case 'process': {
      const text = expander.capture(part.body, state);
      return text === undefined ? opaque(part.text) : state.files.provide(`${text}\n`);
    }
    case 'arithmetic': {
      const value = calculate(part.calculation, variablesOf(state));
      return value === undefined ? opaque(part.text) : String(value);
    }
    case 'other':
      return opaque(part.text);
  }
}

function withHome(text: string, state: ShellState): string {
  const name = /^~([^/]*)/.exec(text)![1]!;
  const home = name === '' ? state.value('HOME') : name === 'root' ? '/root' : `/home/${name}`;
  return (home ?? opaque('~')) + text.slice(name.length + 1);
}

function activeGlob(text: string): string {
  return text[0] === '[' ? activeBracket(text) : text === '?' ? anyCharacter : anyText;
}

function variableText(part: VariablePart, state: ShellState, expander: Expander): string {
  const { name, operator } = part;
  if (name === '@' || name === '*') {
    return operator === ':'
      ? (slicedElements([state.script ?? '', ...state.parameters], ...rangeAsked(part, state, expander)) ??
          opaque(part.text))
      : state.parameters.join(' ');
  }
  const { set, value } = parameterNamed(name, state);
  const operand = () => (part.operand ? expandToText(part.operand, state, expander) : '');
  const pattern = () => (part.operand ? expandToPattern(part.operand, state, expander) : '');
  const unknown = opaque(operator === undefined || set ? `$${name}` : part.text);
  switch (operator) {
    case '!':
      return value === undefined || !isKnown(value) ? unknown : (state.value(value) ?? opaque(`$${value}`));
    case '[]':
      return value === undefined ? unknown : elementOf(value, operand(), name, part.text);
    case undefined:
    case '[@]':
    case '?':
    case ':?':
      return value ?? (isMissing(name, state) ? '' : unknown);
    case '-':
    case '=':
    case ':-':
    case ':=':
      if (set && value === undefined) {
        return unknown;
      }
      if (value === undefined || (value === '' && operator[0] === ':')) {
        const fallback = operand();
        if (operator.endsWith('=')) {
          state.assign(name, fallback);
        }
        return fallback;
      }
      return value;
    case '+':
    case ':+':
      if (set && value === undefined) {
        return unknown;
      }
      return value === undefined || (value === '' && operator === ':+') ? '' : operand();
    case '#':
    case '##':
    case '%':
    case '%%':
      return trimmed(value, pattern(), operator) ?? opaque(part.text);
    case '/':
    case '//':
    case '/#':
    case '/%': {
      const replacement = part.replacement ? expandToText(part.replacement, state, expander) : '';
      return replaced(value, pattern(), replacement, operator) ?? opaque(part.text);
    }
    case 'length':
      return value !== undefined && isKnown(value) ? String(value.length) : opaque(part.text);
    case ':':
      return sliced(value, ...rangeAsked(part, state, expander)) ?? opaque(part.text);
    case '[@]:':
      return value !== undefined && isKnown(value)
        ? (slicedElements(value.split(' '), ...rangeAsked(part, state, expander)) ?? opaque(part.text))
        : opaque(part.text);
    case '^':
    case '^^':
    case ',':
    case ',,':
      return (part.operand ? undefined : recased(value, operator)) ?? opaque(part.text);
    default:
      return opaque(part.text);
  }
}

/** The offset and the length of a part that is asked for. */
function rangeAsked(
  { operand, replacement }: VariablePart,
  state: ShellState,
  expander: Expander,
): [number | undefined, number | undefined | 'rest'] {
  const calculated = (word: ShellWord) => calculate(expandToText(word, state, expander), variablesOf(state));
  return [operand && calculated(operand), replacement ? calculated(replacement) : 'rest'];
}

/** The variables of a shell as calculations see them. */
export function variablesOf(state: ShellState): Variables {
  return {
    value: (name) => {
      const { set, value } = parameterNamed(name, state);
      return set ? value : '';
    },
    assign: (name, value) => state.assign(name, value),
  };
}

/** True for a parameter such as `$2` that was surely not given. */
function isMissing(name: string, { parameters }: ShellState): boolean {
  return /^[1-9]\d*$/.test(name) && Number(name) > parameters.length && parameters.every(isKnown);
}

/** An element of an array, which is kept as its elements joined by blanks, or as one text that is its first element. */
function elementOf(value: string, index: string, name: string, text: string): string {
  if (name === 'BASH_SOURCE') {
    return value;
  }
  const elements = value.split(' ');
  const named = elements.find((it) => it.startsWith(`[${index}]=`));
  const found =
    /^-?\d+$/.test(index) && named === undefined ? elements.at(Number(index)) : named?.slice(index.length + 3);
  return found ?? opaque(text);
}

/** Whether a variable or parameter is set, and its value where that is known. */
function parameterNamed(
  name: string,
  state: ShellState,
): { readonly set: boolean; readonly value: string | undefined } {
  if (/^[1-9]\d*$/.test(name)) {
    return { set: Number(name) <= state.parameters.length, value: state.parameters[Number(name) - 1] };
  }
  if (name === '#') {
    return { set: true, value: state.parameters.every(isKnown) ? String(state.parameters.length) : undefined };
  }
  if (name === '0' || name === 'BASH_SOURCE') {
    const value = name === '0' ? state.script : state.source;
    return { set: value !== undefined, value };
  }
  if (name === '_' && state.lastArgument !== undefined) {
    return { set: true, value: state.lastArgument };
  }
  return { set: state.isSet(name), value: state.value(name) };
}

const maxVariants = 200;
const maxBraces = 12;

/** Every way through the alternatives of the braces in a word. */
function expandBraces(parts: readonly WordPart[]): WordPart[][] {
  let variants: WordPart[][] = [[]];
  if (parts.filter((part) => part.kind === 'brace').length > maxBraces) {
    return [[...parts]];
  }
  for (const part of parts) {
    const choices = part.kind === 'brace' ? part.alternatives.flatMap((it) => expandBraces(it)) : [[part]];
    variants = variants.flatMap((variant) => choices.map((choice) => [...variant, ...choice])).slice(0, maxVariants);
  }
  return variants;
}

/** Every text that the braces of a text stand for, as far as there are not too many. */
function expandBraceText(text: string): string[] {
  let texts = [text];
  for (let rounds = 0; rounds < 8 && texts.length < maxVariants; rounds++) {
    const next = texts.flatMap(expandFirstBrace);
    if (next.length === texts.length) {
      break;
    }
    texts = next;
  }
  return texts;
}

function expandFirstBrace(text: string): string[] {
  const match = /\{([^{}]*,[^{}]*)\}/.exec(text);
  if (!match) {
    return [text];
  }
  const after = text.slice(match.index + match[0].length);
  return match[1]!.split(',').map((it) => `${text.slice(0, match.index)}${it}${after}`);
}
