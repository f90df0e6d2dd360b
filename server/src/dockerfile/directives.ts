import { isSpace } from './blanks';
import type { ProblemSink } from './problems';
import type { Directive } from './tree';

const namePattern = /[a-zA-Z][a-zA-Z0-9]*/y;
const known: ReadonlySet<string> = new Set<Directive['name']>(['syntax', 'escape', 'check']);

/**
 * Reads a line that is a comment by its first visible character as a parser directive, with the prefix `#`.
 * `start` is the offset of the `#`, `end` that of the end of the line's content.
 * Undefined when it is none that BuildKit knows, which ends the directives of the file.
 */
export function readDirective(text: string, start: number, end: number): Directive | undefined {
  let from = start + 1;
  while (from < end && isSpace(text.charCodeAt(from))) {
    from++;
  }
  namePattern.lastIndex = from;
  const name = namePattern.exec(text)?.[0];
  if (name === undefined || !known.has(name.toLowerCase())) {
    return undefined;
  }
  const nameEnd = from + name.length;
  const equals = skipBlanks(text, nameEnd, end);
  if (text[equals] !== '=' || equals + 1 >= end) {
    return undefined;
  }
  // A value of blanks only is taken as its last blank.
  const valueStart = Math.min(skipBlanks(text, equals + 1, end), end - 1);
  let valueEnd = end;
  while (valueEnd > valueStart + 1 && isBlank(text.charCodeAt(valueEnd - 1))) {
    valueEnd--;
  }
  return {
    name: name.toLowerCase() as Directive['name'],
    value: text.slice(valueStart, valueEnd),
    span: { start, end },
    nameSpan: { start: from, end: nameEnd },
    valueSpan: { start: valueStart, end: valueEnd },
  };
}

/** Reports what BuildKit refuses of a directive, given those before it; true when there is nothing. */
export function checkDirective(directive: Directive, before: readonly Directive[], report: ProblemSink): boolean {
  const { name, value } = directive;
  if (before.some((other) => other.name === name)) {
    const message = `A second ${name} directive is not allowed; keep one of them.`;
    report('duplicate-directive', 'parse', directive.nameSpan, message);
    return false;
  }
  if (name === 'escape' && value !== '\\' && value !== '`') {
    const message = 'The escape character can only be \\ or `, without quotes and with nothing behind it.';
    report('invalid-escape-directive', 'parse', directive.valueSpan, message);
    return false;
  }
  return true;
}

/** The blanks of Go's regular expressions, without LF, which a line cannot hold. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0c || code === 0x0d;
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) {
    at++;
  }
  return at;
}
