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
  while (at < end && isSpace(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** The first offset in `[start, end)` that is no separator, `end` when all are. */
export function skipSeparators(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSeparator(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** `[start, end)` without white space at both ends; an all-white range gives an empty span at its end. */
export function trimSpaces(text: string, start: number, end: number): Span {
  const from = skipSpaces(text, start, end);
  let to = end;
  while (to > from && isSpace(text.charCodeAt(to - 1))) {
    to--;
  }
  return { start: from, end: to };
}

/** Splits `[start, end)` at runs of separators; no empty spans are given. */
export function splitAtSeparators(text: string, start: number, end: number): Span[] {
  const words: Span[] = [];
  let at = skipSeparators(text, start, end);
  while (at < end) {
    const from = at;
    while (at < end && !isSeparator(text.charCodeAt(at))) {
      at++;
    }
    words.push({ start: from, end: at });
    at = skipSeparators(text, at, end);
  }
  return words;
}
