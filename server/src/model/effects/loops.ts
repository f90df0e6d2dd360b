import type { ShellLoop, ShellNode } from '../../shell/script';
import { calculated } from './conditions';
import { expandWord, namesFor } from './expansion';
import type { Frame, Interpreter } from './interpreter';
import type { Outcome } from './outcome';
import { endOf, outcomeOf, succeeded } from './outcome';
import { resolvePath } from './paths';
import type { ShellState } from './state';
import { joinStates } from './state';
import { hasWildcards, isKnown } from './symbols';

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
    // Who asks for names in a folder that is there expects some.
    const isThere = hasWildcards(unknown) && state.files.select(resolvePath(state.folder, unknown)).length > 0;
    const skipped = isThere ? undefined : state.fork();
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
  const { condition, counter } = loop;
  const reads = interpreter.input?.known === true && condition?.items.some((it) => isRead(it.node)) === true;
  const counts = counter !== undefined || condition?.items.some((it) => asksForVariable(it.node)) === true;
  let skip: ShellState | undefined;
  let current: ShellState | undefined = state;
  let goesOn = true;
  calculated(counter?.start, state);
  let rounds = 0;
  for (; rounds < maxRounds && goesOn && current; rounds++) {
    const { parameters } = current;
    const asked: Outcome = condition
      ? interpreter.list(condition, current, true)
      : outcomeOf(counter?.test.trim() === '' ? 'ok' : calculated(counter?.test, current), current);
    const failed = joinStates(asked.fail, asked.soft);
    const enter: ShellState | undefined = loop.loop === 'until' ? failed : asked.ok;
    skip = joinStates(skip, loop.loop === 'until' ? asked.ok : failed);
    current = enter && round(loop, enter, guarded, interpreter);
    // A round that has shifted the parameters leads to another one, and so does one that may have changed what the
    // condition asks for, as long as the condition is sure of it.
    const mayChange = counts || current?.parameters !== parameters;
    goesOn = reads || (mayChange && (loop.loop === 'until' ? !asked.ok : !failed));
    if (current) {
      calculated(counter?.step, current);
    }
  }
  // A loop that nothing but `break` ends is left by that alone.
  const isEndless = rounds < maxRounds && !skip && condition !== undefined && loop.loop === 'while';
  const isBroken = frame.ok !== undefined || frame.fail !== undefined;
  if (isEndless) {
    return isBroken ? undefined : current;
  }
  // After that many rounds nothing new is expected of those that may follow.
  return joinStates(skip, goesOn && rounds < maxRounds ? undefined : current);
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

/** Whether a condition is about a variable of the script, so that a round can change its answer. */
function asksForVariable(node: ShellNode): boolean {
  switch (node.kind) {
    case 'command':
      return node.words.some((it) => it.text.includes('$')) || node.program?.name === 'getopts';
    case 'test':
      return true;
    case 'andOr':
    case 'pipeline':
      return node.nodes.some(asksForVariable);
    default:
      return false;
  }
}

function isRead(node: ShellNode): boolean {
  return node.kind === 'command' && node.program?.name === 'read';
}
