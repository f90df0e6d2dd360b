import type { LineIndex } from '../text/lines';
import { trimSpaces } from './blanks';
import type { Comment } from './tree';

/**
 * The text of a comment as BuildKit attaches it to an instruction, where descriptions and `check=` are looked for:
 * the line without its first byte and without white space at its ends. So an indented comment keeps its `#`.
 * `text` is the file's text and `lines` its lines.
 */
export function attachedText(text: string, lines: LineIndex, { span, line }: Comment): string {
  const lineStart = lines.starts[line]!;
  const start = line === 0 && text.charCodeAt(0) === 0xfeff ? 1 : lineStart;
  const first = text.codePointAt(start)!;
  const { start: from, end } = trimSpaces(text, start + 1, span.end);
  // What is left of a character of several bytes is no valid UTF-8.
  const broken = first < 0x80 ? '' : '\ufffd'.repeat(first < 0x800 ? 1 : 2);
  return broken === '' ? text.slice(from, end) : broken + text.slice(start + 1, end);
}
