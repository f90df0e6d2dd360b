import { parseScriptFor } from '../../shell/parse';
import type {
  ShellAndOr,
  ShellCase,
  ShellCommand,
  ShellGroup,
  ShellIf,
  ShellList,
  ShellNode,
  ShellPipeline,
  ShellScript,
  TestExpression,
} from '../../shell/script';
import type { Span } from '../../text/span';
import { isKnownImage } from './bases';
import { runCommand } from './commands';
import { calculated, evaluateTest, unaryTest } from './conditions';
import { expandToPattern, expandToText } from './expansion';
import { runLoop } from './loops';
import type { Machine, Status } from './machine';
import { Output } from './machine';
import type { Outcome } from './outcome';
import { endOf, joinOutcomes, mapOutcome, nowhere, outcomeOf, succeeded } from './outcome';
import { withRedirections } from './redirections';
import type { ShellState } from './state';
import { joinStates } from './state';
import { isKnown, matchesName, opaque } from './symbols';

/** Where `exit`, `return` and `break` have led, while a script, function or loop is carried out. */
export interface Frame {
  readonly kind: 'script' | 'function' | 'loop' | 'round';
  ok: ShellState | undefined;
  fail: ShellState | undefined;
}

const maxSteps = 4_000;
const maxCalls = 12;
const maxParsed = 100_000;

/**
 * Carries out scripts over the virtual files. It follows every way that a script may take as far as the file tells
 * which, and joins the ways where it does not: what one of them leaves is left.
 */
export class Interpreter {
  private readonly frames: Frame[] = [];
  private steps = 0;
  /** Where the lists that run now have come to, the innermost last. */
  private readonly places: PlaceInList[] = [];
  private calls = 0;
  private parsed = 0;
  input: Output | undefined;
  output: Output = new Output();

  constructor(readonly machine: Machine) {}

  get isInFunction(): boolean {
    return this.calls > 0;
  }

  /** Carries out a whole script in the given shell and returns where it may end; exit traps are run. */
  runScript(script: ShellScript | ShellList, state: ShellState): Outcome {
    const [outcome, left] = this.within('script', () =>
      this.list('body' in script ? script.body : script, state, false),
    );
    return {
      ok: this.leave(joinStates(outcome.ok, left.ok)),
      fail: this.leave(joinStates(joinStates(outcome.fail, outcome.soft), left.fail)),
      soft: undefined,
    };
  }

  /** Runs something that `exit`, `return`, `break` or `continue` may leave early, and tells where they have led. */
  within<T>(kind: Frame['kind'], run: (frame: Frame) => T): readonly [T, Frame] {
    const frame: Frame = { kind, ok: undefined, fail: undefined };
    this.frames.push(frame);
    const result = run(frame);
    this.frames.pop();
    return [result, frame];
  }

  /** Ends the script, function or loop that runs now; used by `exit`, `return`, `break` and `exec`. */
  jump(kind: Frame['kind'], state: ShellState, status: Status): Outcome {
    const wanted = kind === 'function' && !this.frames.some((it) => it.kind === 'function') ? 'script' : kind;
    const frame = this.frames.findLast((it) => it.kind === wanted);
    if (!frame) {
      return outcomeOf(status, state);
    }
    const failing = status === 'unknown' ? state.fork() : state;
    frame.ok = status === 'fail' ? frame.ok : joinStates(frame.ok, state);
    frame.fail = status === 'ok' ? frame.fail : joinStates(frame.fail, failing);
    return nowhere;
  }

  /** Carries out a function's body with parameters of its own. */
  callFunction(body: ShellNode, parameters: readonly string[], state: ShellState, guarded: boolean): Outcome {
    if (this.calls >= maxCalls) {
      return succeeded(state);
    }
    this.calls++;
    const saved = state.parameters;
    const { locals } = state;
    state.parameters = parameters;
    state.locals = [];
    const [outcome, left] = this.within('function', () => this.node(body, state, guarded));
    this.calls--;
    const done = new Set<ShellState>();
    const restored = (it: ShellState | undefined) => {
      if (it && !done.has(it)) {
        done.add(it);
        it.parameters = saved;
        it.restoreLocals(locals);
      }
      return it;
    };
    return {
      ok: restored(joinStates(outcome.ok, left.ok)),
      fail: restored(joinStates(outcome.fail, left.fail)),
      soft: restored(outcome.soft),
    };
  }

  /** Parses a text that only running the script has made; nothing is in it when that happens too often. */
  parse(text: string, span: Span): ShellScript {
    this.parsed += text.length + 200;
    return parseScriptFor(this.parsed > maxParsed ? '' : text, span);
  }

  /** What a command substitution prints; undefined when only a build can tell. Its changes to files stay. */
  capture(body: ShellList, state: ShellState): string | undefined {
    const saved = this.output;
    this.output = new Output();
    const inner = state.fork();
    const outcome = this.subshell(() => this.list(body, inner, false));
    const end = endOf(outcome);
    if (end) {
      state.files = end.files;
    }
    const { known, text } = this.output;
    this.output = saved;
    return known ? text.replace(/\n+$/, '') : undefined;
  }

  list(list: ShellList, state: ShellState, guarded: boolean): Outcome {
    let current: ShellState | undefined = state;
    let outcome: Outcome = succeeded(state);
    const { items } = list;
    const place = { items, at: 0 };
    this.places.push(place);
    for (let i = 0; i < items.length && current; i++) {
      const { node, background } = items[i]!;
      place.at = i;
      outcome = background ? this.background(node, current) : this.node(node, current, guarded);
      const stops = !guarded && outcome.fail?.errexit === true;
      if (stops) {
        this.jump('script', outcome.fail!, 'fail');
        outcome = { ...outcome, fail: undefined };
      }
      current = endOf(outcome);
      if (i < items.length - 1 && current) {
        outcome = succeeded(current);
      }
    }
    this.places.pop();
    return outcome;
  }

  node(node: ShellNode, state: ShellState, guarded: boolean): Outcome {
    if (++this.steps > maxSteps) {
      return succeeded(state);
    }
    if (node.kind === 'command') {
      return runCommand(node, state, this, guarded);
    }
    return withRedirections(node, state, this, () => this.compound(node, state, guarded));
  }

  private compound(node: Exclude<ShellNode, ShellCommand>, state: ShellState, guarded: boolean): Outcome {
    switch (node.kind) {
      case 'andOr':
        return this.andOr(node, state, guarded);
      case 'pipeline':
        return this.pipeline(node, state, guarded);
      case 'group':
        return this.group(node, state, guarded);
      case 'if':
        return this.conditional(node, state, guarded);
      case 'loop':
        return runLoop(node, state, guarded, this);
      case 'case':
        return this.choose(node, state, guarded);
      case 'function':
        state.define(node.name, node.body);
        return succeeded(state);
      case 'test':
        return outcomeOf(
          isUnknownToShell(this.machine)
            ? 'fail'
            : node.expression
              ? this.test(node.expression, state)
              : calculated(node.calculation, state),
          state,
        );
    }
  }

  /** Runs something as a subshell does: `exit` ends only it. */
  subshell(run: () => Outcome): Outcome {
    const [outcome, left] = this.within('script', run);
    return { ok: joinStates(outcome.ok, left.ok), fail: joinStates(outcome.fail, left.fail), soft: outcome.soft };
  }

  private leave(state: ShellState | undefined): ShellState | undefined {
    const trap = state?.exitTrap;
    if (!state || !trap) {
      return state;
    }
    state.exitTrap = undefined;
    const outcome = this.subshell(() => this.node(trap, state, true));
    return endOf(outcome);
  }

  /**
   * A job behind `&` is finished only when a later `wait` of its own shell sees to it, or a `sleep` gives it the time;
   * else it may never have come to its end.
   */
  private background(node: ShellNode, state: ShellState): Outcome {
    const comesLater = ({ items, at }: PlaceInList, name: string) =>
      items.some((it, i) => i > at && mentions(it.node, name));
    const isDone = comesLater(this.places.at(-1)!, 'wait') || this.places.some((it) => comesLater(it, 'sleep'));
    const before = isDone ? undefined : state.fork();
    const after = this.inSubshell(state, (inner) => this.node(node, inner, true));
    const end = endOf(after);
    return succeeded(joinStates(end, before));
  }

  /** Runs with a copy of the shell's own things and keeps only what happened to files. */
  private inSubshell(state: ShellState, run: (inner: ShellState) => Outcome): Outcome {
    const inner = state.fork();
    inner.exitTrap = undefined;
    const outcome = this.subshell(() => run(inner));
    return mapOutcome(outcome, (end) => state.withFilesOf(this.leave(end) ?? end));
  }

  private andOr({ nodes, operators }: ShellAndOr, state: ShellState, guarded: boolean): Outcome {
    let outcome = this.node(nodes[0]!, state, guarded || nodes.length > 1);
    for (let i = 1; i < nodes.length; i++) {
      const isLast = i === nodes.length - 1;
      const failed = joinStates(outcome.fail, outcome.soft);
      if (operators[i - 1] === '&&') {
        const next = outcome.ok ? this.node(nodes[i]!, outcome.ok, guarded || !isLast) : nowhere;
        outcome = { ok: next.ok, fail: next.fail, soft: joinStates(failed, next.soft) };
      } else {
        const next = failed ? this.node(nodes[i]!, failed, guarded || !isLast) : nowhere;
        outcome = { ok: joinStates(outcome.ok, next.ok), fail: next.fail, soft: next.soft };
      }
    }
    return outcome;
  }

  private pipeline({ nodes, negated }: ShellPipeline, state: ShellState, guarded: boolean): Outcome {
    if (nodes.length === 1) {
      const outcome = this.node(nodes[0]!, state, guarded || negated);
      return negated ? { ok: joinStates(outcome.fail, outcome.soft), fail: undefined, soft: outcome.ok } : outcome;
    }
    const { input, output } = this;
    let failed = false;
    let mayFail = false;
    let last: Outcome = succeeded(state);
    for (let i = 0; i < nodes.length; i++) {
      const isLast = i === nodes.length - 1;
      this.output = isLast ? output : new Output();
      const before = endOf(last) ?? state;
      last = this.inSubshell(before, (inner) => this.node(nodes[i]!, inner, guarded || !isLast));
      failed ||= !isLast && last.ok === undefined;
      mayFail ||= !isLast && (last.fail !== undefined || last.soft !== undefined);
      this.input = this.output;
    }
    this.input = input;
    this.output = output;
    if (failed && state.pipefail) {
      last = { ok: undefined, fail: joinStates(last.ok, last.fail), soft: last.soft };
    } else if (mayFail && state.pipefail) {
      last = { ...last, fail: joinStates(last.ok?.fork(), last.fail) };
    }
    return negated ? { ok: joinStates(last.fail, last.soft), fail: undefined, soft: last.ok } : last;
  }

  private group({ subshell, body }: ShellGroup, state: ShellState, guarded: boolean): Outcome {
    return subshell
      ? this.inSubshell(state, (inner) => this.list(body, inner, guarded))
      : this.list(body, state, guarded);
  }

  private conditional({ branches, otherwise }: ShellIf, state: ShellState, guarded: boolean): Outcome {
    let rest: ShellState | undefined = state;
    let outcome = nowhere;
    for (const { condition, body } of branches) {
      if (!rest) {
        break;
      }
      const asked = this.list(condition, rest, true);
      if (asked.ok) {
        outcome = joinOutcomes(outcome, this.list(body, asked.ok, guarded));
      }
      rest = joinStates(asked.fail, asked.soft);
    }
    if (!rest) {
      return outcome;
    }
    const last = otherwise ? this.list(otherwise, rest, guarded) : succeeded(rest);
    return joinOutcomes(outcome, last);
  }

  private choose({ word, items }: Pick<ShellCase, 'word' | 'items'>, state: ShellState, guarded: boolean): Outcome {
    const subject = expandToText(word, state, this.machine);
    let outcome = nowhere;
    for (let i = 0; i < items.length; i++) {
      const patterns = items[i]!.patterns.map((it) => expandToPattern(it, state, this.machine));
      const matches = isKnown(subject) && patterns.some((it) => matchesName(it, subject, true));
      const always = patterns.some((it) => matchesName(it, opaque('any text'), true));
      if (!matches && isKnown(subject) && patterns.every((it) => !it.includes('\uE012'))) {
        continue;
      }
      let taken = this.list(items[i]!.body, matches || always ? state : state.fork(), guarded);
      for (; items[i]!.fallsThrough && i + 1 < items.length && taken.ok; i++) {
        taken = this.list(items[i + 1]!.body, taken.ok, guarded);
      }
      if (items[i]!.looksOn && taken.ok) {
        const rest = { word, items: items.slice(i + 1) };
        taken = joinOutcomes({ ...taken, ok: undefined }, this.choose(rest, taken.ok, guarded));
      }
      outcome = joinOutcomes(outcome, taken);
      if (matches || always) {
        return outcome;
      }
    }
    return joinOutcomes(outcome, succeeded(state));
  }

  private test(expression: TestExpression, state: ShellState): Status {
    switch (expression.kind) {
      case 'unary':
        return unaryTest(
          expression.operator,
          expandToText(expression.operand, state, this.machine),
          state,
          this.machine,
        );
      case 'binary':
        return evaluateTest(
          [
            expandToText(expression.left, state, this.machine),
            expression.operator,
            (expression.operator === '=~' ? expandToText : expandToPattern)(expression.right, state, this.machine),
          ],
          state,
          this.machine,
        );
      case 'not':
        return negate(this.test(expression.operand, state));
      case 'and':
      case 'or': {
        const all = expression.operands.map((it) => this.test(it, state));
        const decisive = expression.kind === 'and' ? 'fail' : 'ok';
        const otherwise = expression.kind === 'and' ? 'ok' : 'fail';
        return all.includes(decisive) ? decisive : all.includes('unknown') ? 'unknown' : otherwise;
      }
    }
  }
}

/** An item of a list. */
interface PlaceInList {
  readonly items: ShellList['items'];
  at: number;
}

/** dash takes `[[` and `((` for the names of programs, which it does not find. */
function isUnknownToShell({ base, expandsBraces }: Machine): boolean {
  return !expandsBraces && base.family === 'debian' && isKnownImage(base);
}

function negate(status: Status): Status {
  return status === 'ok' ? 'fail' : status === 'fail' ? 'ok' : 'unknown';
}

function mentions(node: ShellNode, name: string): boolean {
  switch (node.kind) {
    case 'command':
      return node.program?.name === name;
    case 'andOr':
    case 'pipeline':
      return node.nodes.some((it) => mentions(it, name));
    case 'group':
      return node.body.items.some((it) => mentions(it.node, name));
    default:
      return false;
  }
}
