import { anyText, isKnown, matchesName, regexOf } from './symbols';

/** Long texts under many wildcards are left alone, so that no script can make this slow. */
function canEdit(value: string | undefined, pattern: string): value is string {
  return value !== undefined && isKnown(value) && value.length <= 200 && pattern.length <= 50;
}

/** The value without what a pattern takes of its beginning (`#`) or end (`%`); undefined when that cannot be told. */
export function trimmed(value: string | undefined, pattern: string, operator: '#' | '##' | '%' | '%%') {
  if (!canEdit(value, pattern)) {
    return undefined;
  }
  const atStart = operator[0] === '#';
  const longest = operator.length === 2;
  for (let i = 0; i <= value.length; i++) {
    const length = longest ? value.length - i : i;
    const piece = atStart ? value.slice(0, length) : value.slice(value.length - length);
    if (matchesName(pattern, piece, true)) {
      return atStart ? value.slice(length) : value.slice(0, value.length - length);
    }
  }
  return value;
}

/** The value with another text in the place of what a pattern takes, as `/`, `//`, `/#` and `/%` do it. */
export function replaced(value: string | undefined, pattern: string, replacement: string, operator: string) {
  if (!canEdit(value, pattern) || pattern.split(anyText).length > 3) {
    return undefined;
  }
  const source = `${operator === '/#' ? '^' : ''}${regexOf(pattern)}${operator === '/%' ? '$' : ''}`;
  return value.replace(new RegExp(source, operator === '//' ? 'g' : ''), () => replacement);
}

/** A part of the value: negative numbers count from its end. */
export function sliced(value: string | undefined, offset: number | undefined, length: number | undefined | 'rest') {
  if (value === undefined || !isKnown(value) || offset === undefined || length === undefined) {
    return undefined;
  }
  return value.slice(...rangeOf(value.length, offset, length));
}

/** Some elements in a row, joined by blanks. */
export function slicedElements(
  elements: readonly string[],
  offset: number | undefined,
  length: number | undefined | 'rest',
) {
  return offset === undefined || length === undefined
    ? undefined
    : elements.slice(...rangeOf(elements.length, offset, length)).join(' ');
}

function rangeOf(all: number, offset: number, length: number | 'rest'): [number, number] {
  const start = offset < 0 ? Math.max(all + offset, 0) : offset;
  return [start, length === 'rest' ? all : length < 0 ? all + length : start + length];
}

/** The value in large (`^`) or small (`,`) letters, the first one alone or all of them. */
export function recased(value: string | undefined, operator: string) {
  if (value === undefined || !isKnown(value)) {
    return undefined;
  }
  const change = (text: string) => (operator[0] === '^' ? text.toUpperCase() : text.toLowerCase());
  return operator.length === 2 ? change(value) : change(value.slice(0, 1)) + value.slice(1);
}
