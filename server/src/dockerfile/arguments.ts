import type { Span } from '../text/span';
import { originSpan, subView, type TextView } from '../text/view';
import { countWords, skipSeparators, skipWord } from './blanks';
import type { InstructionInfo } from './instructions';
import { readJsonArray } from './json';
import type { ProblemSink } from './problems';
import type { Arguments, InstructionName, Pair, Word } from './tree';
import { splitQuotedWords, wholeWord, wordOf } from './words';

const nothing: Arguments = { form: 'none' };

/** Takes an instruction's body apart in the shape that BuildKit's parser gives it; `info` is undefined for an unknown instruction. */
export function readArguments(
  body: TextView,
  info: InstructionInfo | undefined,
  escapeToken: string,
  report: ProblemSink,
): Arguments {
  if (body.text === '') {
    return nothing;
  }
  switch (info?.shape) {
    case 'names':
      return readNames(body, escapeToken);
    case 'pairs':
      return readPairs(body, info.name, escapeToken, report);
    case 'from':
      return readWords(body);
    case 'words':
      return (info.json && readJson(body, report)) || readWords(body);
    case 'healthcheck':
      return readHealthcheck(body, report);
    case 'text': {
      const json = info.json ? readJson(body, report) : undefined;
      // SHELL takes nothing but JSON; what it got instead is easier to mend word by word.
      return json ?? (info.name === 'SHELL' ? readWords(body) : { form: 'text', word: wholeWord(body) });
    }
    default:
      return { form: 'text', word: wholeWord(body) };
  }
}

function readWords(body: TextView): Arguments {
  const { text } = body;
  const words = new Array<Word>(countWords(text));
  let at = skipSeparators(text, 0, text.length);
  for (let index = 0; index < words.length; index++) {
    const end = skipWord(text, at, text.length);
    words[index] = wordOf(body, at, end);
    at = skipSeparators(text, end, text.length);
  }
  return { form: 'words', words };
}

/** A JSON array, undefined where BuildKit falls back to plain text. An element that is no string makes it fail instead. */
function readJson(body: TextView, report: ProblemSink): Arguments | undefined {
  const items = readJsonArray(body.text);
  if (!items) {
    return undefined;
  }
  const strings = [];
  for (const { value, span } of items) {
    const place = originSpan(body, span);
    if (value === undefined) {
      const message = 'Every element of this array must be a string; put double quotes around it.';
      report('json-not-strings', 'parse', place, message);
    } else {
      strings.push({ value, span: place });
    }
  }
  return { form: 'json', strings, span: originSpan(body, { start: 0, end: body.text.length }) };
}

function readNames(body: TextView, escapeToken: string): Arguments {
  const words = splitQuotedWords(body.text, 0, body.text.length, escapeToken);
  if (words.length === 0) {
    return nothing;
  }
  return { form: 'pairs', legacy: false, pairs: words.map((word) => pairOf(body, word)) };
}

/** The pairs of ENV and LABEL; without an equals sign in the first word, the whole rest is one value. */
function readPairs(body: TextView, name: InstructionName, escapeToken: string, report: ProblemSink): Arguments {
  const { text } = body;
  const words = splitQuotedWords(text, 0, text.length, escapeToken);
  const first = words[0];
  if (!first) {
    return nothing;
  }
  const equals = text.indexOf('=', first.start);
  if (equals === -1 || equals >= first.end) {
    return readLegacyPair(body, name, report);
  }
  const pairs = words.map((word) => pairOf(body, word));
  for (const pair of pairs) {
    if (!pair.value) {
      const message = `This word has no =; write ${name} as name=value, with quotes around a value that has blanks.`;
      report('pair-without-equals', 'parse', pair.key.span, message);
    }
  }
  return { form: 'pairs', legacy: false, pairs };
}

function readLegacyPair(body: TextView, name: InstructionName, report: ProblemSink): Arguments {
  const { text } = body;
  const keyStart = skipSeparators(text, 0, text.length);
  const keyEnd = skipWord(text, keyStart, text.length);
  const valueStart = skipSeparators(text, keyEnd, text.length);
  const keyWord = wordOf(body, keyStart, keyEnd);
  if (keyEnd === text.length) {
    report('pair-without-value', 'parse', keyWord.span, `${name} needs a name and a value; write name=value.`);
    return { form: 'pairs', legacy: true, pairs: [{ key: keyWord, value: undefined }] };
  }
  return { form: 'pairs', legacy: true, pairs: [{ key: keyWord, value: wordOf(body, valueStart, text.length) }] };
}

function pairOf(body: TextView, { start, end }: Span): Pair {
  const equals = body.text.indexOf('=', start);
  if (equals === -1 || equals >= end) {
    return { key: wordOf(body, start, end), value: undefined };
  }
  return { key: wordOf(body, start, equals), value: wordOf(body, equals + 1, end) };
}

function readHealthcheck(body: TextView, report: ProblemSink): Arguments {
  const { text } = body;
  let typeEnd = 0;
  while (typeEnd < text.length && !endsType(text.charCodeAt(typeEnd))) {
    typeEnd++;
  }
  // Part of a character that is cut there stays with the type, which makes the type an unknown one.
  typeEnd += text.charCodeAt(typeEnd) >= 0x80 ? 1 : 0;
  let start = typeEnd;
  while (start < text.length && text.charCodeAt(start) < 0x80 && endsType(text.charCodeAt(start))) {
    start++;
  }
  const type = wordOf(body, 0, typeEnd);
  if (start === text.length) {
    return { form: 'healthcheck', type, command: nothing };
  }
  const command = subView(body, start, text.length);
  return {
    form: 'healthcheck',
    type,
    command: readJson(command, report) ?? { form: 'text', word: wholeWord(command) },
  };
}

/** Where BuildKit ends the type of a HEALTHCHECK: it looks at bytes, so also within a character that has a byte 0x85 or 0xA0. */
function endsType(code: number): boolean {
  if (code < 0x80) {
    return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  }
  return [...new TextEncoder().encode(String.fromCharCode(code))].some((byte) => byte === 0x85 || byte === 0xa0);
}
