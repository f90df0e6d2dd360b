import type { Span } from '../text/span';
import { originSpan, type TextView } from '../text/view';
import type { LexedText } from './lexState';
import type { ProblemSink } from './problems';
import { lex } from './shellLexer';
import { contentEnd, lineEnd, type SourceLines } from './sourceLines';
import type { Heredoc } from './tree';

/** A `<<NAME` on an instruction's line, before its body is read. Offsets are those of the word it stands in. */
export interface HeredocWord {
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
  readonly fd: number;
  /** The delimiter as written. */
  readonly nameSpan: Span;
}

/** A heredoc word with its places in the file. */
export interface HeredocMarker extends HeredocWord {
  readonly marker: Span;
}

export const noMarkers: readonly HeredocMarker[] = [];
const heredocWord = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/;

/**
 * The heredocs that an instruction's whole line opens, keyword and flags included, in their order.
 * BuildKit finds them with its own shell lexer and a backslash as escape, whatever the file's escape character;
 * a line that the lexer refuses has none.
 */
export function heredocMarkers(line: TextView, report: ProblemSink): readonly HeredocMarker[] {
  if (!line.text.includes('<<')) {
    return noMarkers;
  }
  const lexed = lex(line.text, { escape: '\\', rawQuotes: true, rawEscapes: true, keepUnset: true, words: true });
  if (lexed.errors.length > 0) {
    return [];
  }
  const markers: HeredocMarker[] = [];
  for (const word of lexed.words) {
    const heredoc = readHeredocWord(word.text);
    if (heredoc) {
      const marker = spanIn(line, word, { start: 0, end: word.text.length });
      if (heredoc === 'invalid') {
        const message = 'The name of this heredoc has an unbalanced quote or a broken substitution; use a plain name.';
        report('invalid-heredoc-name', 'parse', marker, message);
        return markers;
      }
      markers.push({ ...heredoc, marker, nameSpan: spanIn(line, word, heredoc.nameSpan) });
    }
  }
  return markers;
}

/** Reads a word as a heredoc; undefined when it is none, `invalid` when BuildKit fails on its name. */
export function readHeredocWord(word: string): HeredocWord | 'invalid' | undefined {
  const match = word.includes('<<') ? heredocWord.exec(word) : null;
  if (!match || match[3] === '') {
    return undefined;
  }
  const rest = match[3]!;
  const cooked = lex(rest, { escape: '\\', keepUnset: true, words: true });
  if (cooked.errors.length > 0) {
    return 'invalid';
  }
  if (cooked.words.length !== 1) {
    return undefined;
  }
  const raw = lex(rest, { escape: '\\', rawQuotes: true, keepUnset: true, words: true });
  if (raw.errors.length > 0 || raw.words.length !== 1) {
    return 'invalid';
  }
  const name = cooked.words[0]!.text;
  return {
    name,
    expand: quoteCount(name) === quoteCount(raw.words[0]!.text),
    chomp: match[2] === '-',
    fd: match[1] === '' ? 0 : Math.min(Number(match[1]), 2 ** 64),
    nameSpan: { start: word.length - rest.length, end: word.length },
  };
}

/** The bodies that follow an instruction's line. */
export interface HeredocBodies {
  readonly heredocs: readonly Heredoc[];
  /** The last line that belongs to the instruction, 0-based. */
  readonly lastLine: number;
}

/**
 * Reads the bodies that begin behind line `lastLine`. A body ends at a line that is its delimiter and nothing else
 * (tabs before it with `<<-`); without one it goes on to the end of the file, and that is a problem.
 */
export function readHeredocBodies(
  lines: SourceLines,
  lastLine: number,
  markers: readonly HeredocMarker[],
  report: ProblemSink,
): HeredocBodies {
  const { text, starts, count } = lines;
  const heredocs: Heredoc[] = [];
  let line = lastLine + 1;
  let reported = false;
  for (const marker of markers) {
    const start = line < count ? starts[line]! : text.length;
    let end = text.length;
    let terminator: Span | undefined;
    for (; line < count && !terminator; line++) {
      terminator = terminatorIn(lines, line, marker);
      if (terminator) {
        end = starts[line]!;
      }
    }
    if (!terminator && !reported) {
      reported = true;
      const tabs = marker.chomp ? ', tabs before it aside' : '';
      const message = `This heredoc has no end: put ${marker.name} alone on a line behind its text${tabs}.`;
      report('unterminated-heredoc', 'parse', marker.marker, message);
    }
    heredocs.push({ ...marker, body: { start, end }, terminator });
  }
  return { heredocs, lastLine: Math.min(line, count) - 1 };
}

function terminatorIn(lines: SourceLines, line: number, { name, chomp }: HeredocWord): Span | undefined {
  const { text } = lines;
  let start = lines.starts[line]!;
  if (chomp) {
    while (text.charCodeAt(start) === 0x09) {
      start++;
    }
  }
  if (!text.startsWith(name, start) || lineEnd(lines, line) < start + name.length) {
    return undefined;
  }
  const end = Math.max(contentEnd(lines, line), start);
  return end === start + name.length ? { start, end } : undefined;
}

function spanIn(line: TextView, word: LexedText, { start, end }: Span): Span {
  if (end <= start) {
    const at = word.offsets[start] ?? line.text.length;
    return originSpan(line, { start: at, end: at });
  }
  return originSpan(line, { start: word.offsets[start]!, end: word.offsets[end - 1]! + 1 });
}

function quoteCount(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    count += code === 0x22 || code === 0x27 ? 1 : 0;
  }
  return count;
}
