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
  return new ExpandableWord(word);
}

/** Placed when somebody asks, which is when something is wrong with it. */
class ExpandableWord implements Expandable {
  readonly text: string;

  constructor(private readonly word: Word) {
    this.text = word.text;
  }

  get span(): Span {
    return this.word.span;
  }

  place(part: Span): Span {
    return originSpan(this.word.view, part);
  }
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
  return !(escapeToken === '`' ? /[$"'\uFEFF`]/ : /[$"'\uFEFF\\]/).test(text);
}

/**
 * What a look at a text already tells of its expansion, which spares most words the lexer:
 * - `plain`: it stays as it is.
 * - `quoted`: nothing happens but that double quotes, all of them closed, go away.
 * - `variables`: it holds `$NAME` or `${NAME}` and nothing that could be wrong.
 * - `any`: it has to be lexed.
 */
export function expansionOf(text: string, escapeToken: string): 'plain' | 'quoted' | 'variables' | 'any' {
  if (isPlain(text, escapeToken)) {
    return 'plain';
  }
  const escapeCode = escapeToken.charCodeAt(0);
  let quotes = 0;
  let variables = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      quotes++;
    } else if (code === 0x24) {
      const end = variableEnd(text, at);
      if (end === -1) {
        return 'any';
      }
      variables++;
      at = end - 1;
    } else if (code === 0x27 || code === 0xfeff || code === escapeCode) {
      return 'any';
    }
  }
  if (quotes % 2 === 1) {
    return 'any';
  }
  return variables > 0 ? 'variables' : 'quoted';
}

/** The offset behind the plain `$NAME` or `${NAME}` that begins at `start`, -1 when it is anything else. */
function variableEnd(text: string, start: number): number {
  const braces = text.charCodeAt(start + 1) === 0x7b;
  const nameStart = start + (braces ? 2 : 1);
  let at = nameStart;
  while (isNameUnit(text.charCodeAt(at), at === nameStart)) {
    at++;
  }
  if (at === nameStart) {
    return -1;
  }
  if (!braces) {
    return at;
  }
  return text.charCodeAt(at) === 0x7d ? at + 1 : -1;
}

function isNameUnit(code: number, isFirst: boolean): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x5f ||
    (!isFirst && code >= 0x30 && code <= 0x39)
  );
}
