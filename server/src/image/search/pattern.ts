/**
 * What a pattern means, as a tree. Patterns of all three kinds become one, and the tree an automaton that looks at
 * each character once: no pattern, however it is written, makes a search take long.
 */
export type PatternTree =
  | { readonly kind: 'empty' }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternTree[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternTree[] }
  | { readonly kind: 'repeat'; readonly part: PatternTree; readonly least: number; readonly most: number };

/** Ranges of UTF-16 units, both ends included, in order and apart from each other. */
export type CharacterSet = readonly (readonly [number, number])[];

/** Why a pattern cannot be used: one sentence for the user. */
export interface PatternProblem {
  readonly problem: string;
}

export const lastUnit = 0xffff;
export const anything: CharacterSet = [[0, lastUnit]];

/** The units that a set lacks. */
export function complement(set: CharacterSet): CharacterSet {
  const result: [number, number][] = [];
  let from = 0;
  for (const [first, last] of set) {
    if (first > from) {
      result.push([from, first - 1]);
    }
    from = last + 1;
  }
  return from <= lastUnit ? [...result, [from, lastUnit]] : result;
}

/** Puts ranges into order and joins those that touch. */
export function unionOf(ranges: CharacterSet): CharacterSet {
  const result: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = result.at(-1);
    if (before && first <= before[1] + 1) {
      before[1] = Math.max(before[1], last);
    } else {
      result.push([first, last]);
    }
  }
  return result;
}

export function literal(text: string): PatternTree {
  const parts = Array.from({ length: text.length }, (_, i): PatternTree => {
    const unit = text.charCodeAt(i);
    return { kind: 'set', set: [[unit, unit]] };
  });
  return { kind: 'sequence', parts };
}

/** A set with both cases of everything in it. */
export function withBothCases(set: CharacterSet): CharacterSet {
  const others: [number, number][] = [];
  for (const [first, last] of set) {
    for (let unit = first; unit <= last; unit++) {
      others.push([otherCase(unit), otherCase(unit)]);
    }
  }
  return unionOf([...set, ...others]);
}

/** The unit in the other case, itself where it has none or one of another length. */
export function otherCase(unit: number): number {
  otherCases ??= Uint16Array.from({ length: lastUnit + 1 }, (_, each) => computeOtherCase(each));
  return otherCases[unit]!;
}

let otherCases: Uint16Array | undefined;

function computeOtherCase(unit: number): number {
  const char = String.fromCharCode(unit);
  const lower = char.toLowerCase();
  const other = lower === char ? char.toUpperCase() : lower;
  return other.length === 1 ? other.charCodeAt(0) : unit;
}
