import type { Span } from '../text/span';
import { skipSpaces } from './blanks';
import { contentEnd, lineEnd, type SourceLines } from './sourceLines';
import type { Comment, Token } from './tree';

/** The physical lines of one instruction, joined at its continuations; heredoc bodies are not part of it. */
export interface LogicalLine {
  /** What is left of each line when its continuation is taken off, in file order. */
  readonly parts: readonly Span[];
  /** Everything from the first line's first visible character to the last line's end; `argument` stands for a part not yet told apart. */
  readonly pieces: readonly Token[];
  readonly comments: readonly Comment[];
  readonly emptyLines: readonly Span[];
  /** 0-based, both inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
}

/**
 * Reads the logical line that begins at `start` in line `firstLine`, by the rules of BuildKit:
 * a line goes on when it ends in one escape character that no other one precedes, blanks (space, tab) behind it aside;
 * comment lines and blank lines in between are skipped; a dangling continuation at the end of the file is accepted.
 */
export function readLogicalLine(
  lines: SourceLines,
  firstLine: number,
  start: number,
  escapeToken: string,
): LogicalLine {
  const { text } = lines;
  const parts: Span[] = [];
  const pieces: Token[] = [];
  const comments: Comment[] = [];
  const emptyLines: Span[] = [];
  let line = firstLine;
  let from = start;
  for (;;) {
    const end = contentEnd(lines, line);
    const mark = continuationMark(text, from, end, escapeToken);
    const partEnd = mark === -1 ? end : mark;
    addPiece(pieces, 'argument', from, partEnd);
    if (partEnd > from) {
      parts.push({ start: from, end: partEnd });
    }
    addPiece(pieces, 'continuation', partEnd, end);
    addPiece(pieces, 'lineBreak', end, lineEnd(lines, line));
    if (mark === -1) {
      break;
    }
    line++;
    while (line < lines.count && skipLine(lines, line, pieces, comments, emptyLines)) {
      line++;
    }
    if (line >= lines.count) {
      line = lines.count - 1;
      break;
    }
    from = lines.starts[line]!;
  }
  return { parts, pieces, comments, emptyLines, firstLine, lastLine: line };
}

/** Takes a comment or blank line in between; false when the line belongs to the instruction's text. */
function skipLine(lines: SourceLines, line: number, pieces: Token[], comments: Comment[], emptyLines: Span[]): boolean {
  const { text } = lines;
  const start = lines.starts[line]!;
  const end = contentEnd(lines, line);
  const visible = skipSpaces(text, start, end);
  if (visible === end) {
    emptyLines.push({ start, end });
    addPiece(pieces, 'emptyLine', start, lineEnd(lines, line));
    return true;
  }
  if (text.charCodeAt(visible) !== 0x23) {
    return false;
  }
  comments.push({ span: { start: visible, end }, text: text.slice(visible + 1, end), line, inside: true });
  addPiece(pieces, 'whitespace', start, visible);
  addPiece(pieces, 'comment', visible, end);
  addPiece(pieces, 'lineBreak', end, lineEnd(lines, line));
  return true;
}

/** The offset of the escape character that continues `[start, end)`, -1 when the line does not go on. */
function continuationMark(text: string, start: number, end: number, escapeToken: string): number {
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

function addPiece(pieces: Token[], kind: Token['kind'], start: number, end: number): void {
  if (end > start) {
    pieces.push({ kind, span: { start, end } });
  }
}
