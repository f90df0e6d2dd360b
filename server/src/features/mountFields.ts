import type { Word } from '../dockerfile/tree';
import type { Span } from '../text/span';
import { originSpan } from '../text/view';

/** One `key=value` or bare `key` of a `--mount`, with its places in the file. */
export interface MountField {
  /** In lower case, which is how BuildKit compares keys. */
  readonly key: string;
  /** Without quotes; undefined for a bare key. */
  readonly value: string | undefined;
  readonly keySpan: Span;
  readonly valueSpan: Span | undefined;
}

/** Splits the value of `RUN --mount` at its commas; commas in quotes belong to a value. */
export function mountFields({ text, view }: Word): MountField[] {
  const fields: MountField[] = [];
  for (const [start, end] of pieces(text)) {
    const from = start + (text.slice(start, end).match(/^["']*/)?.[0].length ?? 0);
    const equals = text.indexOf('=', from);
    const keyEnd = equals === -1 || equals >= end ? end : equals;
    const spanOf = (a: number, b: number): Span => originSpan(view, { start: a, end: b });
    fields.push({
      key: unquoted(text.slice(from, keyEnd)).toLowerCase(),
      value: keyEnd < end ? unquoted(text.slice(keyEnd + 1, end)) : undefined,
      keySpan: spanOf(from, keyEnd),
      valueSpan: keyEnd < end ? spanOf(keyEnd + 1, end) : undefined,
    });
  }
  return fields;
}

/** The mount's type, in lower case; `bind` when none is given. */
export function mountType(fields: readonly MountField[]): string {
  return fields.findLast(({ key }) => key === 'type')?.value?.toLowerCase() ?? 'bind';
}

function pieces(text: string): [number, number][] {
  const result: [number, number][] = [];
  let start = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text[at]!;
    if (quote) {
      quote = unit === quote ? '' : quote;
    } else if (unit === '"' || unit === "'") {
      quote = unit;
    } else if (unit === ',') {
      result.push([start, at]);
      start = at + 1;
    }
  }
  result.push([start, text.length]);
  return result;
}

function unquoted(text: string): string {
  return text.replace(/["']/g, '');
}
