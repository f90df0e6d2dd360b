/**
 * A value as `JSON.stringify` writes it with two spaces, and a line break at the end, in pieces: a report about a large
 * image has megabytes, and nobody needs them in memory at once. Only what JSON has may be in it.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  let text = '';
  for (const part of parts(value, '')) {
    text += part;
    if (text.length > pieceLength) {
      yield text;
      text = '';
    }
  }
  yield `${text}\n`;
}

const pieceLength = 1 << 16;

function* parts(value: unknown, indent: string): Generator<string> {
  if (typeof value !== 'object' || value === null || indent.length >= deepest) {
    // A string has no line break of its own: in JSON it is written as \\n.
    yield JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
    return;
  }
  const isList = Array.isArray(value);
  const members = isList
    ? value.map((each) => ['', each] as const)
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([name, each]) => [`${JSON.stringify(name)}: `, each] as const);
  const inner = `${indent}  `;
  let separator = isList ? '[' : '{';
  for (const [name, each] of members) {
    yield `${separator}\n${inner}${name}`;
    yield* parts(each, inner);
    separator = ',';
  }
  yield members.length === 0 ? (isList ? '[]' : '{}') : `\n${indent}${isList ? ']' : '}'}`;
}

/** Spaces before what is written in one go: report, image, list, and what is in the list. */
const deepest = 8;
