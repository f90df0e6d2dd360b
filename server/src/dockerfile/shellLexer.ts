import type { Span } from '../text/span';
import { isSpace } from './blanks';
import { removePrefix, removeSuffix, replacePattern } from './patterns';

/**
 * BuildKit's own small shell lexer (`frontend/dockerfile/shell`): it expands variables, removes quotes and escapes,
 * and splits words. It is not a shell. What it cannot lex is recorded, and lexing goes on behind it.
 * All offsets are UTF-16 units in the lexed text.
 */
export interface LexOptions {
  /** The character that escapes outside of single quotes. */
  readonly escape: string;
  /** Keep quotes in the result. */
  readonly rawQuotes?: boolean;
  /** Keep escapes in the result. */
  readonly rawEscapes?: boolean;
  /** Take quotes as ordinary characters. */
  readonly ignoreQuotes?: boolean;
  /** Leave variables without a value as they are written, instead of dropping them. */
  readonly keepUnset?: boolean;
  /** The value of a variable, undefined when it is not set. */
  readonly lookup?: (name: string) => string | undefined;
  /** Split the result into words at blanks that are neither quoted nor escaped. */
  readonly words?: boolean;
}

export interface LexResult {
  readonly text: string;
  readonly words: readonly LexedText[];
  /** Every variable in the order in which it opens, those inside of others included. */
  readonly variables: readonly LexedVariable[];
  readonly errors: readonly LexError[];
}

export interface LexedText {
  readonly text: string;
  /** For each unit of `text` the offset that it comes from; a value comes from its variable's start. */
  readonly offsets: readonly number[];
}

/** A `$name` or `${name…}`. */
export interface LexedVariable {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly braces: boolean;
  /** The modifier as written, such as `:-`, `##` or `//`; empty for a plain variable. */
  readonly modifier: string;
  readonly modifierSpan: Span;
  /** What follows the modifier: the default, the message, the pattern. */
  readonly operand: Span | undefined;
  /** What a `/` or `//` puts in place of the pattern. */
  readonly replacement: Span | undefined;
}

export type LexErrorCode =
  | 'unbalanced-quote'
  | 'bad-substitution'
  | 'unclosed-substitution'
  | 'unsupported-modifier'
  | 'missing-replacement'
  | 'invalid-pattern'
  | 'variable-required'
  | 'nested-too-deep'
  | 'value-too-long';

export interface LexError {
  readonly code: LexErrorCode;
  readonly span: Span;
  /** The words that the message needs: the quote, the modifier, or the message of `${name:?message}`. */
  readonly detail: string;
}

/** Deeper nesting than this is refused here, while BuildKit has no limit. */
const maxDepth = 200;
/** Values longer than this many units are refused here, so that `ENV a=$a$a` in every line cannot take all memory. */
const maxValue = 1 << 20;

interface State {
  readonly text: string;
  readonly options: LexOptions;
  readonly escapeCode: number;
  readonly variables: LexedVariable[];
  readonly errors: LexError[];
  at: number;
  depth: number;
  rawEscapes: boolean;
  /** True when the last operand that was lexed ended at its closing unit. */
  closed: boolean;
  /** The word being collected at the top level. A nested substitution empties it, by a quirk of BuildKit. */
  word: MutableText;
}

interface MutableText {
  text: string;
  offsets: number[];
}

/** Lexes a text, whole. Never fails: see `errors`. Takes time linear in the text's length for any fixed depth of nesting. */
export function lex(text: string, options: LexOptions): LexResult {
  const state: State = {
    text,
    options,
    escapeCode: options.escape.charCodeAt(0),
    variables: [],
    errors: [],
    // Go's text/scanner drops a byte order mark at the start of what it reads.
    at: text.charCodeAt(0) === 0xfeff ? 1 : 0,
    depth: 0,
    rawEscapes: options.rawEscapes ?? false,
    closed: false,
    word: emptyText(),
  };
  const words: LexedText[] = [];
  const result = lexUntil(state, -1, state.rawEscapes, false, options.words ? words : undefined);
  if (result.text.length > maxValue) {
    addError(state, 'value-too-long', 0, text.length);
  }
  return { text: result.text, words, variables: state.variables, errors: state.errors };
}

function emptyText(): MutableText {
  return { text: '', offsets: [] };
}

function append(target: MutableText, piece: MutableText): void {
  target.text += piece.text;
  for (const offset of piece.offsets) {
    target.offsets.push(offset);
  }
}

/** A piece of the lexed text; offsets are only kept where words are wanted. */
function source(state: State, start: number, end: number): MutableText {
  const piece = { text: state.text.slice(start, end), offsets: [] as number[] };
  if (state.options.words) {
    for (let at = start; at < end; at++) {
      piece.offsets.push(at);
    }
  }
  return piece;
}

/** A text that stands in the place of a variable. */
function inPlace(state: State, text: string, at: number): MutableText {
  return { text, offsets: state.options.words ? new Array<number>(text.length).fill(at) : [] };
}

function addError(state: State, code: LexErrorCode, start: number, end: number, detail = ''): void {
  state.errors.push({ code, span: { start, end: Math.min(end, state.text.length) }, detail });
}

/** Lexes up to and including the unit `stop`, or to the end when that is -1. */
function lexUntil(
  state: State,
  stop: number,
  rawEscapes: boolean,
  keepPatternEscapes: boolean,
  words?: LexedText[],
): MutableText {
  const { text, options, escapeCode } = state;
  const outerRaw = state.rawEscapes;
  state.rawEscapes = rawEscapes;
  state.word = emptyText();
  const collector = words ? { words, inWord: false } : undefined;
  const result = emptyText();
  while (state.at < text.length) {
    const code = text.charCodeAt(state.at);
    if (code === stop) {
      state.at++;
      state.rawEscapes = outerRaw;
      state.word = emptyText();
      state.closed = true;
      return result;
    }
    let piece: MutableText;
    let splits = false;
    if (code === 0x24) {
      piece = lexDollar(state);
      splits = true;
    } else if (code === 0x3c) {
      piece = lexAngle(state);
    } else if (code === 0x27 && !options.ignoreQuotes) {
      piece = lexSingleQuotes(state, keepPatternEscapes);
    } else if (code === 0x22 && !options.ignoreQuotes) {
      piece = lexDoubleQuotes(state, keepPatternEscapes);
    } else if (code === escapeCode) {
      const start = state.at;
      state.at = Math.min(start + 2, text.length);
      piece = source(state, rawEscapes ? start : start + 1, state.at);
    } else {
      piece = lexPlain(state, stop);
      splits = true;
    }
    append(result, piece);
    if (collector) {
      collect(state, collector, piece, splits);
    }
  }
  if (collector && state.word.text !== '') {
    collector.words.push(state.word);
  }
  state.rawEscapes = outerRaw;
  state.word = emptyText();
  state.closed = false;
  return result;
}

/** Adds a piece to the words; only unquoted text and the values of variables split them. */
function collect(
  state: State,
  collector: { words: LexedText[]; inWord: boolean },
  piece: MutableText,
  splits: boolean,
): void {
  if (!splits) {
    append(state.word, piece);
    collector.inWord = true;
    return;
  }
  const { text, offsets } = piece;
  let at = 0;
  while (at < text.length) {
    let end = at;
    while (end < text.length && !isSpace(text.charCodeAt(end))) {
      end++;
    }
    if (end > at) {
      append(state.word, { text: text.slice(at, end), offsets: offsets.slice(at, end) });
      collector.inWord = true;
      at = end;
      continue;
    }
    if (collector.inWord && state.word.text !== '') {
      collector.words.push(state.word);
      state.word = emptyText();
      collector.inWord = false;
    }
    at++;
  }
}

/** A run without special characters; the first unit is taken whatever it is. */
function lexPlain(state: State, stop: number): MutableText {
  const { text, escapeCode, options } = state;
  const start = state.at;
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const quote = (code === 0x22 || code === 0x27) && !options.ignoreQuotes;
    if (code === stop || code === 0x24 || code === 0x3c || code === escapeCode || quote) {
      break;
    }
    at++;
  }
  state.at = at;
  return source(state, start, at);
}

/** A `<`, or `<<` with the blanks behind it, which so stay in the word. */
function lexAngle(state: State): MutableText {
  const { text } = state;
  const start = state.at;
  state.at++;
  if (text.charCodeAt(state.at) === 0x3c) {
    state.at++;
    while (isHeredocBlank(text.charCodeAt(state.at))) {
      state.at++;
    }
  }
  return source(state, start, state.at);
}

function isHeredocBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}

function lexSingleQuotes(state: State, keepPatternEscapes: boolean): MutableText {
  const { text, options, escapeCode } = state;
  const start = state.at;
  const close = text.indexOf("'", start + 1);
  if (close === -1) {
    addError(state, 'unbalanced-quote', start, start + 1, "'");
  }
  const innerEnd = close === -1 ? text.length : close;
  state.at = close === -1 ? text.length : close + 1;
  if (!keepPatternEscapes) {
    return options.rawQuotes ? source(state, start, state.at) : source(state, start + 1, innerEnd);
  }
  const result = options.rawQuotes ? source(state, start, start + 1) : emptyText();
  for (let at = start + 1; at < innerEnd; at++) {
    if (text.charCodeAt(at) === escapeCode) {
      append(result, source(state, at, at + 1));
    }
    append(result, source(state, at, at + 1));
  }
  if (options.rawQuotes) {
    append(result, source(state, innerEnd, state.at));
  }
  return result;
}

function lexDoubleQuotes(state: State, keepPatternEscapes: boolean): MutableText {
  const { text, options, escapeCode } = state;
  const open = state.at;
  const result = options.rawQuotes ? source(state, open, open + 1) : emptyText();
  state.at++;
  while (state.at < text.length) {
    const start = state.at;
    const code = text.charCodeAt(start);
    if (code === 0x22) {
      state.at++;
      if (options.rawQuotes) {
        append(result, source(state, start, state.at));
      }
      return result;
    }
    if (code === 0x24) {
      append(result, lexDollar(state));
    } else if (code !== escapeCode) {
      let at = start + 1;
      while (at < text.length && !isSpecialInQuotes(text.charCodeAt(at), escapeCode)) {
        at++;
      }
      state.at = at;
      append(result, source(state, start, at));
    } else if (start + 1 === text.length) {
      state.at++;
    } else if (isSpecialInQuotes(text.charCodeAt(start + 1), escapeCode)) {
      state.at += 2;
      append(result, source(state, state.rawEscapes ? start : start + 1, state.at));
    } else {
      state.at++;
      if (state.rawEscapes && (!options.rawQuotes || keepPatternEscapes)) {
        append(result, source(state, start, state.at));
      }
      append(result, source(state, start, state.at));
    }
  }
  // One that only stays open because something in it does is not worth a second complaint.
  if ((state.errors.at(-1)?.span.start ?? -1) < open) {
    addError(state, 'unbalanced-quote', open, open + 1, '"');
  }
  return result;
}

function isSpecialInQuotes(code: number, escapeCode: number): boolean {
  return code === 0x22 || code === 0x24 || code === escapeCode;
}

/** A variable, or a `$` that stands for itself. */
function lexDollar(state: State): MutableText {
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
function lexName(state: State): string {
  nameStart.lastIndex = state.at;
  const match = nameStart.exec(state.text);
  if (!match) {
    return '';
  }
  state.at = nameStart.lastIndex;
  return match[0];
}

/** A `${…}`. Lexes on behind an error, so that what follows is still known. */
function lexBraces(state: State): MutableText {
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
function lexModifier(state: State, variable: OpenVariable, value: string | undefined): MutableText {
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
  const operand = lexOperand(state, 0x7d, pattern, pattern);
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

function lexReplacement(state: State, variable: OpenVariable, value: string | undefined): MutableText {
  const start = variable.span.start;
  const from = variable.modifierSpan.start;
  const all = state.text[state.at] === '/';
  if (all) {
    state.at++;
    setModifier(state, variable, from);
  }
  const patternStart = state.at;
  const pattern = lexOperand(state, 0x2f, true, true);
  if (pattern === undefined) {
    addUnclosed(state, 'missing-replacement', start, patternStart);
    variable.operand = { start: patternStart, end: state.at };
    return emptyText();
  }
  variable.operand = { start: patternStart, end: state.at - 1 };
  const replacementStart = state.at;
  const replacement = lexOperand(state, 0x7d, true, false);
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
function addUnclosed(state: State, code: LexErrorCode, start: number, from: number): void {
  if (!state.errors.some((error) => error.span.start >= from)) {
    addError(state, code, start, state.text.length);
  }
}

/** Goes behind the next closing brace, or to the end. */
function skipToBrace(state: State): void {
  const close = state.text.indexOf('}', state.at);
  state.at = close === -1 ? state.text.length : close + 1;
}

function setModifier(state: State, variable: OpenVariable, from: number): void {
  variable.modifier = state.text.slice(from, state.at);
  variable.modifierSpan = { start: from, end: state.at };
}

/** Lexes an operand up to its closing unit; undefined when there is none before the end. */
function lexOperand(state: State, stop: number, raw: boolean, keepPatternEscapes: boolean): MutableText | undefined {
  if (state.depth >= maxDepth) {
    addError(state, 'nested-too-deep', state.at, state.text.length);
    state.at = state.text.length;
    return undefined;
  }
  state.depth++;
  const result = lexUntil(state, stop, raw, keepPatternEscapes);
  state.depth--;
  return state.closed ? result : undefined;
}
