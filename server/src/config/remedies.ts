import type { Span } from '../text/span';
import type { ConfigurationFix } from './problem';

/** What helps against a problem, told by those who find it without the text at hand. */
export type Remedy =
  | { readonly kind: 'write'; readonly word: string }
  | { readonly kind: 'remove'; readonly title: string; readonly cut: Span }
  | { readonly kind: 'listOfOne' };

/** Writing the word that was meant, where one is known. */
export function write(word: string | undefined): readonly Remedy[] {
  return word === undefined ? [] : [{ kind: 'write', word }];
}

/** Taking away what can go without harm to its neighbours. */
export function remove(title: string, cut: Span | undefined): readonly Remedy[] {
  return cut === undefined ? [] : [{ kind: 'remove', title, cut }];
}

/** The change that a remedy makes to the text with a problem at `span`; undefined where the text does not allow it. */
export function fixOf(remedy: Remedy, span: Span, text: string): ConfigurationFix | undefined {
  const written = text.slice(span.start, span.end);
  switch (remedy.kind) {
    case 'write': {
      // A quoted word keeps its quotes.
      const quote = /^(["']).*\1$/s.exec(written)?.[1] ?? '';
      const newText = `${quote}${remedy.word}${quote}`;
      return { title: `Write ${remedy.word}`, isPreferred: true, edits: [{ span, newText }] };
    }
    case 'remove':
      return { title: remedy.title, isPreferred: false, edits: [{ span: remedy.cut, newText: '' }] };
    case 'listOfOne':
      return plainOrQuoted.test(written)
        ? { title: 'Make it a list', isPreferred: true, edits: [{ span, newText: `[${written}]` }] }
        : undefined;
  }
}

/** What stays the same in brackets, but for commas, which part what was meant as a list. */
const plainOrQuoted = /^(?:"[^"\n]*"|'[^'\n]*'|[^\s"'|>&*![\]{}#:][^"'[\]{}#:\n]*)$/;
