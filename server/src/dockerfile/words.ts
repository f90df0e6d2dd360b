import type { Span } from '../text/span';
import { originSpanOf, subView, type TextView } from '../text/view';
import { isSpace } from './blanks';
import type { Word } from './tree';

/** The word at `[start, end)` of a view. */
export function wordOf(view: TextView, start: number, end: number): Word {
  return new PlacedWord(view.text.slice(start, end), view, start);
}

/** A whole view as a word. */
export function wholeWord(view: TextView): Word {
  return new PlacedWord(view.text, view, 0);
}

/** A class for the sake of memory alone: few words are ever placed, so that is done when somebody asks. */
class PlacedWord implements Word {
  constructor(
    readonly text: string,
    private readonly line: TextView,
    private readonly start: number,
  ) {}

  get span(): Span {
    return originSpanOf(this.line, this.start, this.start + this.text.length);
  }

  get view(): TextView {
    const { text, line, start } = this;
    return text.length === line.text.length ? line : subView(line, start, start + text.length);
  }
}

/**
 * Splits `[start, end)` into words as BuildKit does for ENV, LABEL and ARG: at Unicode white space, with both
 * kinds of quotes protecting it; the escape character protects the next one except in single quotes.
 * Quotes and escapes stay in the words; an escape character at the very end belongs to no word.
 */
export function splitQuotedWords(text: string, start: number, end: number, escapeToken: string): Span[] {
  const escapeCode = escapeToken.charCodeAt(0);
  const words: Span[] = [];
  let from = -1;
  let quote = 0;
  let wordEnd = end;
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (from === -1) {
      if (isSpace(code)) {
        continue;
      }
      from = at;
    }
    if (quote === 0 && isSpace(code)) {
      words.push({ start: from, end: at });
      from = -1;
    } else if (code === escapeCode && quote !== 0x27) {
      if (at + 1 === end) {
        wordEnd = at;
      }
      at++;
    } else if (quote === 0 && (code === 0x22 || code === 0x27)) {
      quote = code;
    } else if (code === quote) {
      quote = 0;
    }
  }
  if (from !== -1 && wordEnd > from) {
    words.push({ start: from, end: wordEnd });
  }
  return words;
}
