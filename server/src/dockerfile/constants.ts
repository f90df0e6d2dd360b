import type { Span } from '../text/span';
import { originSpan } from '../text/view';
import { lex } from './shellLexer';
import type { Word } from './tree';

/** A text that BuildKit will expand, and where its parts are in the file. */
export interface Expandable {
  readonly text: string;
  readonly span: Span;
  /** Where `[start, end)` of the text is in the file. */
  readonly place: (part: Span) => Span;
}

/** A word as text to expand. */
export function expandableWord(word: Word): Expandable {
  return { text: word.text, span: word.span, place: (part) => originSpan(word.view, part) };
}

/** A decoded text that can only be placed as a whole, such as a JSON string or a flag's value without its quotes. */
export function expandableWhole(text: string, span: Span): Expandable {
  return { text, span, place: () => span };
}

/** The value of a text without variables after removal of quotes and escapes; undefined when it has variables or cannot be lexed. */
export function constantOf(text: string, escapeToken: string): string | undefined {
  if (isPlain(text, escapeToken)) {
    return text;
  }
  const lexed = lex(text, { escape: escapeToken });
  return lexed.errors.length > 0 || lexed.variables.length > 0 ? undefined : lexed.text;
}

/** True when expansion leaves the text as it is. */
export function isPlain(text: string, escapeToken: string): boolean {
  const escapeCode = escapeToken.charCodeAt(0);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x24 || code === 0x22 || code === 0x27 || code === 0xfeff || code === escapeCode) {
      return false;
    }
  }
  return true;
}
