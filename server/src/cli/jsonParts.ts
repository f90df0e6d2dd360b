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
    yield indented(JSON.stringify(value, null, 2), indent);
    return;
  }
  const isList = Symbol.iterator in value;
  const inner = `${indent}  `;
  const parts = isList ? listParts(value as Iterable<unknown>, inner) : memberParts(value, inner);
  let isEmpty = true;
  for (const part of parts) {
    if (isEmpty) {
      yield isList ? '[' : '{';
      isEmpty = false;
    }
    yield part;
  }
  yield isEmpty ? (isList ? '[]' : '{}') : `\n${indent}${isList ? ']' : '}'}`;
}

function* memberParts(value: object, indent: string): Generator<string> {
  let separator = '';
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) {
      yield `${separator}\n${indent}${JSON.stringify(name)}: `;
      yield* partsOf(member, indent);
      separator = ',';
    }
  }
}

function* listParts(list: Iterable<unknown>, indent: string): Generator<string> {
  let separator = '';
  if (indent.length < deepest) {
    for (const each of list) {
      yield `${separator}\n${indent}`;
      yield* partsOf(each, indent);
      separator = ',';
    }
    return;
  }
  // Several at once: a generator for each would take longer than its text.
  let some: unknown[] = [];
  const textOfSome = (): string => {
    // Without the brackets around them; their lines have two spaces already.
    const text = JSON.stringify(some, null, 2).slice(1, -2);
    some = [];
    return indented(text, indent.slice(2));
  };
  for (const each of list) {
    if (some.push(each) === mostAtOnce) {
      yield separator + textOfSome();
      separator = ',';
    }
  }
  if (some.length > 0) {
    yield separator + textOfSome();
  }
}

/** A text with spaces before each of its lines but the first. No string in JSON has a line break of its own. */
function indented(text: string, indent: string): string {
  return text.replaceAll('\n', `\n${indent}`);
}

const mostAtOnce = 64;

/** Spaces before what is written in one go: report, image, list, and what is in the list. */
const deepest = 8;
