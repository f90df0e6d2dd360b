import {
  type CharacterSet,
  complement,
  type PatternProblem,
  type PatternTree,
  unionOf,
  withBothCases,
} from './pattern';

/**
 * Reads a regular expression in JavaScript's words, without what needs more than one look at a character:
 * references back, looking ahead or behind, word boundaries. Never throws.
 */
export function parseRegexp(source: string, ignoresCase: boolean): PatternTree | PatternProblem {
  const parser = new RegexpParser(source, ignoresCase);
  try {
    return parser.parse();
  } catch (error) {
    if (error instanceof Unusable) {
      return { problem: error.message };
    }
    throw error;
  }
}

class Unusable extends Error {}

/** Groups inside groups. */
const deepest = 200;
const mostRepeats = 1000;

class RegexpParser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly source: string,
    private readonly ignoresCase: boolean,
  ) {}

  parse(): PatternTree {
    const tree = this.choice();
    if (this.at < this.source.length) {
      throw new Unusable('The pattern has a ")" without a "(" before it.');
    }
    return tree;
  }

  private choice(): PatternTree {
    const parts = [this.sequence()];
    while (this.take('|')) {
      parts.push(this.sequence());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  private sequence(): PatternTree {
    const parts: PatternTree[] = [];
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at]!)) {
      parts.push(this.repeated(this.atom()));
    }
    return { kind: 'sequence', parts };
  }

  private repeated(part: PatternTree): PatternTree {
    const bounds = this.bounds();
    if (!bounds) {
      return part;
    }
    if (part.kind === 'start' || part.kind === 'end') {
      throw new Unusable('The pattern repeats "^" or "$", which means nothing.');
    }
    // Whether it takes much or little makes no difference to whether it matches.
    this.take('?');
    if (this.bounds()) {
      throw new Unusable('The pattern has two repetitions in a row.');
    }
    const [least, most] = bounds;
    if (least > mostRepeats || (most !== Number.POSITIVE_INFINITY && most > mostRepeats)) {
      throw new Unusable(`The pattern repeats something more than ${mostRepeats} times.`);
    }
    if (least > most) {
      throw new Unusable('The pattern has a repetition whose numbers are out of order.');
    }
    return { kind: 'repeat', part, least, most };
  }

  private bounds(): readonly [number, number] | undefined {
    if (this.take('*')) {
      return [0, Number.POSITIVE_INFINITY];
    }
    if (this.take('+')) {
      return [1, Number.POSITIVE_INFINITY];
    }
    if (this.take('?')) {
      return [0, 1];
    }
    const match = /^\{(\d{1,6})(,(\d{0,6}))?\}/.exec(this.source.slice(this.at, this.at + 20));
    if (!match) {
      return undefined;
    }
    this.at += match[0].length;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
    return [least, most];
  }

  private atom(): PatternTree {
    const char = this.source[this.at++]!;
    switch (char) {
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '.':
        return { kind: 'set', set: dot };
      case '(':
        return this.group();
      case '[':
        return { kind: 'set', set: this.characterClass() };
      case '\\':
        return { kind: 'set', set: this.escape(false) };
      case '*':
      case '+':
      case '?':
        throw new Unusable(`The pattern has a "${char}" with nothing before it to repeat.`);
      default:
        return { kind: 'set', set: single(char.charCodeAt(0)) };
    }
  }

  private group(): PatternTree {
    if (this.take('?')) {
      const match = /^(?::|<[A-Za-z_]\w*>)/.exec(this.source.slice(this.at, this.at + 200));
      if (!match) {
        throw new Unusable(
          'Patterns that look ahead or behind are not understood; write it without "(?=", "(?!" or "(?<".',
        );
      }
      this.at += match[0].length;
    }
    if (++this.depth > deepest) {
      throw new Unusable('The pattern has too many groups inside each other.');
    }
    const tree = this.choice();
    this.depth--;
    if (!this.take(')')) {
      throw new Unusable('The pattern has a "(" without a ")".');
    }
    return tree;
  }

  private characterClass(): CharacterSet {
    const isNegated = this.take('^');
    const ranges: [number, number][] = [];
    while (!this.take(']')) {
      if (this.at >= this.source.length) {
        throw new Unusable('The pattern has a "[" without a "]".');
      }
      const first = this.member();
      const isRange = this.source[this.at] === '-' && ![']', undefined].includes(this.source[this.at + 1]);
      if (!isRange) {
        ranges.push(...first.map(([from, to]): [number, number] => [from, to]));
        continue;
      }
      this.at++;
      const last = this.member();
      if (!isSingle(first) || !isSingle(last)) {
        throw new Unusable('The pattern has a range such as "a-\\d" that is none.');
      }
      if (first[0]![0] > last[0]![0]) {
        throw new Unusable('The pattern has a range whose ends are out of order.');
      }
      ranges.push([first[0]![0], last[0]![0]]);
    }
    const set = this.ignoresCase ? withBothCases(unionOf(ranges)) : unionOf(ranges);
    return isNegated ? complement(set) : set;
  }

  private member(): CharacterSet {
    const char = this.source[this.at++]!;
    return char === '\\' ? this.escape(true) : single(char.charCodeAt(0));
  }

  private escape(inClass: boolean): CharacterSet {
    const char = this.source[this.at++];
    if (char === undefined) {
      throw new Unusable('The pattern ends with a "\\"; write "\\\\" for that character.');
    }
    const named = namedSets[char.toLowerCase()];
    if (named) {
      return char === char.toLowerCase() ? named : complement(named);
    }
    const hex = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(this.source.slice(this.at - 1, this.at + 4));
    if (hex) {
      this.at += hex[0].length - 1;
      return single(Number.parseInt(hex[1] ?? hex[2]!, 16));
    }
    const control = controls[char];
    if (control !== undefined) {
      return single(control);
    }
    if (inClass && char === 'b') {
      return single(8);
    }
    if (/[1-9]/.test(char) || (char === 'k' && this.source[this.at] === '<')) {
      throw new Unusable('References to groups are not understood; write out what is meant.');
    }
    if (char === 'b' || char === 'B') {
      throw new Unusable('Word boundaries are not understood; write "/" or "[^a-z]" for what stands beside the word.');
    }
    return single(char.charCodeAt(0));
  }

  private take(char: string): boolean {
    if (this.source[this.at] !== char) {
      return false;
    }
    this.at++;
    return true;
  }
}

const single = (unit: number): CharacterSet => [[unit, unit]];
const isSingle = (set: CharacterSet): boolean => set.length === 1 && set[0]![0] === set[0]![1];
const lineBreaks: CharacterSet = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];
const dot = complement(lineBreaks);
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0 };
const namedSets: Readonly<Record<string, CharacterSet>> = {
  d: [[0x30, 0x39]],
  w: [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x5f, 0x5f],
    [0x61, 0x7a],
  ],
  s: unionOf([
    [0x09, 0x0d],
    [0x20, 0x20],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
    [0xfeff, 0xfeff],
  ]),
};
