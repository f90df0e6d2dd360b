import type { Span } from '../text/span';
import { originSpan } from '../text/view';
import { isPlain } from './constants';
import type { LexError, LexedVariable } from './lexState';
import { lex } from './shellLexer';
import type { Word } from './tree';

/** A variable that BuildKit expands; spans are offsets in the text or file that was asked for. */
export type Variable = LexedVariable;

/** How a text is lexed. */
export interface ExpansionOptions {
  /** Take quotes as plain characters, as in the body of a heredoc; its escape is always a backslash. */
  readonly ignoreQuotes?: boolean;
}

/**
 * The variables of a text in the order in which they open, those inside of others included (behind the outer one).
 * BuildKit expands arguments of ADD, ARG, COPY, ENV, EXPOSE, FROM, LABEL, STOPSIGNAL, USER, VOLUME and WORKDIR, some
 * flags, and unquoted heredocs of ADD and COPY; in RUN, CMD and ENTRYPOINT the shell does it by its own rules.
 * Reads on behind mistakes. Offsets are UTF-16 units in `text`; `escape` is the file's escape character.
 */
export function variablesIn(text: string, escapeToken: string, options: ExpansionOptions = {}): readonly Variable[] {
  return text.includes('$') ? lex(text, { escape: escapeToken, ...options }).variables : [];
}

/** The variables of a word, with their places in the file. */
export function variablesInWord({ text, view }: Word, escapeToken: string): Variable[] {
  const place = (span: Span) => originSpan(view, span);
  return variablesIn(text, escapeToken).map((variable) => ({
    ...variable,
    span: place(variable.span),
    nameSpan: place(variable.nameSpan),
    modifierSpan: place(variable.modifierSpan),
    operand: variable.operand && place(variable.operand),
    replacement: variable.replacement && place(variable.replacement),
  }));
}

/** A value, or what BuildKit fails on. */
export type Expansion =
  | { readonly value: string; readonly problem: undefined }
  | { readonly value: undefined; readonly problem: LexError };

/**
 * Expands a text as BuildKit does: variables with all their modifiers, then without quotes and escapes.
 * `lookup` gives the value of a variable, undefined when it is not set. `:?` and `?` on such a one are problems
 * (`variable-required`), and so is a value of more than a million units.
 */
export function expand(
  text: string,
  escapeToken: string,
  lookup: (name: string) => string | undefined,
  options: ExpansionOptions = {},
): Expansion {
  if (isPlain(text, escapeToken)) {
    return { value: text, problem: undefined };
  }
  const lexed = lex(text, { escape: escapeToken, lookup, ...options });
  const problem = lexed.errors[0];
  return problem ? { value: undefined, problem } : { value: lexed.text, problem: undefined };
}

/** As `expand`, then split at blanks that are neither quoted nor escaped; values split too. BuildKit does this for EXPOSE. */
export function expandWords(
  text: string,
  escapeToken: string,
  lookup: (name: string) => string | undefined,
): { readonly words: readonly string[]; readonly problem: LexError | undefined } {
  const lexed = lex(text, { escape: escapeToken, lookup, words: true });
  return { words: lexed.words.map((word) => word.text), problem: lexed.errors[0] };
}

/** A text without its quotes and escapes, with variables left as they are written; the text itself when a quote is not closed. */
export function unquote(text: string, escapeToken: string): string {
  if (isPlain(text, escapeToken)) {
    return text;
  }
  const lexed = lex(text, { escape: escapeToken, keepUnset: true });
  return lexed.errors.length > 0 ? text : lexed.text;
}
