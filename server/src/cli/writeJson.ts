/**
 * Gives a value to `write` as `JSON.stringify` writes it with two spaces, and a line break at the end, in pieces: a
 * report about a large image has megabytes, and nobody needs them in memory at once. Only what JSON has may be in it.
 */
export function writeJson(value: unknown, write: (piece: string) => void): void {
  let text = '';
  const add = (part: string): void => {
    text += part;
    if (text.length > pieceLength) {
      write(text);
      text = '';
    }
  };
  addValue(value, '', add);
  write(`${text}\n`);
}

const pieceLength = 1 << 16;

function addValue(value: unknown, indent: string, add: (part: string) => void): void {
  if (typeof value !== 'object' || value === null || indent.length >= deepest) {
    // A string has no line break of its own: in JSON it is written as \\n.
    add(JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`));
    return;
  }
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  let separator = isList ? '[' : '{';
  const addMember = (name: string, member: unknown): void => {
    add(`${separator}\n${inner}${name}`);
    addValue(member, inner, add);
    separator = ',';
  };
  if (isList) {
    for (const each of value) {
      addMember('', each);
    }
  } else {
    for (const [name, each] of Object.entries(value).filter(([, member]) => member !== undefined)) {
      addMember(`${JSON.stringify(name)}: `, each);
    }
  }
  const isEmpty = separator !== ',';
  add(isEmpty ? (isList ? '[]' : '{}') : `\n${indent}${isList ? ']' : '}'}`);
}

/** Spaces before what is written in one go: report, image, list, and what is in the list. */
const deepest = 8;
