import type { Span } from '../text/span';

/** A string in a JSON array, with offsets in the scanned text. */
export interface JsonItem {
  /** The decoded value; undefined when the element is no string. */
  readonly value: string | undefined;
  readonly span: Span;
}

const maxDepth = 10000;
const lineEscapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Reads `text`, whole, as a JSON array by the rules of Go's `encoding/json`, which BuildKit uses:
 * between tokens only space, tab, CR and LF; no control characters in strings; half surrogate pairs become U+FFFD;
 * at most 10,000 levels; a number that no float64 can hold counts as an error.
 * Undefined when the text is no JSON array, and BuildKit then takes it as plain words.
 */
export function readJsonArray(text: string): JsonItem[] | undefined {
  if (text.charCodeAt(0) !== 0x5b) {
    return undefined;
  }
  const items: JsonItem[] = [];
  let at = skipBlanks(text, 1);
  if (text[at] === ']') {
    return skipBlanks(text, at + 1) === text.length ? items : undefined;
  }
  for (;;) {
    const end = text[at] === '"' ? stringEnd(text, at) : valueEnd(text, at);
    if (end === -1) {
      return undefined;
    }
    const span = { start: at, end };
    items.push({ value: text[at] === '"' ? decodeString(text, span) : undefined, span });
    at = skipBlanks(text, end);
    if (text[at] === ']') {
      return skipBlanks(text, at + 1) === text.length ? items : undefined;
    }
    if (text[at] !== ',') {
      return undefined;
    }
    at = skipBlanks(text, at + 1);
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0d && code !== 0x0a) {
      return at;
    }
    at++;
  }
}

/** Offset behind the string that opens at `start`, -1 when it is not valid. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      return at + 1;
    }
    if (code < 0x20) {
      return -1;
    }
    if (code === 0x5c) {
      at++;
      const escaped = text[at];
      if (escaped === 'u') {
        if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) {
          return -1;
        }
        at += 4;
      } else if (escaped === undefined || !'"\\/bfnrt'.includes(escaped)) {
        return -1;
      }
    }
  }
  return -1;
}

/** The value of a valid string with its quotes at `span`. */
function decodeString(text: string, { start, end }: Span): string {
  const inner = text.slice(start + 1, end - 1);
  if (!inner.includes('\\')) {
    return wellFormed(inner);
  }
  const value = inner.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_whole, hex?: string, plain?: string) =>
    hex === undefined ? (lineEscapes[plain!] ?? plain!) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return wellFormed(value);
}

/** Offset behind the object, array, number or word at `start`, -1 when it is not valid. Uses no recursion, whatever the depth. */
function valueEnd(text: string, start: number): number {
  const closers: string[] = [];
  let at = start;
  for (;;) {
    const first = text[at];
    if (first === '[' || first === '{') {
      closers.push(first === '[' ? ']' : '}');
      // The array around is one level itself.
      if (closers.length >= maxDepth) {
        return -1;
      }
      at = skipBlanks(text, at + 1);
      if (text[at] !== closers.at(-1)) {
        at = first === '{' ? keyEnd(text, at) : at;
        if (at === -1) {
          return -1;
        }
        continue;
      }
    } else {
      at = first === '"' ? stringEnd(text, at) : scalarEnd(text, at);
      if (at === -1) {
        return -1;
      }
      at = closers.length === 0 ? at : skipBlanks(text, at);
    }
    while (closers.length > 0 && text[at] === closers.at(-1)) {
      closers.pop();
      at = closers.length === 0 ? at + 1 : skipBlanks(text, at + 1);
    }
    if (closers.length === 0) {
      return at;
    }
    if (text[at] !== ',') {
      return -1;
    }
    at = skipBlanks(text, at + 1);
    at = closers.at(-1) === '}' ? keyEnd(text, at) : at;
    if (at === -1) {
      return -1;
    }
  }
}

/** Offset of the value behind the object key at `at`, -1 when there is none. */
function keyEnd(text: string, at: number): number {
  if (text[at] !== '"') {
    return -1;
  }
  const end = stringEnd(text, at);
  if (end === -1) {
    return -1;
  }
  const colon = skipBlanks(text, end);
  return text[colon] === ':' ? skipBlanks(text, colon + 1) : -1;
}

const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function scalarEnd(text: string, start: number): number {
  scalar.lastIndex = start;
  const match = scalar.exec(text);
  if (!match || (/\d/.test(match[0]) && !Number.isFinite(Number(match[0])))) {
    return -1;
  }
  return scalar.lastIndex;
}

/** Replaces halves of surrogate pairs that stand alone by U+FFFD. */
function wellFormed(value: string): string {
  return /[\ud800-\udfff]/.test(value) ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value;
}
