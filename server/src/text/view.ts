import type { Span } from './span';

/**
 * A text that was derived from another (the origin) by leaving parts out and joining the rest:
 * the logical line of an instruction without its continuations, or the script that a shell sees.
 * Every unit of the view comes from exactly one unit of the origin.
 */
export interface TextView {
  readonly text: string;
  /** Runs in ascending order that cover the view without gaps: `length` units at `view` come from `origin`. */
  readonly runs: readonly ViewRun[];
}

export interface ViewRun {
  readonly view: number;
  readonly origin: number;
  readonly length: number;
}

/**
 * The view of the given parts of `origin`, joined in the order given.
 * Empty parts are dropped, parts that touch are merged. Takes time linear in the number of parts and their length.
 */
export function viewOf(origin: string, parts: readonly Span[]): TextView {
  const runs: { view: number; origin: number; length: number }[] = [];
  let last: { view: number; origin: number; length: number } | undefined;
  let text = '';
  for (const { start, end } of parts) {
    if (end <= start) {
      continue;
    }
    if (last && last.origin + last.length === start) {
      last.length += end - start;
    } else {
      last = { view: text.length, origin: start, length: end - start };
      runs.push(last);
    }
    text += origin.slice(start, end);
  }
  return runs.length > 1 ? { text, runs } : new Stretch(text, last ? last.origin : 0);
}

/** The view of `[start, end)` of `origin`, as it is. */
export function stretchOf(origin: string, start: number, end: number): TextView {
  return new Stretch(origin.slice(start, end), start);
}

/**
 * The view of several stretches of `origin`, none of them empty and no two touching: `places` has for each, in pairs,
 * its offset in `text` and its offset in the origin, both ascending. Keeps `places` and makes runs of it when asked.
 */
export function joinedView(text: string, places: readonly number[]): TextView {
  return places.length > 2 ? new JoinedView(text, places) : new Stretch(text, places[1] ?? 0);
}

/**
 * The view of `[start, end)` of a view, in the view's own offsets; origins stay those of the first text.
 * Takes time logarithmic in the number of runs until the runs of the result are asked for.
 */
export function subView(view: TextView, start: number, end: number): TextView {
  const text = view.text.slice(start, end);
  if (view instanceof Stretch) {
    return new Stretch(text, view.start + start);
  }
  if (text === '') {
    return new Stretch(text, 0);
  }
  if (view instanceof PartOfView) {
    return partOf(view.whole, view.start + start, text);
  }
  return partOf(view, start, text);
}

function partOf(whole: TextView, start: number, text: string): TextView {
  if (whole instanceof JoinedView) {
    const at = whole.indexAt(start);
    const isUnbroken = start + text.length <= whole.endOf(at);
    return isUnbroken ? new Stretch(text, whole.originOf(at, start)) : new PartOfView(text, whole, start);
  }
  const { runs } = whole;
  const run = runs[runIndexAt(runs, start)];
  const isUnbroken = run !== undefined && start + text.length <= run.view + run.length;
  return isUnbroken ? new Stretch(text, run.origin + start - run.view) : new PartOfView(text, whole, start);
}

/** The views below know the way back themselves: asking one for it is faster than asking of which class it is. */
interface KnowingView extends TextView {
  originAt(offset: number, side: Side): number;
}

type Side = 'start' | 'end';

/** A view of a single run. A class for the sake of memory alone: nearly all views are such, and few are asked for runs. */
class Stretch implements KnowingView {
  constructor(
    readonly text: string,
    readonly start: number,
  ) {}

  get runs(): readonly ViewRun[] {
    const { text, start } = this;
    return text === '' ? [] : [{ view: 0, origin: start, length: text.length }];
  }

  originAt(offset: number): number {
    const { length } = this.text;
    return length === 0 ? 0 : this.start + (offset < 0 ? 0 : offset > length ? length : offset);
  }
}

/** A view of several runs. A class for the sake of memory, as above: its runs are two numbers each until somebody asks. */
class JoinedView implements KnowingView {
  private made: readonly ViewRun[] | undefined;
  private last = 0;

  constructor(
    readonly text: string,
    private readonly places: readonly number[],
  ) {}

  get runs(): readonly ViewRun[] {
    this.made ??= this.makeRuns();
    return this.made;
  }

  /**
   * The index of the run that holds a view offset; the first and the last one hold what lies outside. Mostly it is the
   * one that was asked for last, since who reads a script asks for one place after the other.
   */
  indexAt(offset: number): number {
    const { places, last } = this;
    if (places[last * 2]! <= offset && !(places[last * 2 + 2]! <= offset)) {
      return last;
    }
    let low = 0;
    let high = places.length / 2 - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (places[middle * 2]! <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    this.last = low;
    return low;
  }

  /** The view offset behind a run. */
  endOf(index: number): number {
    return this.places[index * 2 + 2] ?? this.text.length;
  }

  /** The origin offset of a view offset inside a run, or of the run's nearest end. */
  originOf(index: number, offset: number): number {
    const start = this.places[index * 2]!;
    return this.places[index * 2 + 1]! + Math.min(Math.max(offset, start), this.endOf(index)) - start;
  }

  originAt(offset: number, side: Side): number {
    const { places, last } = this;
    const unit = side === 'end' ? offset - 1 : offset;
    // What the methods above do, without calling them: no method is called more often.
    const isInLast = places[last * 2]! <= unit && !(places[last * 2 + 2]! <= unit);
    const index = isInLast ? last : this.indexAt(unit);
    const start = places[index * 2]!;
    const end = places[index * 2 + 2] ?? this.text.length;
    const inside = offset < start ? start : offset > end ? end : offset;
    return places[index * 2 + 1]! + inside - start;
  }

  private makeRuns(): ViewRun[] {
    const runs: ViewRun[] = [];
    for (let index = 0; index * 2 < this.places.length; index++) {
      const view = this.places[index * 2]!;
      runs.push({ view, origin: this.places[index * 2 + 1]!, length: this.endOf(index) - view });
    }
    return runs;
  }
}

/** A part of a view over a seam. A class for the sake of memory, as above: the runs are cut out when somebody asks. */
class PartOfView implements KnowingView {
  #runs: readonly ViewRun[] | undefined;

  constructor(
    readonly text: string,
    readonly whole: TextView,
    readonly start: number,
  ) {}

  get runs(): readonly ViewRun[] {
    this.#runs ??= cutRuns(this.whole.runs, this.start, this.start + this.text.length);
    return this.#runs;
  }

  originAt(offset: number, side: Side): number {
    const { whole, start } = this;
    const { length } = this.text;
    const sideInWhole = offset >= length ? 'end' : offset <= 0 ? 'start' : side;
    const inWhole = start + (offset < 0 ? 0 : offset > length ? length : offset);
    return whole instanceof JoinedView
      ? whole.originAt(inWhole, sideInWhole)
      : originOffset(whole, inWhole, sideInWhole);
  }
}

function cutRuns(runs: readonly ViewRun[], start: number, end: number): ViewRun[] {
  const result: ViewRun[] = [];
  for (let index = runIndexAt(runs, start); index < runs.length; index++) {
    const run = runs[index]!;
    if (run.view >= end) {
      break;
    }
    const from = Math.max(run.view, start);
    const to = Math.min(run.view + run.length, end);
    if (from < to) {
      result.push({ view: from - start, origin: run.origin + from - run.view, length: to - from });
    }
  }
  return result;
}

/**
 * The origin offset of a view offset. At a seam between two runs, `side` says which one is meant:
 * `start` (the default) gives the first unit after the seam, `end` the place behind the last unit before it.
 * An offset at or past the view's end gives the place behind the last unit; an empty view gives 0.
 */
export function originOffset(view: TextView, offset: number, side: Side = 'start'): number {
  const known = view as Partial<KnowingView>;
  if (known.originAt) {
    return known.originAt(offset, side);
  }
  const { runs } = view;
  const run = runs[runIndexAt(runs, side === 'end' ? offset - 1 : offset)];
  return run ? run.origin + Math.min(Math.max(offset - run.view, 0), run.length) : 0;
}

/**
 * The origin span of a view span: from the first unit's place to behind the last one's, whatever lies between.
 * An empty span lies behind the unit before it, also at a seam; at the view's start before the first unit.
 */
export function originSpan(view: TextView, { start, end }: Span): Span {
  return originSpanOf(view, start, end);
}

/** As `originSpan`, for the view span `[start, end)`. */
export function originSpanOf(view: TextView, start: number, end: number): Span {
  if (view instanceof Stretch && start >= 0 && end <= view.text.length && view.text !== '') {
    return { start: view.start + start, end: view.start + Math.max(start, end) };
  }
  const from = originOffset(view, start, end > start ? 'start' : 'end');
  return { start: from, end: end > start ? originOffset(view, end, 'end') : from };
}

/** The index of the run that holds view offset `offset`: the last one that begins at or before it, else the first. */
function runIndexAt(runs: readonly ViewRun[], offset: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]!.view <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
