import type { Instruction } from '../../dockerfile/tree';
import type { Span } from '../../text/span';

/** The lines of an instruction with their last line break. */
export function wholeLines(text: string, { span }: Instruction): Span {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const lineBreak = text.indexOf('\n', span.end);
  return { start, end: lineBreak === -1 ? text.length : lineBreak + 1 };
}
