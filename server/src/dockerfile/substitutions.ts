import type { Span } from '../text/span';
import {
  addError,
  append,
  emptyText,
  inPlace,
  type LexErrorCode,
  type LexState,
  type MutableText,
  source,
} from './lexState';
import { removePrefix, removeSuffix, replacePattern } from './patterns';

/** A variable, or a `$` that stands for itself. */
export function lexDollar(state: LexState): MutableText {
  const { text, options } = state;
  const start = state.at;
  if (text.charCodeAt(start + 1) === 0x7b) {
    return lexBraces(state);
  }
  state.at++;
  const name = lexName(state);
  if (name === '') {
    return source(state, start, start + 1);
  }
  const end = state.at;
  state.variables.push({
    span: { start, end },
    name,
    nameSpan: { start: start + 1, end },
    braces: false,
    modifier: '',
    modifierSpan: { start: end, end },
    operand: undefined,
    replacement: undefined,
  });
  const value = options.lookup?.(name);
  return value === undefined && options.keepUnset ? source(state, start, end) : inPlace(state, value ?? '', start);
}

const nameStart = /[@*#?$!-]|\p{Nd}+|[\p{L}_][\p{L}\p{Nd}_]*/uy;

/** A variable's name at the current place: a special parameter, a number, or letters, digits and underscores; empty when there is none. */
function lexName(state: LexState): string {
  nameStart.lastIndex = state.at;
  const match = nameStart.exec(state.text);
  if (!match) {
    return '';
  }
  state.at = nameStart.lastIndex;
  return match[0];
}

/** A `${…}`. Lexes on behind an error, so that what follows is still known. */
function lexBraces(state: LexState): MutableText {
  const { text, options } = state;
  const start = state.at;
  state.at += 2;
  const first = text[state.at];
  if (first === undefined) {
    addError(state, 'unclosed-substitution', start, text.length);
    return emptyText();
  }
  if (first === '{' || first === '}' || first === ':') {
    skipToBrace(state);
    addError(state, 'bad-substitution', start, state.at);
    return emptyText();
  }
  const name = lexName(state);
  const variable = {
    span: { start, end: start },
    name,
    nameSpan: { start: start + 2, end: state.at },
    braces: true,
    modifier: '',
    modifierSpan: { start: state.at, end: state.at },
    operand: undefined as Span | undefined,
    replacement: undefined as Span | undefined,
  };
  state.variables.push(variable);
  const value = options.lookup?.(name);
  const result = text[state.at] === '}' ? undefined : lexModifier(state, variable, value);
  if (result === undefined) {
    state.at++;
  }
  variable.span = { start, end: state.at };
  if (result !== undefined) {
    return result;
  }
  return value === undefined && options.keepUnset ? source(state, start, state.at) : inPlace(state, value ?? '', start);
}

type OpenVariable = {
  span: Span;
  name: string;
  modifier: string;
  modifierSpan: Span;
  operand: Span | undefined;
  replacement: Span | undefined;
};

/** What stands between the name and the closing brace. */
function lexModifier(state: LexState, variable: OpenVariable, value: string | undefined): MutableText {
  const { text, options } = state;
  const start = variable.span.start;
  const from = state.at;
  const colon = text[from] === ':';
  const kind = text[colon ? from + 1 : from] ?? '';
  state.at = Math.min(from + (colon ? 2 : 1), text.length);
  setModifier(state, variable, from);
  if (kind === '' || (!colon && !'+-?#%/'.includes(kind)) || (colon && (kind === '#' || kind === '%'))) {
    addError(
      state,
      kind === '' ? 'unclosed-substitution' : 'unsupported-modifier',
      kind === '' ? start : from,
      state.at,
      variable.modifier,
    );
    skipToBrace(state);
    return emptyText();
  }
  if (kind === '/' && !colon) {
    return lexReplacement(state, variable, value);
  }
  const pattern = kind === '#' || kind === '%';
  const operandStart = state.at;
  const operand = state.lexOperand(state, 0x7d, pattern, pattern);
  if (operand === undefined) {
    addUnclosed(state, 'unclosed-substitution', start, operandStart);
    variable.operand = { start: operandStart, end: state.at };
    return emptyText();
  }
  variable.operand = { start: operandStart, end: state.at - 1 };
  const double = pattern && operand.text[0] === kind;
  if (double && text[operandStart] === kind) {
    variable.operand = { start: operandStart + 1, end: state.at - 1 };
    variable.modifier = kind + kind;
    variable.modifierSpan = { start: from, end: operandStart + 1 };
  }
  if (value === undefined && options.keepUnset) {
    return joined(source(state, start, operandStart), operand, source(state, state.at - 1, state.at));
  }
  const empty = value === undefined || (colon && value === '');
  switch (kind) {
    case '-':
      return empty ? operand : inPlace(state, value, start);
    case '+':
      return empty ? emptyText() : operand;
    case '?':
      if (empty) {
        const why = value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty';
        addError(state, 'variable-required', start, state.at, operand.text === '' ? why : operand.text);
      }
      return inPlace(state, value ?? '', start);
    case '#':
    case '%': {
      const remove = kind === '#' ? removePrefix : removeSuffix;
      const cut = remove(value ?? '', double ? operand.text.slice(1) : operand.text, double);
      if (cut === undefined) {
        addError(state, 'invalid-pattern', variable.operand.start, variable.operand.end);
      }
      return inPlace(state, cut ?? '', start);
    }
    default:
      addError(state, 'unsupported-modifier', from, operandStart, variable.modifier);
      return emptyText();
  }
}

function lexReplacement(state: LexState, variable: OpenVariable, value: string | undefined): MutableText {
  const start = variable.span.start;
  const from = variable.modifierSpan.start;
  const all = state.text[state.at] === '/';
  if (all) {
    state.at++;
    setModifier(state, variable, from);
  }
  const patternStart = state.at;
  const pattern = state.lexOperand(state, 0x2f, true, true);
  if (pattern === undefined) {
    addUnclosed(state, 'missing-replacement', start, patternStart);
    variable.operand = { start: patternStart, end: state.at };
    return emptyText();
  }
  variable.operand = { start: patternStart, end: state.at - 1 };
  const replacementStart = state.at;
  const replacement = state.lexOperand(state, 0x7d, true, false);
  if (replacement === undefined) {
    addUnclosed(state, 'unclosed-substitution', start, replacementStart);
    variable.replacement = { start: replacementStart, end: state.at };
    return emptyText();
  }
  variable.replacement = { start: replacementStart, end: state.at - 1 };
  if (value === undefined && state.options.keepUnset) {
    // BuildKit writes a `//` back as a single slash.
    const close = source(state, state.at - 1, state.at);
    return joined(source(state, start, from + 1), pattern, source(state, from, from + 1), replacement, close);
  }
  const result = replacePattern(value ?? '', pattern.text, replacement.text, all);
  if (result === undefined) {
    addError(state, 'invalid-pattern', patternStart, replacementStart - 1);
  }
  return inPlace(state, result ?? '', start);
}

function joined(...pieces: MutableText[]): MutableText {
  const result = emptyText();
  for (const piece of pieces) {
    append(result, piece);
  }
  return result;
}

/** Says that a substitution has no end, unless something inside of it is already known to be the cause. */
function addUnclosed(state: LexState, code: LexErrorCode, start: number, from: number): void {
  if (!state.errors.some((error) => error.span.start >= from)) {
    addError(state, code, start, state.text.length);
  }
}

/** Goes behind the next closing brace, or to the end. */
function skipToBrace(state: LexState): void {
  const close = state.text.indexOf('}', state.at);
  state.at = close === -1 ? state.text.length : close + 1;
}

function setModifier(state: LexState, variable: OpenVariable, from: number): void {
  variable.modifier = state.text.slice(from, state.at);
  variable.modifierSpan = { start: from, end: state.at };
}
