import { isSpace } from './blanks';
import {
  addError,
  append,
  emptyText,
  type LexedText,
  type LexOptions,
  type LexResult,
  type LexState,
  type MutableText,
  source,
} from './lexState';
import { lexDollar } from './substitutions';

export type { LexError, LexErrorCode, LexedText, LexedVariable, LexOptions, LexResult } from './lexState';

/** Deeper nesting than this is refused here, while BuildKit has no limit. */
const maxDepth = 200;
const noWords: readonly LexedText[] = [];
/** Values longer than this many units are refused here, so that `ENV a=$a$a` in every line cannot take all memory. */
const maxValue = 1 << 20;

/**
 * BuildKit's own small shell lexer (`frontend/dockerfile/shell`): it expands variables, removes quotes and escapes,
 * and splits words; it is not a shell. Lexes a text, whole. What it cannot lex is in `errors`, and lexing goes on behind it.
 * Takes time linear in the text's length for any fixed depth of nesting.
 */
export function lex(text: string, options: LexOptions): LexResult {
  const state: LexState = {
    text,
    options,
    escapeCode: options.escape.charCodeAt(0),
    variables: [],
    errors: [],
    // Go's text/scanner drops a byte order mark at the start of what it reads.
    at: text.charCodeAt(0) === 0xfeff ? 1 : 0,
    depth: 0,
    lexOperand,
    rawEscapes: options.rawEscapes ?? false,
    closed: false,
    word: emptyText(),
  };
  const words: LexedText[] | undefined = options.words ? [] : undefined;
  const result = lexUntil(state, -1, state.rawEscapes, false, words);
  if (result.text.length > maxValue) {
    addError(state, 'value-too-long', 0, text.length);
  }
  return { text: result.text, words: words ?? noWords, variables: state.variables, errors: state.errors };
}

/** Lexes up to and including the unit `stop`, or to the end when that is -1. */
function lexUntil(
  state: LexState,
  stop: number,
  rawEscapes: boolean,
  keepPatternEscapes: boolean,
  words?: LexedText[],
): MutableText {
  const { text, options, escapeCode } = state;
  const outerRaw = state.rawEscapes;
  state.rawEscapes = rawEscapes;
  dropWord(state);
  const collector = words ? { words, inWord: false } : undefined;
  const result = emptyText();
  while (state.at < text.length) {
    const code = text.charCodeAt(state.at);
    if (code === stop) {
      state.at++;
      state.rawEscapes = outerRaw;
      dropWord(state);
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
  dropWord(state);
  state.closed = false;
  return result;
}

function dropWord(state: LexState): void {
  if (state.options.words) {
    state.word = emptyText();
  }
}

/** Adds a piece to the words; only unquoted text and the values of variables split them. */
function collect(
  state: LexState,
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
function lexPlain(state: LexState, stop: number): MutableText {
  const { text, escapeCode, options } = state;
  const start = state.at;
  let at = start + 1;
  for (; at < text.length; at++) {
    // An expression takes the units that are never special, since plain text is long.
    ordinary.lastIndex = at;
    ordinary.test(text);
    at = ordinary.lastIndex;
    if (at === text.length) {
      break;
    }
    const code = text.charCodeAt(at);
    const quote = (code === 0x22 || code === 0x27) && !options.ignoreQuotes;
    if (code === stop || code === 0x24 || code === 0x3c || code === escapeCode || quote) {
      break;
    }
  }
  state.at = at;
  return source(state, start, at);
}

/** What neither begins nor ends anything, whatever the operand and the escape character are. */
const ordinary = /[\w .,=@+-]*/y;

/** A `<`, or `<<` with the blanks behind it, which so stay in the word. */
function lexAngle(state: LexState): MutableText {
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

function lexSingleQuotes(state: LexState, keepPatternEscapes: boolean): MutableText {
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

function lexDoubleQuotes(state: LexState, keepPatternEscapes: boolean): MutableText {
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
      const ordinaryInQuotes = escapeCode === 0x60 ? ordinaryBesideBacktick : ordinaryBesideBackslash;
      ordinaryInQuotes.lastIndex = start + 1;
      ordinaryInQuotes.test(text);
      state.at = ordinaryInQuotes.lastIndex;
      append(result, source(state, start, state.at));
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

const ordinaryBesideBackslash = /[^"$\\]*/y;
const ordinaryBesideBacktick = /[^"$`]*/y;

function isSpecialInQuotes(code: number, escapeCode: number): boolean {
  return code === 0x22 || code === 0x24 || code === escapeCode;
}

/** Lexes an operand up to its closing unit; undefined when there is none before the end. */
function lexOperand(state: LexState, stop: number, raw: boolean, keepPatternEscapes: boolean): MutableText | undefined {
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
