import type { Span } from '../text/span';

/** An ignore file of a build context, taken apart. */
export interface IgnoreFile {
  /** In file order; comments and blank lines are none. */
  readonly patterns: readonly IgnorePattern[];
  /** Lines that BuildKit refuses, which fails the build. */
  readonly refused: readonly IgnorePattern[];
  /**
   * The line that keeps a path out of the build context, undefined when the path is in it.
   * `path` is relative to the root of the context, with `/` between its parts.
   */
  decide(path: string): IgnorePattern | undefined;
  /** True when a line that takes something back may concern the path or what is below it. */
  mayTakeBack(path: string): boolean;
}

/** A line of an ignore file. */
export interface IgnorePattern {
  /** 0-based. */
  readonly line: number;
  /** Where `written` stands, in UTF-16 units. */
  readonly span: Span;
  /** As written, without the blanks around it. */
  readonly written: string;
  /** Cleaned, without `!` and without a leading slash. */
  readonly pattern: string;
  /** True behind a `!`, which takes a path back in. */
  readonly exception: boolean;
}

/**
 * Reads a `.dockerignore` as BuildKit does: `#` begins a comment only in the first column, blanks around a pattern are
 * dropped, `.` and `..` are resolved, and a pattern that matches a folder holds for all below. The last line that
 * matches decides. Never fails; lines that BuildKit refuses match nothing here.
 */
export function readDockerignore(text: string): IgnoreFile {
  const patterns: IgnorePattern[] = [];
  const refused: IgnorePattern[] = [];
  const start = text.startsWith('\ufeff') ? 1 : 0;
  let offset = start;
  for (const [line, content] of text.slice(start).split('\n').entries()) {
    const written = content.startsWith('#') ? '' : content.trim();
    const at = offset + content.length - content.trimStart().length;
    offset += content.length + 1;
    if (written === '') {
      continue;
    }
    const exception = written.startsWith('!');
    const pattern = cleanPath(exception ? written.slice(1).trim() : written).replace(/^\/(?=.)/, '');
    const read = { line, span: { start: at, end: at + written.length }, written, pattern, exception };
    (isWellFormed(pattern) && !(exception && written.length === 1) ? patterns : refused).push(read);
  }
  const tests = new Map<IgnorePattern, (path: string) => boolean>();
  const matches = (pattern: IgnorePattern, path: string): boolean => {
    let test = tests.get(pattern);
    if (!test) {
      test = compilePattern(pattern.pattern);
      tests.set(pattern, test);
    }
    return test(path);
  };
  return {
    patterns,
    refused,
    decide: (path) => {
      const levels = levelsOf(cleanPath(path).replace(/^\//, ''));
      let decided: IgnorePattern | undefined;
      for (const pattern of patterns) {
        // A line of the kind that is in force already changes nothing.
        const isOpen = pattern.exception === (decided !== undefined);
        if (isOpen && levels.some((level) => matches(pattern, level))) {
          decided = pattern.exception ? undefined : pattern;
        }
      }
      return decided;
    },
    mayTakeBack: (path) => {
      const root = cleanPath(path).replace(/^\//, '');
      return patterns.some(({ exception, pattern }) => exception && mayConcern(pattern, root));
    },
  };
}

/** A path and the folders it lies in, the outermost first. */
function levelsOf(path: string): string[] {
  const levels: string[] = [];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    levels.push(path.slice(0, at));
  }
  return [...levels, path];
}

/** Resolves `.`, `..` and repeated slashes by the text alone; an empty path is `.`. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') {
      parts.pop();
    } else if (part !== '' && part !== '.' && !(part === '..' && rooted)) {
      parts.push(part);
    }
  }
  return rooted ? `/${parts.join('/')}` : parts.join('/') || '.';
}

/** True when what a pattern takes back can be the path, lie below it or hold it. */
function mayConcern(pattern: string, path: string): boolean {
  const wild = pattern.search(/[*?[\\]/);
  const fixed = wild === -1 ? pattern : pattern.slice(0, wild);
  return path === '.' || path === '' || fixed.startsWith(`${path}/`) || `${path}/`.startsWith(fixed) || fixed === path;
}

/** Go's `filepath.Match` refuses an unfinished class or escape. */
export function isWellFormed(pattern: string): boolean {
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '\\') {
      at++;
      if (at === pattern.length) {
        return false;
      }
    } else if (pattern[at] === '[') {
      const end = classEnd(pattern, at);
      if (end === -1) {
        return false;
      }
      at = end;
    }
  }
  return true;
}

/** The closing bracket of the class that opens at `start`; -1 when it has no members or no end. */
function classEnd(pattern: string, start: number): number {
  let at = pattern[start + 1] === '^' ? start + 2 : start + 1;
  const first = at;
  while (at < pattern.length && (pattern[at] !== ']' || at === first)) {
    if (at === first && (pattern[at] === ']' || pattern[at] === '-')) {
      return -1;
    }
    at += pattern[at] === '\\' ? 2 : 1;
  }
  return at < pattern.length ? at : -1;
}

type Step =
  | { readonly kind: 'unit'; readonly takes: (unit: string) => boolean }
  /** `many` takes any number of units in a folder, `deep` of any; `inside` goes on to the next slash. */
  | { readonly kind: 'many' | 'deep' | 'folders' | 'inside' };

/**
 * A test for one pattern: `*` and `?` stay within a folder, `**` does not, classes are as in Go. Takes linear time.
 * What is not well formed takes nothing.
 */
export function compilePattern(pattern: string): (path: string) => boolean {
  if (!isWellFormed(pattern)) {
    return () => false;
  }
  // BuildKit compares only the end where nothing else than two stars in front is special.
  if (/^\*\*[^*?[\]\\/]*$/.test(pattern)) {
    return (path) => path.endsWith(pattern.slice(2));
  }
  const steps = stepsOf(pattern);
  const { start, end } = fixedEnds(pattern);
  return (path) => {
    // Nearly all paths end here, without the sets below.
    if (!path.startsWith(start) || !path.endsWith(end)) {
      return false;
    }
    let states = open(new Set([0]), steps);
    for (const unit of path) {
      const next = new Set<number>();
      for (const at of states) {
        advance(steps[at], at, unit, next);
      }
      if (next.size === 0) {
        return false;
      }
      states = open(next, steps);
    }
    return states.has(steps.length);
  };
}

/** What every path that the pattern takes begins and ends with. */
function fixedEnds(pattern: string): { readonly start: string; readonly end: string } {
  const start = /^[^*?[\]\\]*/.exec(pattern)![0];
  // The slash behind two stars need not be there.
  const end = pattern.includes('\\') ? '' : /(?:^|[*?\]]\/?)([^*?[\]]*)$/.exec(pattern)![1]!;
  return { start, end };
}

function stepsOf(pattern: string): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const unit = pattern[at]!;
    if (unit === '*' && pattern[at + 1] === '*') {
      at += pattern[at + 2] === '/' ? 2 : 1;
      steps.push(...(at + 1 === pattern.length ? [deep] : [folders, inside]));
    } else if (unit === '*') {
      steps.push(many);
    } else if (unit === '?') {
      steps.push({ kind: 'unit', takes: (each) => each !== '/' });
    } else if (unit === '[') {
      const end = classEnd(pattern, at);
      steps.push({ kind: 'unit', takes: classTest(pattern.slice(at + 1, end)) });
      at = end;
    } else {
      const literal = unit === '\\' ? pattern[++at]! : String.fromCodePoint(pattern.codePointAt(at)!);
      at += literal.length - 1;
      steps.push({ kind: 'unit', takes: (each) => each === literal });
    }
  }
  return steps;
}

const many: Step = { kind: 'many' };
const deep: Step = { kind: 'deep' };
const folders: Step = { kind: 'folders' };
const inside: Step = { kind: 'inside' };

/** Adds the steps that can be reached without taking a unit. */
function open(states: Set<number>, steps: readonly Step[]): Set<number> {
  // A set goes on to what is added while it is walked through.
  for (const at of states) {
    const kind = steps[at]?.kind;
    if (kind === 'many' || kind === 'deep') {
      states.add(at + 1);
    } else if (kind === 'folders') {
      states.add(at + 1).add(at + 2);
    }
  }
  return states;
}

function advance(step: Step | undefined, at: number, unit: string, next: Set<number>): void {
  switch (step?.kind) {
    case 'unit':
      if (step.takes(unit)) {
        next.add(at + 1);
      }
      break;
    case 'many':
      if (unit !== '/') {
        next.add(at);
      }
      break;
    case 'deep':
      next.add(at);
      break;
    case 'inside':
      next.add(at);
      if (unit === '/') {
        next.add(at + 1);
      }
      break;
  }
}

/** A test for the members of a class such as `^a-z_`. */
function classTest(members: string): (unit: string) => boolean {
  const negated = members.startsWith('^');
  const units: { readonly text: string; readonly plain: boolean }[] = [];
  for (const [, backslash, unit] of members.slice(negated ? 1 : 0).matchAll(/(\\?)([\s\S])/gu)) {
    units.push({ text: unit!, plain: backslash === '' });
  }
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < units.length; at++) {
    const isRange = units[at + 1]?.text === '-' && units[at + 1]!.plain && at + 2 < units.length;
    ranges.push([units[at]!.text, units[isRange ? at + 2 : at]!.text]);
    at += isRange ? 2 : 0;
  }
  return (unit) => ranges.some(([low, high]) => unit >= low && unit <= high) !== negated;
}
