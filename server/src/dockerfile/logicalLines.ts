import type { Span } from '../text/span';
import { joinedView, stretchOf, type TextView } from '../text/view';
import { skipSpaces } from './blanks';
import { contentEnd, type SourceLines } from './sourceLines';
import type { Comment } from './tree';

const noComments: readonly Comment[] = [];
const noSpans: readonly Span[] = [];

/**
 * The physical lines of one instruction, joined at its continuations; heredoc bodies are not part of it.
 * Filled in by `readLogicalLine`, so that a file needs only one.
 */
export interface LogicalLine {
  /** What is left of the lines when their continuations are taken off. */
  joined: TextView;
  comments: readonly Comment[];
  emptyLines: readonly Span[];
  /** 0-based, inclusive. */
  lastLine: number;
}

/** One to fill in. */
export function emptyLogicalLine(): LogicalLine {
  return { joined: stretchOf('', 0, 0), comments: noComments, emptyLines: noSpans, lastLine: 0 };
}

/**
 * Reads the logical line that begins at `start` in line `firstLine` into `result`, by the rules of BuildKit:
 * a line goes on when it ends in one escape character that no other one precedes, blanks (space, tab) behind it aside;
 * comment lines and blank lines in between are skipped; a dangling continuation at the end of the file is accepted.
 */
export function readLogicalLine(
  lines: SourceLines,
  firstLine: number,
  start: number,
  escapeToken: string,
  result: LogicalLine,
): void {
  const { text } = lines;
  result.comments = noComments;
  result.emptyLines = noSpans;
  const firstEnd = contentEnd(lines, firstLine);
  if (continuationMark(text, start, firstEnd, escapeToken) === -1) {
    result.joined = stretchOf(text, start, firstEnd);
    result.lastLine = firstLine;
    return;
  }
  const places: number[] = [];
  let joined = '';
  let comments: Comment[] | undefined;
  let emptyLines: Span[] | undefined;
  let line = firstLine;
  let from = start;
  for (;;) {
    const end = contentEnd(lines, line);
    const mark = continuationMark(text, from, end, escapeToken);
    const partEnd = mark === -1 ? end : mark;
    if (partEnd > from) {
      places.push(joined.length, from);
      joined += text.slice(from, partEnd);
    }
    if (mark === -1) {
      break;
    }
    line++;
    for (; line < lines.count; line++) {
      const start = lines.starts[line]!;
      const end = contentEnd(lines, line);
      const visible = skipSpaces(text, start, end);
      if (visible === end) {
        emptyLines ??= [];
        emptyLines.push({ start, end });
      } else if (text.charCodeAt(visible) === 0x23) {
        comments ??= [];
        comments.push({ span: { start: visible, end }, text: text.slice(visible + 1, end), line, inside: true });
      } else {
        break;
      }
    }
    if (line >= lines.count) {
      line = lines.count - 1;
      break;
    }
    from = lines.starts[line]!;
  }
  result.joined = joinedView(joined, places);
  result.comments = comments ?? noComments;
  result.emptyLines = emptyLines ?? noSpans;
  result.lastLine = line;
}

/** The offset of the escape character that continues `[start, end)`, -1 when the line does not go on. */
export function continuationMark(text: string, start: number, end: number, escapeToken: string): number {
  let at = end - 1;
  while (at >= start) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09) {
      break;
    }
    at--;
  }
  if (at < start || text[at] !== escapeToken) {
    return -1;
  }
  return at > start && text[at - 1] === escapeToken ? -1 : at;
}
