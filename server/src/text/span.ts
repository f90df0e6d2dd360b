/** A half-open range of UTF-16 code unit offsets into one text. Offsets are 0-based. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Makes the span `[start, end)`. */
export function span(start: number, end: number): Span {
  return { start, end };
}

/** The text that a span covers. */
export function textOf(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

/** True when `offset` is in the span or at its end, which is how an editor's cursor touches a word. */
export function touches({ start, end }: Span, offset: number): boolean {
  return offset >= start && offset <= end;
}

/** True when `inner` lies wholly within `outer`; equal spans do. */
export function contains(outer: Span, inner: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}
