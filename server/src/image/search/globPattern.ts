import {
  anything,
  type CharacterSet,
  complement,
  literal,
  type PatternProblem,
  type PatternTree,
  unionOf,
  withBothCases,
} from './pattern';

/**
 * Reads a glob: `*` and `?` stay within a name, `**` goes over folders, `[a-z]` and `[!a-z]` are one character,
 * `{a,b}` is a choice, `\` takes the next character as it is. Without a `/` it is about the last name of a path, with
 * one about the whole path. Never throws.
 */
export function parseGlob(source: string, ignoresCase: boolean): PatternTree | PatternProblem {
  const isPath = source.includes('/');
  const parser = new GlobParser(isPath ? source.replace(/^\/?/, '/') : source, ignoresCase);
  const tree = parser.parse();
  if ('problem' in tree) {
    return tree;
  }
  const start: readonly PatternTree[] = isPath ? [{ kind: 'start' }] : [literal('/')];
  return { kind: 'sequence', parts: [...start, tree, { kind: 'end' }] };
}

const slash: CharacterSet = [[0x2f, 0x2f]];
const withinName: PatternTree = { kind: 'set', set: complement(slash) };
const many = (part: PatternTree): PatternTree => ({ kind: 'repeat', part, least: 0, most: Number.POSITIVE_INFINITY });
const anyFolders: PatternTree = {
  kind: 'choice',
  parts: [{ kind: 'empty' }, { kind: 'sequence', parts: [many({ kind: 'set', set: anything }), literal('/')] }],
};
const deepest = 50;

class GlobParser {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly ignoresCase: boolean,
  ) {}

  parse(): PatternTree | PatternProblem {
    const tree = this.alternatives(0);
    return tree ?? { problem: 'The pattern has too many "{" inside each other.' };
  }

  /** What stands up to the end of the pattern, or within braces up to the brace that closes them. */
  private alternatives(depth: number): PatternTree | undefined {
    if (depth > deepest) {
      return undefined;
    }
    const choices: PatternTree[] = [];
    let parts: PatternTree[] = [];
    while (this.at < this.source.length) {
      const char = this.source[this.at]!;
      if (depth > 0 && (char === ',' || char === '}')) {
        this.at++;
        choices.push({ kind: 'sequence', parts });
        parts = [];
        if (char === '}') {
          return { kind: 'choice', parts: choices };
        }
        continue;
      }
      const part = this.part(depth);
      if (!part) {
        return undefined;
      }
      parts.push(part);
    }
    return { kind: 'choice', parts: [...choices, { kind: 'sequence', parts }] };
  }

  private part(depth: number): PatternTree | undefined {
    const { source } = this;
    const char = source[this.at++]!;
    switch (char) {
      case '*':
        return this.stars();
      case '?':
        return withinName;
      case '[':
        return this.characterClass() ?? literal(char);
      case '{':
        // A brace that nothing closes is a character like others.
        return source.includes('}', this.at) ? this.alternatives(depth + 1) : literal(char);
      case '\\':
        return literal(source[this.at++] ?? char);
      default:
        return literal(char);
    }
  }

  private stars(): PatternTree {
    if (this.source[this.at] !== '*') {
      return many(withinName);
    }
    while (this.source[this.at] === '*') {
      this.at++;
    }
    if (this.source[this.at] === '/') {
      this.at++;
      return anyFolders;
    }
    return many({ kind: 'set', set: anything });
  }

  private characterClass(): PatternTree | undefined {
    const match = /^\[([!^]?)(\]?[^\]]*)\]/.exec(this.source.slice(this.at - 1));
    if (!match || match[2] === '') {
      return undefined;
    }
    this.at += match[0].length - 1;
    const ranges: [number, number][] = [];
    const members = match[2]!;
    for (let i = 0; i < members.length; i++) {
      const first = members.charCodeAt(i);
      const isRange = members[i + 1] === '-' && i + 2 < members.length;
      const last = isRange ? members.charCodeAt(i + 2) : first;
      if (first <= last) {
        ranges.push([first, last]);
      }
      i += isRange ? 2 : 0;
    }
    const set = this.ignoresCase ? withBothCases(unionOf(ranges)) : unionOf(ranges);
    return { kind: 'set', set: match[1] === '' ? set : complement(unionOf([...set, ...slash])) };
  }
}
