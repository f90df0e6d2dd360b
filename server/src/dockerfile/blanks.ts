import type { Span } from '../text/span';

/** True for the blanks at which BuildKit splits a keyword from its arguments and words from each other: tab, VT, FF, CR and space. */
export function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x09 || (code >= 0x0b && code <= 0x0d);
}

/** True for Unicode white space as Go's `unicode.IsSpace` defines it; differs from `\s` of JavaScript in U+0085 and U+FEFF. */
export function isSpace(code: number): boolean {
  if (code < 0x85) {
    return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  }
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** The first offset in `[start, end)` that is no white space, `end` when all is. */
export function skipSpaces(text: string, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && ((code > 0x20 && code < 0x85) || !isSpace(code))) {
      break;
    }
  }
  return at;
}

/** The first offset in `[start, end)` that is no separator, `end` when all are. */
export function skipSeparators(text: string, start: number, end: number): number {
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && (code > 0x20 || !isSeparator(code))) {
      break;
    }
  }
  return at;
}

/** The offset behind the last unit in `[start, end)` that is no white space, `start` when all is. */
export function skipSpacesBack(text: string, start: number, end: number): number {
  let at = end;
  for (; at > start; at--) {
    const code = text.charCodeAt(at - 1);
    if (code !== 0x20 && ((code > 0x20 && code < 0x85) || !isSpace(code))) {
      break;
    }
  }
  return at;
}

/** `[start, end)` without white space at both ends; an all-white range gives an empty span at its end. */
export function trimSpaces(text: string, start: number, end: number): Span {
  const from = skipSpaces(text, start, end);
  return { start: from, end: skipSpacesBack(text, from, end) };
}

/** The first separator in `[start, end)`, `end` when there is none. */
export function skipWord(text: string, start: number, end: number): number {
  // An expression instead of a loop, since words are long.
  noSeparators.lastIndex = start;
  noSeparators.test(text);
  return Math.min(noSeparators.lastIndex, end);
}

const noSeparators = /[^\t\v\f\r ]*/y;

/** How many words separators make of a text. */
export function countWords(text: string): number {
  let count = 0;
  let at = skipSeparators(text, 0, text.length);
  while (at < text.length) {
    count++;
    at = skipSeparators(text, skipWord(text, at, text.length), text.length);
  }
  return count;
}
