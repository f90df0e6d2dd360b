import type { Status } from './machine';
import type { ShellState } from './state';
import { joinStates } from './state';

/**
 * Where a piece of script may lead: the state after success, after a failure that `set -e` would stop at, and after
 * a failure that it would not (all but the last command of a `&&` list). A way that cannot be taken is undefined.
 */
export interface Outcome {
  readonly ok: ShellState | undefined;
  readonly fail: ShellState | undefined;
  readonly soft: ShellState | undefined;
}

/** No way leads on. */
export const nowhere: Outcome = { ok: undefined, fail: undefined, soft: undefined };

/** The only way on is that of success. */
export function succeeded(state: ShellState | undefined): Outcome {
  return { ok: state, fail: undefined, soft: undefined };
}

/** The outcome of a command that ended with a status and left a state. */
export function outcomeOf(status: Status, state: ShellState): Outcome {
  return {
    ok: status === 'fail' ? undefined : state,
    fail: status === 'ok' ? undefined : status === 'fail' ? state : state.fork(),
    soft: undefined,
  };
}

/** What is left when either of two ways may have been taken. */
export function joinOutcomes(a: Outcome, b: Outcome): Outcome {
  return { ok: joinStates(a.ok, b.ok), fail: joinStates(a.fail, b.fail), soft: joinStates(a.soft, b.soft) };
}

/** The state when nobody asks how it ended. */
export function endOf(outcome: Outcome): ShellState | undefined {
  return joinStates(joinStates(outcome.ok, outcome.fail), outcome.soft);
}

/** The same outcome with every state replaced. */
export function mapOutcome(outcome: Outcome, change: (state: ShellState) => ShellState): Outcome {
  return {
    ok: outcome.ok && change(outcome.ok),
    fail: outcome.fail && change(outcome.fail),
    soft: outcome.soft && change(outcome.soft),
  };
}
