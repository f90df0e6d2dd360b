import { isNode, isPair, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Span } from '../text/span';

/**
 * What has to go when one item of a list or entry of a map goes: whole lines, or with a comma in brackets. Undefined
 * where something else would go along: another item, a comment about one, or an anchor that others may repeat.
 */
export function cutOf(collection: YAMLMap | YAMLSeq, index: number, text: string): Span | undefined {
  const own = extentOf(collection.items[index], text);
  if (!own) {
    return undefined;
  }
  const cut = collection.flow ? cutInBrackets(collection, index, own, text) : cutOfLines(own, text);
  return cut && /(?:^|[\s,[{])&\S/.test(text.slice(cut.start, cut.end)) ? undefined : cut;
}

/** From the first to the last character that belongs to an item, without what is written in front of it. */
function extentOf(item: unknown, text: string): Span | undefined {
  const parts = isPair(item) ? [(item as Pair).key, (item as Pair).value] : [item];
  const ranges = parts.flatMap((part) => (isNode(part) && part.range ? [part.range] : []));
  const first = ranges[0];
  const last = ranges.at(-1);
  if (!first || !last) {
    return undefined;
  }
  const end = first[0] + text.slice(first[0], last[1]).trimEnd().length;
  return { start: first[0], end: Math.max(end, first[1]) };
}

function cutOfLines({ start, end }: Span, text: string): Span | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const stop = lineEnd === -1 ? text.length : lineEnd;
  const isAlone = /^[ \t]*(?:-[ \t]+)?$/.test(text.slice(lineStart, start));
  return isAlone && /^:?[ \t]*(?:#.*)?\r?$/.test(text.slice(end, stop))
    ? { start: lineStart, end: lineEnd === -1 ? text.length : lineEnd + 1 }
    : undefined;
}

function cutInBrackets(collection: YAMLMap | YAMLSeq, index: number, own: Span, text: string): Span | undefined {
  const before = index === 0 ? undefined : extentOf(collection.items[index - 1], text);
  const behind = extentOf(collection.items[index + 1], text);
  if (before) {
    return /^:?\s*,\s*$/.test(text.slice(before.end, own.start)) ? { start: before.end, end: own.end } : undefined;
  }
  if (index > 0 || !/^[[{]\s*$/.test(text.slice(collection.range?.[0], own.start))) {
    return undefined;
  }
  if (behind) {
    return /^\s*,\s*$/.test(text.slice(own.end, behind.start)) ? { start: own.start, end: behind.start } : undefined;
  }
  const rest = /^\s*,/.exec(text.slice(own.end, collection.range?.[1]))?.[0] ?? '';
  return { start: own.start, end: own.end + rest.length };
}
