import type { Span } from '../text/span';

/** How a text is lexed. All offsets are UTF-16 units in that text. */
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

/** What the parts of the lexer share while they go through a text. */
export interface LexState {
  readonly text: string;
  readonly options: LexOptions;
  readonly escapeCode: number;
  readonly variables: LexedVariable[];
  readonly errors: LexError[];
  at: number;
  depth: number;
  /**
   * Lexes an operand up to its closing unit and goes behind it; undefined when there is none before the end.
   * `raw` keeps escapes, `keepPatternEscapes` doubles those that quotes protect.
   */
  readonly lexOperand: (
    state: LexState,
    stop: number,
    raw: boolean,
    keepPatternEscapes: boolean,
  ) => MutableText | undefined;
  rawEscapes: boolean;
  /** True when the last operand that was lexed ended at its closing unit. */
  closed: boolean;
  /** The word being collected at the top level. A nested substitution empties it, by a quirk of BuildKit. */
  word: MutableText;
}

export interface MutableText {
  text: string;
  offsets: readonly number[];
}

export function emptyText(): MutableText {
  return { text: '', offsets: noOffsets };
}

/** Shared by all texts without offsets, which are most; `append` and `source` never write to it. */
const noOffsets: readonly number[] = [];

export function append(target: MutableText, piece: MutableText): void {
  target.text += piece.text;
  if (piece.offsets.length > 0) {
    if (target.offsets === noOffsets) {
      target.offsets = [];
    }
    for (const offset of piece.offsets) {
      (target.offsets as number[]).push(offset);
    }
  }
}

/** A piece of the lexed text; offsets are only kept where words are wanted. */
export function source(state: LexState, start: number, end: number): MutableText {
  const text = state.text.slice(start, end);
  if (!state.options.words) {
    return { text, offsets: noOffsets };
  }
  const offsets: number[] = [];
  for (let at = start; at < end; at++) {
    offsets.push(at);
  }
  return { text, offsets };
}

/** A text that stands in the place of a variable. */
export function inPlace(state: LexState, text: string, at: number): MutableText {
  return { text, offsets: state.options.words ? new Array<number>(text.length).fill(at) : noOffsets };
}

export function addError(state: LexState, code: LexErrorCode, start: number, end: number, detail = ''): void {
  state.errors.push({ code, span: { start, end: Math.min(end, state.text.length) }, detail });
}
