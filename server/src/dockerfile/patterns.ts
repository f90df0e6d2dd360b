/**
 * The shell patterns of `${name#pattern}`, `${name%pattern}` and `${name/pattern/text}` as BuildKit takes them:
 * `*` and `?` match anything but a line break, a backslash (whatever the file's escape character) protects
 * `*`, `?`, `\`, `}` and `/`, there are no bracket classes. Time grows with value times pattern, never worse.
 */

/** A pattern by character: one literal code point, `any` for `?`, `star` for `*`. */
type Piece = number | 'any' | 'star';

/** The value without the shortest prefix (the longest when `greedy`) that matches; undefined when the pattern is invalid. */
export function removePrefix(value: string, pattern: string, greedy: boolean): string | undefined {
  const pieces = compile(codePoints(pattern));
  if (!pieces) {
    return undefined;
  }
  const characters = codePoints(value);
  const found = find(pieces, characters, 0, true, greedy);
  return found ? textOf(characters.slice(found.end)) : value;
}

/** As `removePrefix`, at the end of the value. */
export function removeSuffix(value: string, pattern: string, greedy: boolean): string | undefined {
  const pieces = compile(reversePattern(codePoints(pattern)));
  if (!pieces) {
    return undefined;
  }
  const characters = codePoints(value).reverse();
  const found = find(pieces, characters, 0, true, greedy);
  return found ? textOf(characters.slice(found.end).reverse()) : value;
}

/**
 * The value with the first match (or every match) replaced; undefined when the pattern is invalid.
 * With `all`, `$0` in the replacement stands for the match and `$$` for a dollar sign, other names for nothing.
 */
export function replacePattern(value: string, pattern: string, replacement: string, all: boolean): string | undefined {
  const pieces = compile(codePoints(pattern));
  if (!pieces) {
    return undefined;
  }
  const characters = codePoints(value);
  let result = '';
  let at = 0;
  let from = 0;
  let lastEnd = -1;
  while (from <= characters.length) {
    const found = find(pieces, characters, from, false, true);
    if (!found) {
      break;
    }
    // As in Go, an empty match right behind another match does not count.
    if (found.end > found.start || found.start !== lastEnd) {
      const match = textOf(characters.slice(found.start, found.end));
      result += textOf(characters.slice(at, found.start)) + (all ? fillIn(replacement, match) : replacement);
      at = found.end;
      lastEnd = found.end;
      if (!all) {
        break;
      }
    }
    from = found.end > found.start ? found.end : found.end + 1;
  }
  return result + textOf(characters.slice(at));
}

function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}

function textOf(characters: readonly number[]): string {
  let text = '';
  for (const character of characters) {
    text += String.fromCodePoint(character);
  }
  return text;
}

const backslash = 0x5c;

/** Undefined when a backslash stands before anything that needs none. */
function compile(pattern: readonly number[]): Piece[] | undefined {
  const pieces: Piece[] = [];
  // Go's text/scanner drops a byte order mark at the start.
  for (let at = pattern[0] === 0xfeff ? 1 : 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === 0x2a) {
      pieces.push('star');
    } else if (character === 0x3f) {
      pieces.push('any');
    } else if (character !== backslash) {
      pieces.push(character);
    } else {
      at++;
      const escaped = pattern[at];
      if (escaped === undefined || !'*?\\}/'.includes(String.fromCodePoint(escaped))) {
        return undefined;
      }
      pieces.push(escaped);
    }
  }
  return pieces;
}

/** The pattern from its end to its start, with backslashes still before what they protect. */
function reversePattern(pattern: readonly number[]): number[] {
  const reversed: number[] = [];
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === backslash && at + 1 < pattern.length) {
      reversed.push(pattern[at + 1]!, backslash);
      at++;
    } else {
      reversed.push(pattern[at]!);
    }
  }
  return reversed.reverse();
}

/**
 * The leftmost match at or behind `from` (only at `from` when anchored), and of those the longest or shortest.
 * Follows all places in the pattern at once; for each it remembers the leftmost start that led there.
 */
function find(
  pieces: readonly Piece[],
  value: readonly number[],
  from: number,
  anchored: boolean,
  longest: boolean,
): { start: number; end: number } | undefined {
  let states = new Array<number>(pieces.length + 1).fill(-1);
  let best: { start: number; end: number } | undefined;
  for (let at = from; ; at++) {
    if ((at === from || !anchored) && !best) {
      enter(pieces, states, 0, at);
    }
    const accepted = states[pieces.length]!;
    if (accepted !== -1 && (!best || accepted < best.start || (accepted === best.start && longest))) {
      best = { start: accepted, end: at };
      if (!longest && anchored) {
        return best;
      }
    }
    const nothingLeft = !states.some((start) => start !== -1 && (!best || start <= best.start));
    if (at >= value.length || (nothingLeft && (anchored || best))) {
      return best;
    }
    const next = new Array<number>(pieces.length + 1).fill(-1);
    const character = value[at]!;
    for (let place = 0; place < pieces.length; place++) {
      const start = states[place]!;
      const piece = pieces[place]!;
      if (start === -1 || (best && start > best.start)) {
        continue;
      }
      if (piece === 'star') {
        if (character !== 0x0a) {
          enter(pieces, next, place, start);
        }
      } else if (piece === character || (piece === 'any' && character !== 0x0a)) {
        enter(pieces, next, place + 1, start);
      }
    }
    states = next;
  }
}

/** Marks a place in the pattern as reached, and those behind stars, which may match nothing. */
function enter(pieces: readonly Piece[], states: number[], place: number, start: number): void {
  for (let at = place; ; at++) {
    const known = states[at]!;
    if (known !== -1 && known <= start) {
      return;
    }
    states[at] = start;
    if (pieces[at] !== 'star') {
      return;
    }
  }
}

/** Fills a replacement template as Go's `regexp.Expand` does for a pattern without groups. */
function fillIn(template: string, match: string): string {
  return template.replace(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (_whole, plain?: string, braced?: string) => {
      const name = plain ?? braced;
      return name === undefined ? '$' : name === '0' ? match : '';
    },
  );
}
