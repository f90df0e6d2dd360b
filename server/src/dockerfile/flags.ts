import type { Span } from '../text/span';
import { originSpanOf, type TextView } from '../text/view';
import type { Flag, Word } from './tree';
import { wordOf } from './words';

/** The flags at the start of an instruction's arguments. */
export interface FlagList {
  readonly flags: readonly Flag[];
  /** View offset behind the flags, and behind a `--` that ends them. */
  readonly end: number;
}

/** A flag's word without quotes and escapes. */
export interface UnquotedFlag {
  readonly text: string;
  /** For each unit of `text` the offset in the word that it comes from; undefined when nothing was removed. */
  readonly offsets: readonly number[] | undefined;
  /** Offset in the scanned text behind the word. */
  readonly end: number;
}

/**
 * Reads the words that begin with `--` from view offset `start` on, as BuildKit does for every instruction:
 * both kinds of quotes are removed and protect blanks, the escape character drops itself and keeps the next one
 * (in single quotes too), a word `--` ends the flags and belongs to nothing.
 */
export function readFlags(view: TextView, start: number, escapeToken: string): FlagList {
  const { text } = view;
  let at = skipAsciiSpaces(text, start);
  const flags: Flag[] = [];
  while (startsFlag(text, at)) {
    const word = unquoteFlag(text, at, escapeToken);
    if (word.text === '--') {
      return { flags, end: word.end };
    }
    flags.push(flagOf(view, at, word));
    at = skipAsciiSpaces(text, word.end);
  }
  return { flags, end: at };
}

/** True when a flag begins at `start` or behind the blanks there; else there is no need to read flags. */
export function hasFlags(text: string, start: number): boolean {
  return startsFlag(text, skipAsciiSpaces(text, start));
}

function startsFlag(text: string, at: number): boolean {
  return text.charCodeAt(at) === 0x2d && text.charCodeAt(at + 1) === 0x2d;
}

function skipAsciiSpaces(text: string, start: number): number {
  let at = start;
  while (at < text.length && isAsciiSpace(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/**
 * Removes quotes and escapes from the flag that begins at `start`.
 * BuildKit works on bytes here: text outside of ASCII is read as Latin-1, and a byte 0x85 or 0xA0 ends the word.
 * A character that is cut in two so stays whole in what follows.
 */
export function unquoteFlag(text: string, start: number, escapeToken: string): UnquotedFlag {
  const escapeCode = escapeToken.charCodeAt(0);
  let plainEnd = start;
  while (plainEnd < text.length && isPlain(text.charCodeAt(plainEnd), escapeCode)) {
    plainEnd++;
  }
  if (plainEnd === text.length || isAsciiSpace(text.charCodeAt(plainEnd))) {
    return { text: text.slice(start, plainEnd), offsets: undefined, end: plainEnd };
  }
  const codes: number[] = [];
  const offsets: number[] = [];
  let quote = 0;
  let at = start;
  while (at < text.length) {
    let code = text.charCodeAt(at);
    if (quote === 0 && isAsciiSpace(code)) {
      break;
    }
    if (code >= 0x80) {
      const bytes = utf8(text, at);
      const cut = quote === 0 ? bytes.findIndex((byte) => byte === 0x85 || byte === 0xa0) : -1;
      for (const byte of cut === -1 ? bytes : bytes.slice(0, cut)) {
        codes.push(byte);
        offsets.push(at - start);
      }
      if (cut === -1 || cut === bytes.length - 1) {
        at += bytes.length === 4 ? 2 : 1;
      }
      if (cut !== -1) {
        break;
      }
      continue;
    }
    if (quote !== 0 && code === quote) {
      quote = 0;
    } else if (quote === 0 && (code === 0x22 || code === 0x27)) {
      quote = code;
    } else {
      if (code === escapeCode) {
        at++;
        code = text.charCodeAt(at);
        if (!(code < 0x80)) {
          continue;
        }
      }
      codes.push(code);
      offsets.push(at - start);
    }
    at++;
  }
  return { text: codes.map((code) => String.fromCharCode(code)).join(''), offsets, end: at };
}

function flagOf(view: TextView, start: number, word: UnquotedFlag): Flag {
  const equals = word.text.indexOf('=');
  if (equals === -1) {
    return new PlacedFlag(word.text.slice(dashes), undefined, view, start, word.end, word.end);
  }
  const equalsAt = start + (word.offsets ? word.offsets[equals]! : equals);
  const value = word.text.slice(equals + 1);
  return new PlacedFlag(word.text.slice(dashes, equals), value, view, start, equalsAt, word.end);
}

/** How many dashes a flag begins with. */
const dashes = 2;

/** A class for the sake of memory alone: few flags are ever placed, so that is done when somebody asks. */
class PlacedFlag implements Flag {
  constructor(
    readonly name: string,
    readonly value: string | undefined,
    private readonly line: TextView,
    private readonly start: number,
    private readonly nameEnd: number,
    private readonly end: number,
  ) {}

  get span(): Span {
    return originSpanOf(this.line, this.start, this.end);
  }

  get nameSpan(): Span {
    return originSpanOf(this.line, this.start + dashes, this.nameEnd);
  }

  get valueSpan(): Span | undefined {
    return this.value === undefined ? undefined : originSpanOf(this.line, this.nameEnd + 1, this.end);
  }

  get valueWord(): Word | undefined {
    return this.value === undefined ? undefined : wordOf(this.line, this.nameEnd + 1, this.end);
  }

  get word(): Word {
    return wordOf(this.line, this.start, this.end);
  }
}

/** The bytes in UTF-8 of the character at an offset; half a surrogate pair gives those of U+FFFD. */
function utf8(text: string, at: number): number[] {
  return [...new TextEncoder().encode(String.fromCodePoint(text.codePointAt(at)!))];
}

function isPlain(code: number, escapeCode: number): boolean {
  return code < 0x80 && code !== escapeCode && code !== 0x22 && code !== 0x27 && !isAsciiSpace(code);
}

function isAsciiSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
