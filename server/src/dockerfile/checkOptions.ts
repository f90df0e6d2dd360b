import type { Span } from '../text/span';
import { trimSpaces } from './blanks';
import { isBoolean } from './values/booleans';

/** The options of a `check` directive: which of BuildKit's checks are skipped, and what follows from a warning. */
export interface CheckOptions {
  readonly skipAll: boolean;
  readonly skip: readonly CheckName[];
  readonly experimentalAll: boolean;
  readonly experimental: readonly CheckName[];
  /** True when a warning fails the build. */
  readonly error: boolean;
  /** The first thing that BuildKit refuses, with its place in the value. */
  readonly problem: { readonly span: Span; readonly message: string } | undefined;
}

export interface CheckName {
  readonly name: string;
  readonly span: Span;
}

/**
 * Reads `skip=A,B;experimental=all;error=true`. BuildKit cuts the value at its first space, then at the first two
 * semicolons; an option that it does not know fails the build before anything else is looked at.
 */
export function readCheckOptions(value: string): CheckOptions {
  const options = {
    skipAll: false,
    skip: [] as readonly CheckName[],
    experimentalAll: false,
    experimental: [] as readonly CheckName[],
    error: false,
    problem: undefined as CheckOptions['problem'],
  };
  const space = value.indexOf(' ');
  const { start, end } = trimSpaces(value, 0, space === -1 ? value.length : space);
  if (start === end) {
    return options;
  }
  let from = start;
  for (let part = 0; part < 3 && from <= end && !options.problem; part++) {
    const semicolon = part < 2 ? value.indexOf(';', from) : -1;
    const to = semicolon === -1 || semicolon >= end ? end : semicolon;
    readOption(value, from, to, options);
    from = to + 1;
  }
  return options;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

function readOption(value: string, from: number, to: number, options: Writable<CheckOptions>): void {
  const equals = value.indexOf('=', from);
  const known = 'skip=NAMES, experimental=NAMES and error=true or false, separated by semicolons';
  if (equals === -1 || equals >= to) {
    const message = `This is no option of a check directive; it takes ${known}.`;
    options.problem = { span: from < to ? { start: from, end: to } : { start: 0, end: value.length }, message };
    return;
  }
  const key = trimSpaces(value, from, equals);
  const setting = trimSpaces(value, equals + 1, to);
  const text = value.slice(setting.start, setting.end);
  switch (value.slice(key.start, key.end)) {
    case 'skip':
      options.skipAll ||= text === 'all';
      options.skip = text === 'all' ? options.skip : namesIn(value, setting);
      break;
    case 'experimental':
      options.experimentalAll ||= text === 'all';
      options.experimental = text === 'all' ? options.experimental : namesIn(value, setting);
      break;
    case 'error':
      if (isBoolean(text)) {
        options.error = /^[1tT]/.test(text);
      } else {
        options.problem = { span: { start: from, end: to }, message: 'error is true or false.' };
      }
      break;
    default: {
      const message = `This is no option of a check directive; it takes ${known}.`;
      options.problem = { span: key.start < key.end ? key : { start: from, end: to }, message };
    }
  }
}

function namesIn(value: string, { start, end }: Span): CheckName[] {
  const names: CheckName[] = [];
  for (let from = start; from <= end; ) {
    const comma = value.indexOf(',', from);
    const to = comma === -1 || comma >= end ? end : comma;
    const span = trimSpaces(value, from, to);
    names.push({ name: value.slice(span.start, span.end), span });
    from = to + 1;
  }
  return names;
}
