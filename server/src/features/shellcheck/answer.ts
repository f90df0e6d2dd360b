import type { ShellCheckRemark } from '../../rules/rule';
import type { TextEdit } from '../../text/edit';
import { indexLines, type LineIndex, offsetAt } from '../../text/lines';
import type { Span } from '../../text/span';
import { originSpan } from '../../text/view';
import type { CheckedScript } from './scripts';

/** One comment in what `shellcheck --format=json1` prints. Lines and columns count from 1, in the text that it was given. */
export interface ShellCheckComment extends Place {
  readonly level: ShellCheckRemark['level'];
  readonly code: number;
  readonly message: string;
  readonly replacements: readonly (Place & { readonly replacement: string })[];
}

/** The end is exclusive. A tab is one column, and so is every code point. */
interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Reads what ShellCheck has printed; undefined when it is not in the format json1. What is odd in a comment drops it. */
export function readComments(output: string): ShellCheckComment[] | undefined {
  return readList(output)?.flatMap((comment) => readComment(comment) ?? []);
}

/** As `readComments`, for an answer about several files: the comments of each one of those named. */
export function readCommentsOfFiles(output: string, files: readonly string[]): ShellCheckComment[][] | undefined {
  const list = readList(output);
  const byFile = new Map<unknown, ShellCheckComment[]>(files.map((file) => [file, []]));
  for (const read of list ?? []) {
    const comment = readComment(read);
    if (comment && isRecord(read)) {
      byFile.get(read.file)?.push(comment);
    }
  }
  return list && [...byFile.values()];
}

function readList(output: string): unknown[] | undefined {
  let read: unknown;
  try {
    read = JSON.parse(output);
  } catch {
    return undefined;
  }
  const comments = isRecord(read) ? read.comments : undefined;
  return Array.isArray(comments) ? comments : undefined;
}

/** The comments as remarks at their places in the file; `origin` is the text of the file. */
export function remarksOf(
  comments: readonly ShellCheckComment[],
  script: CheckedScript,
  origin: string,
): ShellCheckRemark[] {
  const lines = indexLines(script.view.text);
  return comments.flatMap((comment) => {
    const span = spanIn(script, lines, comment);
    return span
      ? {
          code: `SC${comment.code}`,
          level: comment.level,
          message: comment.message,
          span: originSpan(script.view, visible(span, script.view.text)),
          edits: editsOf(comment, script, lines, origin),
        }
      : [];
  });
}

/** The span in the script that a place in the text sent means, undefined within the lines that were put in. */
function spanIn({ inserted, view }: CheckedScript, lines: LineIndex, place: Place): Span | undefined {
  const offsetOf = (line: number, column: number): number | undefined => {
    const before = line - 1;
    const own = before < inserted.behind ? before : before - inserted.lines;
    const isInserted = before >= inserted.behind && own < inserted.behind;
    return isInserted ? undefined : offsetAt(lines, { line: own, column: column - 1 });
  };
  const start = offsetOf(place.line, place.column);
  const end = offsetOf(place.endLine, place.endColumn);
  if (start === undefined || end === undefined) {
    return undefined;
  }
  const isBehindCarriageReturn = end > start && view.text[end] === '\n' && view.text[end - 1] === '\r';
  return { start, end: Math.max(start, isBehindCarriageReturn ? end - 1 : end) };
}

/** A point becomes the word that begins there, at the end of a line the one that ends there. */
function visible({ start, end }: Span, text: string): Span {
  if (end > start) {
    return { start, end };
  }
  const behind = /^\S+/.exec(text.slice(start, start + longestWord));
  const before = /\S+\s*$/.exec(text.slice(Math.max(0, start - longestWord), start));
  return behind
    ? { start, end: start + behind[0].length }
    : { start: before ? start - before[0].length : Math.max(0, start - 1), end: start };
}

const longestWord = 40;

/** The replacements as edits of the file; undefined unless all of them change its own text and nothing in between. */
function editsOf(
  { replacements }: ShellCheckComment,
  script: CheckedScript,
  lines: LineIndex,
  origin: string,
): TextEdit[] | undefined {
  if (replacements.length === 0 || !script.editable) {
    return undefined;
  }
  const edits: TextEdit[] = [];
  for (const place of replacements) {
    const inScript = spanIn(script, lines, place);
    if (!inScript || /[\r\n]/.test(place.replacement)) {
      return undefined;
    }
    const span = originSpan(script.view, inScript);
    if (origin.slice(span.start, span.end) !== script.view.text.slice(inScript.start, inScript.end)) {
      return undefined;
    }
    edits.push({ span, newText: place.replacement });
  }
  edits.sort((a, b) => a.span.start - b.span.start);
  const overlaps = edits.some(({ span }, index) => {
    const next = edits[index + 1]?.span;
    return next !== undefined && (next.start < span.end || next.start === span.start);
  });
  return overlaps ? undefined : edits;
}

function readComment(read: unknown): ShellCheckComment | undefined {
  if (!isRecord(read)) {
    return undefined;
  }
  const { level, code, message, fix } = read;
  const place = readPlace(read);
  if (!place || !isLevel(level) || !Number.isInteger(code) || typeof message !== 'string') {
    return undefined;
  }
  return { ...place, level, code: code as number, message, replacements: readReplacements(fix) };
}

/** Half a fix is none. */
function readReplacements(fix: unknown): ShellCheckComment['replacements'] {
  const given = isRecord(fix) && Array.isArray(fix.replacements) ? fix.replacements : [];
  const read = given.flatMap((each) => {
    const place = isRecord(each) ? readPlace(each) : undefined;
    return place && typeof each.replacement === 'string' ? [{ ...place, replacement: each.replacement as string }] : [];
  });
  return read.length === given.length ? read : [];
}

function readPlace({ line, column, endLine, endColumn }: Record<string, unknown>): Place | undefined {
  return isCount(line) && isCount(column) && isCount(endLine) && isCount(endColumn)
    ? { line, column, endLine, endColumn }
    : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1;
}

function isLevel(value: unknown): value is ShellCheckRemark['level'] {
  return value === 'error' || value === 'warning' || value === 'info' || value === 'style';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
