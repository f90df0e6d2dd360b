import type { Position } from 'vscode-languageserver';

/** The units in which a client counts columns, negotiated at the start. Lines are 0-based everywhere. */
export type PositionEncoding = 'utf-16' | 'utf-8' | 'utf-32';

/** A text with its lines as LSP sees them: they end at LF, CR LF or a lone CR, unlike BuildKit's. */
export interface PositionIndex {
  readonly text: string;
  readonly encoding: PositionEncoding;
  /** Offset of the first unit of each line. */
  readonly starts: readonly number[];
}

export function indexPositions(text: string, encoding: PositionEncoding): PositionIndex {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === lineFeed || (unit === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)) {
      starts.push(at + 1);
    }
  }
  return { text, encoding, starts };
}

/**
 * The position of a UTF-16 offset. Offsets outside the text are clamped to it; one behind the CR of a line end
 * stands for the end of that line, since LSP has no position there.
 */
export function positionAt(index: PositionIndex, offset: number): Position {
  const inside = Math.min(Math.max(offset, 0), index.text.length);
  const line = lineOf(index, inside);
  const start = index.starts[line]!;
  const end = Math.min(inside, contentEnd(index, line));
  return { line, character: unitsBetween(index, start, end) };
}

/**
 * The UTF-16 offset of a position. A column past the end of its line means the end of the line, a line past the
 * last one the end of the text; what is no number or negative counts as 0. A column within a character means its start.
 */
export function offsetAt(index: PositionIndex, position: Position): number {
  const line = natural(position.line);
  const start = index.starts[line];
  if (start === undefined) {
    return index.text.length;
  }
  const end = contentEnd(index, line);
  const character = natural(position.character);
  if (index.encoding === 'utf-16') {
    return Math.min(start + character, end);
  }
  let at = start;
  let units = 0;
  while (at < end) {
    const point = index.text.codePointAt(at)!;
    units += unitsOf(point, index.encoding);
    if (units > character) {
      break;
    }
    at += point > 0xffff ? 2 : 1;
  }
  return at;
}

const lineFeed = 10;
const carriageReturn = 13;

function lineOf({ starts }: PositionIndex, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** Where the content of a line ends, before its line end. */
function contentEnd({ text, starts }: PositionIndex, line: number): number {
  const next = starts[line + 1];
  if (next === undefined) {
    return text.length;
  }
  const endsInCrLf = text.charCodeAt(next - 1) === lineFeed && text.charCodeAt(next - 2) === carriageReturn;
  return endsInCrLf && next - 2 >= starts[line]! ? next - 2 : next - 1;
}

function unitsBetween({ text, encoding }: PositionIndex, start: number, end: number): number {
  if (encoding === 'utf-16') {
    return end - start;
  }
  let units = 0;
  for (let at = start; at < end; ) {
    const point = text.codePointAt(at)!;
    units += unitsOf(point, encoding);
    at += point > 0xffff ? 2 : 1;
  }
  return units;
}

function unitsOf(point: number, encoding: PositionEncoding): number {
  if (encoding === 'utf-32') {
    return 1;
  }
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

function natural(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.floor(value) : 0;
}
