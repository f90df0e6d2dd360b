import { type CharacterSet, lastUnit, otherCase, type PatternProblem, type PatternTree } from './pattern';

/**
 * A pattern made ready for matching. States are small integers; a text is matched from `start` by giving each of its
 * UTF-16 units to `next`, so what two texts begin with in common needs to be looked at only once.
 */
export interface Automaton {
  readonly start: number;
  /** The state after one more unit; `undefined` when the pattern has become too much to keep in memory. */
  next(state: number, unit: number): number | undefined;
  /** True when something that matches ends here. */
  accepts(state: number): boolean;
  /** True when something that matches ends here, if the text ends here too. */
  acceptsAtEnd(state: number): boolean;
}

/** Steps of a pattern after its repetitions are written out, and states and their steps that are kept. */
const mostSteps = 20_000;
const mostStates = 10_000;
const mostStepsKept = 5_000_000;

export const tooMuch: PatternProblem = { problem: 'The pattern is too much to search for; make it simpler.' };

/**
 * Makes an automaton that finds the pattern anywhere in a text (Thompson's construction, with sets of its states as
 * states of their own, made when they are first met). The time to match grows with the text only.
 */
export function compilePattern(tree: PatternTree, ignoresCase: boolean): Automaton | PatternProblem {
  const steps = new StepList();
  const first = steps.compile(tree);
  return first === undefined ? tooMuch : new LazyAutomaton(steps.steps, first, ignoresCase);
}

type Step =
  | { readonly kind: 'set'; readonly set: CharacterSet; readonly next: number }
  | { readonly kind: 'fork'; readonly next: number; other: number }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'match' };

/** Builds steps from the end to the beginning, so that each one knows what follows it. */
class StepList {
  readonly steps: Step[] = [{ kind: 'match' }];

  /** The first step, undefined when there are too many. */
  compile(tree: PatternTree): number | undefined {
    const first = this.before(tree, 0);
    return this.steps.length > mostSteps ? undefined : first;
  }

  private add(step: Step): number {
    return this.steps.push(step) - 1;
  }

  /** Adds a tree before the step `next` and returns its first step. */
  private before(tree: PatternTree, next: number): number {
    if (this.steps.length > mostSteps) {
      return next;
    }
    switch (tree.kind) {
      case 'empty':
        return next;
      case 'start':
      case 'end':
        return this.add({ kind: tree.kind, next });
      case 'set':
        return this.add({ kind: 'set', set: tree.set, next });
      case 'sequence':
        return tree.parts.reduceRight((after, part) => this.before(part, after), next);
      case 'choice':
        return tree.parts
          .map((part) => this.before(part, next))
          .reduceRight((other, first) => this.add({ kind: 'fork', next: first, other }));
      case 'repeat':
        return this.repeat(tree.part, tree.least, tree.most, next);
    }
  }

  private repeat(part: PatternTree, least: number, most: number, next: number): number {
    let first = next;
    if (most === Number.POSITIVE_INFINITY) {
      const fork: Step = { kind: 'fork', next, other: next };
      first = this.add(fork);
      fork.other = this.before(part, first);
    } else {
      for (let i = least; i < most && this.steps.length <= mostSteps; i++) {
        first = this.add({ kind: 'fork', next, other: this.before(part, first) });
      }
    }
    for (let i = 0; i < least && this.steps.length <= mostSteps; i++) {
      first = this.before(part, first);
    }
    return first;
  }
}

class LazyAutomaton implements Automaton {
  readonly start: number;
  private readonly ids = new Map<string, number>();
  private readonly sets: (readonly number[])[] = [];
  private readonly flags: number[] = [];
  /** By state and class of units: the next state plus one, 0 where nobody has been yet. */
  private readonly table: Uint32Array[] = [];
  private readonly classes: UnitClasses;
  private readonly seen: Uint32Array;
  private stamp = 0;
  private stepsKept = 0;

  constructor(
    private readonly steps: readonly Step[],
    private readonly first: number,
    ignoresCase: boolean,
  ) {
    this.classes = new UnitClasses(steps, ignoresCase);
    this.seen = new Uint32Array(steps.length);
    this.start = this.stateOf(this.closureOf([first], true))!;
  }

  next(state: number, unit: number): number | undefined {
    const unitClass = this.classes.of(unit);
    const known = this.table[state]![unitClass]!;
    if (known !== 0) {
      return known - 1;
    }
    const representative = this.classes.representativeOf(unitClass);
    const after = this.sets[state]!.flatMap((each) => {
      const step = this.steps[each]!;
      return step.kind === 'set' && contains(step.set, representative) ? [step.next] : [];
    });
    // What is looked for may begin at any place.
    const next = this.stateOf(this.closureOf([...after, this.first], false));
    if (next !== undefined) {
      this.table[state]![unitClass] = next + 1;
    }
    return next;
  }

  accepts(state: number): boolean {
    return (this.flags[state]! & 1) !== 0;
  }

  acceptsAtEnd(state: number): boolean {
    return this.flags[state]! !== 0;
  }

  private stateOf(set: readonly number[]): number | undefined {
    const key = set.join();
    const known = this.ids.get(key);
    if (known !== undefined) {
      return known;
    }
    this.stepsKept += set.length + this.classes.count;
    if (this.sets.length >= mostStates || this.stepsKept > mostStepsKept) {
      return undefined;
    }
    const id = this.sets.length;
    this.ids.set(key, id);
    this.sets.push(set);
    this.table.push(new Uint32Array(this.classes.count));
    this.flags.push((set.includes(0) ? 1 : 0) | (this.matchesAtEnd(set) ? 2 : 0));
    return id;
  }

  private matchesAtEnd(set: readonly number[]): boolean {
    const behind = set.flatMap((each) => {
      const step = this.steps[each]!;
      return step.kind === 'end' ? [step.next] : [];
    });
    if (behind.length === 0) {
      return false;
    }
    const closure = this.closureOf(behind, false);
    return closure.includes(0) || this.matchesAtEnd(closure.filter((each) => !set.includes(each)));
  }

  /** All steps that can be reached without a unit, in order; `^` is passed at the start of the text only. */
  private closureOf(from: readonly number[], atStart: boolean): number[] {
    const stamp = ++this.stamp;
    const result: number[] = [];
    const waiting = [...from];
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      if (this.seen[each] === stamp) {
        continue;
      }
      this.seen[each] = stamp;
      const step = this.steps[each]!;
      if (step.kind === 'fork') {
        waiting.push(step.next, step.other);
      } else if (step.kind === 'start') {
        if (atStart) {
          waiting.push(step.next);
        }
      } else {
        result.push(each);
      }
    }
    return result.sort((a, b) => a - b);
  }
}

/** Units that no set of a pattern tells apart are one class. */
class UnitClasses {
  readonly count: number;
  private readonly classOf: Uint16Array = new Uint16Array(lastUnit + 1);
  private readonly representatives: number[] = [];

  constructor(
    steps: readonly Step[],
    private readonly ignoresCase: boolean,
  ) {
    const borders = new Set<number>([0]);
    for (const step of steps) {
      for (const [first, last] of step.kind === 'set' ? step.set : []) {
        borders.add(first);
        if (last < lastUnit) {
          borders.add(last + 1);
        }
      }
    }
    const sorted = [...borders].sort((a, b) => a - b);
    // With upper and lower case as one, a class is a pair of such ranges: one for each case of a unit.
    const ids = new Map<number, number>();
    let range = 0;
    const rangeOf = new Uint16Array(lastUnit + 1);
    for (let unit = 0; unit <= lastUnit; unit++) {
      while (range + 1 < sorted.length && unit >= sorted[range + 1]!) {
        range++;
      }
      rangeOf[unit] = range;
    }
    for (let unit = 0; unit <= lastUnit; unit++) {
      const other = ignoresCase ? otherCase(unit) : unit;
      const [a, b] = [rangeOf[unit]!, rangeOf[other]!];
      const key = Math.min(a, b) * (lastUnit + 1) + Math.max(a, b);
      let id = ids.get(key);
      if (id === undefined) {
        id = ids.size;
        ids.set(key, id);
        this.representatives.push(unit);
      }
      this.classOf[unit] = id;
    }
    this.count = ids.size;
  }

  of(unit: number): number {
    return this.classOf[unit]!;
  }

  /** The units that a class stands for, one for each case. */
  representativeOf(unitClass: number): readonly number[] {
    const unit = this.representatives[unitClass]!;
    return this.ignoresCase ? [unit, otherCase(unit)] : [unit];
  }
}

function contains(set: CharacterSet, units: readonly number[]): boolean {
  return units.some((unit) => set.some(([first, last]) => unit >= first && unit <= last));
}
