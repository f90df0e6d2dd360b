import type { Flag } from '../../dockerfile/tree';
import type { TextEdit } from '../../text/edit';

/** The edit that takes a flag away together with the blanks behind it, up to the end of its line at most. */
export function flagRemoval(text: string, { span }: Flag): TextEdit {
  let end = span.end;
  while (text[end] === ' ' || text[end] === '\t') {
    end++;
  }
  return { span: { start: span.start, end }, newText: '' };
}
