import { decodeName, encodeName, isUtf8 } from '../names';

/** What names a disk takes. */
export interface NameRules {
  /** `A` and `a` are one name, and so are two ways to write `é`. */
  readonly ignoresCase: boolean;
  /** Windows: reserved device names, forbidden characters, no dot or space at the end. */
  readonly isWindows: boolean;
  /** The most bytes of one name. */
  readonly longest: number;
}

/**
 * The names under which the entries of one folder are written, in the order given. The same names give the same
 * result every time. A name becomes one component: never empty, `.` or `..`, without a separator, a NUL or more bytes
 * than a disk takes. Bytes that are not UTF-8 are written as `%` and two hexadecimal digits. Of names that are one
 * name on this disk the first one stays, the others get `~2`, `~3`, … before the file extension.
 */
export function targetNames(names: readonly Uint8Array[], rules: NameRules): string[] {
  const taken = new Set<string>();
  const wanted = names.map((name) => targetName(name, rules));
  // Who has the name by right keeps it: `a~2` of the image is not pushed aside by a renamed `a`.
  const rightful = new Set(wanted.map((name) => keyOf(name, rules)));
  return wanted.map((name) => {
    let free = name;
    for (let number = 2; taken.has(keyOf(free, rules)); number++) {
      const next = numbered(name, number);
      free = rightful.has(keyOf(next, rules)) ? free : next;
    }
    taken.add(keyOf(free, rules));
    return free;
  });
}

/** One name as one component of a path, without regard to its neighbours. */
export function targetName(name: Uint8Array, { isWindows, longest }: NameRules): string {
  let text = isUtf8(name) ? decodeName(name) : escaped(name);
  text = text.replace(isWindows ? forbiddenOnWindows : forbiddenAnywhere, '_');
  if (isWindows) {
    text = text.replace(/[. ]+$/, (end) => '_'.repeat(end.length));
    text = text.replace(reservedOnWindows, '$1_');
  }
  if (text === '' || text === '.' || text === '..') {
    return '_'.repeat(text.length + 1);
  }
  return shortened(text, longest);
}

const forbiddenAnywhere = /[/\0]/g;
const forbiddenOnWindows = /[/\\<>:"|?*\0-\x1f]/g;
const reservedOnWindows = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)/i;

function keyOf(name: string, { ignoresCase }: NameRules): string {
  return ignoresCase ? name.normalize('NFC').toUpperCase().toLowerCase() : name;
}

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const end = dot > 0 ? dot : name.length;
  return `${name.slice(0, end)}~${number}${name.slice(end)}`;
}

/** ASCII as it is, everything else as `%` and two digits: readable, and different for different bytes. */
function escaped(name: Uint8Array): string {
  return Array.from(name, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`,
  ).join('');
}

function shortened(text: string, most: number): string {
  if (encodeName(text).length <= most) {
    return text;
  }
  let result = '';
  let length = 0;
  for (const char of text) {
    length += encodeName(char).length;
    if (length > most) {
      break;
    }
    result += char;
  }
  return result;
}
