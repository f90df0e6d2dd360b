import type { Instruction } from '../tree';
import { durationProblem, retriesProblem } from '../values/durations';
import type { Facts } from './facts';

const durations: ReadonlySet<string> = new Set(['interval', 'timeout', 'start-period', 'start-interval']);

/** Checks a HEALTHCHECK: its type, that CMD has a command and NONE has not, and the values of its flags. */
export function checkHealthcheck({ args, keywordSpan, flags }: Instruction, { report }: Facts): void {
  if (args.form !== 'healthcheck') {
    report('missing-arguments', 'instructions', keywordSpan, 'HEALTHCHECK needs CMD with a command, or NONE.');
    return;
  }
  const { type, command } = args;
  const kind = type.text.toUpperCase();
  const isEmpty = command.form === 'none' || (command.form === 'json' && command.strings.length === 0);
  if (kind === 'NONE') {
    if (!isEmpty) {
      const span = command.form === 'json' ? command.span : command.form === 'text' ? command.word.span : type.span;
      report('healthcheck-arguments', 'instructions', span, 'HEALTHCHECK NONE takes nothing behind it.');
    }
    return;
  }
  if (kind !== 'CMD') {
    const message = `HEALTHCHECK takes CMD with a command, or NONE; ${type.text} is neither.`;
    report('healthcheck-arguments', 'instructions', type.span, message);
  } else if (isEmpty) {
    report('healthcheck-arguments', 'instructions', type.span, 'HEALTHCHECK CMD needs a command behind it.');
  }
  for (const flag of flags) {
    const message = durations.has(flag.name)
      ? durationProblem(flag.value ?? '')
      : flag.name === 'retries'
        ? retriesProblem(flag.value ?? '')
        : undefined;
    if (message !== undefined) {
      report('invalid-flag-value', 'instructions', flag.valueSpan!, message);
    }
  }
}
