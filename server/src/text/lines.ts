/** Where the lines of a text begin. Lines end at LF only, as in BuildKit; a CR before it belongs to the line. */
export interface LineIndex {
  /** Offset of the first unit of each line; the first is 0. */
  readonly starts: readonly number[];
  /** Length of the text in UTF-16 units. */
  readonly length: number;
}

/** A place in a text: 0-based line and 0-based column in UTF-16 units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Builds the line index of a text. */
export function indexLines(text: string): LineIndex {
  // Counted first: an array that grows is copied again and again.
  const starts = new Array<number>(countBreaks(text) + 1);
  starts[0] = 0;
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    starts[count++] = at + 1;
  }
  return { starts, length: text.length };
}

function countBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  return count;
}

/** The 0-based line that holds `offset`; offsets outside the text are clamped to it. */
export function lineAt(lines: LineIndex, offset: number): number {
  let low = 0;
  let high = lines.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines.starts[middle]! <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** The place of `offset`; offsets outside the text are clamped to it. */
export function placeAt(lines: LineIndex, offset: number): LineColumn {
  const inside = Math.min(Math.max(offset, 0), lines.length);
  const line = lineAt(lines, inside);
  return { line, column: inside - lines.starts[line]! };
}

/** The offset of a place; a column past the line's end gives the line's end (before its LF), a line past the last gives the text's end. */
export function offsetAt(lines: LineIndex, { line, column }: LineColumn): number {
  if (line < 0) {
    return 0;
  }
  const start = lines.starts[line];
  if (start === undefined) {
    return lines.length;
  }
  const next = lines.starts[line + 1];
  const end = next === undefined ? lines.length : next - 1;
  return Math.min(start + Math.max(column, 0), end);
}
