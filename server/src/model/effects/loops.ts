import type { ShellLoop, ShellNode } from '../../shell/script';
import { expandWord, namesFor } from './expansion';
import type { Frame, Interpreter } from './interpreter';
import type { Outcome } from './outcome';
import { endOf, succeeded } from './outcome';
import type { ShellState } from './state';
import { joinStates } from './state';
import { isKnown } from './symbols';

const maxRounds = 40;

/** Carries out a loop: over known words one by one, else once and perhaps not at all. */
export function runLoop(loop: ShellLoop, state: ShellState, guarded: boolean, interpreter: Interpreter): Outcome {
  const [end, left] = interpreter.within('loop', (frame) =>
    loop.loop === 'for'
      ? forEachWord(loop, state, guarded, interpreter)
      : whileHolds(loop, state, guarded, interpreter, frame),
  );
  return succeeded(joinStates(end, joinStates(left.ok, left.fail)));
}

function forEachWord(
  loop: ShellLoop,
  state: ShellState,
  guarded: boolean,
  interpreter: Interpreter,
): ShellState | undefined {
  const { variable = '_', words } = loop;
  const fields = words?.flatMap((word) => expandWord(word, state, interpreter.machine)) ?? [];
  const values = words ? fields.flatMap(({ text }) => namesFor(text, state)) : state.parameters;
  const unknown = values.find((value) => !isKnown(value));
  if (unknown !== undefined) {
    const skipped = state.fork();
    state.assign(variable, unknown);
    return joinStates(skipped, round(loop, state, guarded, interpreter));
  }
  let current: ShellState | undefined = state;
  for (const value of values.slice(0, maxRounds)) {
    if (!current) {
      break;
    }
    current.assign(variable, value);
    current = round(loop, current, guarded, interpreter);
  }
  return current;
}

/** The body of a loop with a condition is run once, as doing it again adds nothing, unless each round reads a line or shifts. */
function whileHolds(
  loop: ShellLoop,
  state: ShellState,
  guarded: boolean,
  interpreter: Interpreter,
  frame: Frame,
): ShellState | undefined {
  const { condition } = loop;
  const reads = interpreter.input?.known === true && condition?.items.some((it) => isRead(it.node)) === true;
  let skip: ShellState | undefined;
  let current: ShellState | undefined = state;
  let goesOn = true;
  for (let times = 0; times < maxRounds && goesOn && current; times++) {
    const { parameters } = current;
    const asked: Outcome = condition
      ? interpreter.list(condition, current, true)
      : { ok: current, fail: current.fork(), soft: undefined };
    const failed = joinStates(asked.fail, asked.soft);
    const enter: ShellState | undefined = loop.loop === 'until' ? failed : asked.ok;
    skip = joinStates(skip, loop.loop === 'until' ? asked.ok : failed);
    current = enter && round(loop, enter, guarded, interpreter);
    // A round that has shifted the parameters leads to another one, as long as the condition is sure of it.
    goesOn = reads || (!failed && current?.parameters !== parameters);
  }
  // A loop that nothing but `break` ends is left by that alone.
  const isEndless = !skip && condition !== undefined && loop.loop === 'while';
  const isBroken = frame.ok !== undefined || frame.fail !== undefined;
  if (isEndless) {
    return isBroken ? undefined : current;
  }
  return joinStates(skip, goesOn ? undefined : current);
}

/** One round of a loop; `continue` ends it. */
function round(
  { body }: ShellLoop,
  state: ShellState,
  guarded: boolean,
  interpreter: Interpreter,
): ShellState | undefined {
  const [outcome, left] = interpreter.within('round', () => interpreter.list(body, state, guarded));
  return joinStates(endOf(outcome), left.ok);
}

function isRead(node: ShellNode): boolean {
  return node.kind === 'command' && node.program?.name === 'read';
}
