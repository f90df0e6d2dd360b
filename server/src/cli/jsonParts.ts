/**
 * A value as `JSON.stringify` writes it with two spaces, and a line break at the end, in parts: a report about a large
 * image has megabytes, and nobody needs them in memory at once. Only what JSON has may be in it, and in place of a list
 * anything that can be walked.
 */
export function* jsonParts(value: unknown): Generator<string> {
  yield* partsOf(value, '');
  yield '\n';
}

function* partsOf(value: unknown, indent: string): Generator<string> {
  if (typeof value !== 'object' || value === null || indent.length >= deepest) {
    // A string has no line break of its own: in JSON it is written as \\n.
    yield JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
    return;
  }
  const isList = Symbol.iterator in value;
  const inner = `${indent}  `;
  let separator = isList ? '[' : '{';
  for (const [name, member] of isList ? unnamed(value as Iterable<unknown>) : Object.entries(value)) {
    if (isList || member !== undefined) {
      yield `${separator}\n${inner}${isList ? '' : `${JSON.stringify(name)}: `}`;
      yield* partsOf(member, inner);
      separator = ',';
    }
  }
  const isEmpty = separator !== ',';
  yield isEmpty ? (isList ? '[]' : '{}') : `\n${indent}${isList ? ']' : '}'}`;
}

function* unnamed(list: Iterable<unknown>): Generator<[string, unknown]> {
  for (const each of list) {
    yield ['', each];
  }
}

/** Spaces before what is written in one go: report, image, list, and what is in the list. */
const deepest = 8;
