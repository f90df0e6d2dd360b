import type { Span } from '../../server/src/text/span';

/** A source text with its marks taken out. Offsets are UTF-16 units in `text`. */
export interface MarkedSource {
  readonly text: string;
  /** The places between `«` and `»`, in the order in which they open. */
  readonly spans: readonly Span[];
  /** The place of `‸`, undefined when there is none. */
  readonly cursor: number | undefined;
}

/**
 * Reads a source in which `«…»` marks spans (they may nest) and `‸` the cursor.
 * Throws when marks do not pair up or when there are two cursors, since the test itself is wrong then.
 */
export function marked(source: string): MarkedSource {
  const spans: { start: number; end: number }[] = [];
  const open: number[] = [];
  let cursor: number | undefined;
  let text = '';
  for (const piece of source.split(/([«»‸])/)) {
    if (piece === '«') {
      open.push(spans.length);
      spans.push({ start: text.length, end: -1 });
    } else if (piece === '»') {
      const index = open.pop();
      if (index === undefined) {
        throw new Error('A » without its «');
      }
      spans[index]!.end = text.length;
    } else if (piece === '‸') {
      if (cursor !== undefined) {
        throw new Error('More than one ‸');
      }
      cursor = text.length;
    } else {
      text += piece;
    }
  }
  if (open.length > 0) {
    throw new Error('A « without its »');
  }
  return { text, spans, cursor };
}

/** Puts `«…»` around spans of a text, for messages that show where something was found. Spans may nest but not cross. */
export function withMarks(text: string, spans: readonly Span[]): string {
  const points: { at: number; order: number; mark: string }[] = [];
  for (const { start, end } of spans) {
    const empty = start === end;
    points.push({ at: start, order: empty ? 1 : 2, mark: '«' }, { at: end, order: empty ? 1 : 0, mark: '»' });
  }
  points.sort((a, b) => a.at - b.at || a.order - b.order);
  let result = '';
  let at = 0;
  for (const point of points) {
    result += text.slice(at, point.at) + point.mark;
    at = point.at;
  }
  return result + text.slice(at);
}
