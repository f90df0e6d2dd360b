import { closestName } from '../../text/closestName';
import { type FlagInfo, flagInfo, instructionInfo } from '../instructions';
import type { Flag, Instruction, InstructionName } from '../tree';
import type { Facts } from './facts';

/** Instructions whose flags BuildKit reads and never looks at. */
const unchecked: ReadonlySet<InstructionName> = new Set(['STOPSIGNAL', 'ARG']);

/** Reports unknown, repeated and malformed flags. */
export function checkFlags(instruction: Instruction, { report }: Facts): void {
  const { name, flags, args } = instruction;
  const isNone = args.form === 'healthcheck' && args.type.text.toUpperCase() === 'NONE';
  if (name === undefined || flags.length === 0 || unchecked.has(name) || isNone) {
    return;
  }
  const seen = flags.length > 1 ? new Set<string>() : undefined;
  for (const flag of flags) {
    const info = flagInfo(name, flag.name);
    if (!info) {
      report('unknown-flag', 'instructions', flag.nameSpan, unknownMessage(name, flag));
    } else if (seen?.has(flag.name) && info.type !== 'list') {
      report('duplicate-flag', 'instructions', flag.span, `--${flag.name} is given twice; keep one of them.`);
    } else {
      const message = valueMessage(info, flag.value);
      if (message !== undefined) {
        report('invalid-flag-value', 'instructions', flag.value ? flag.valueSpan! : flag.span, message);
      }
    }
    seen?.add(flag.name);
  }
}

function unknownMessage(name: InstructionName, flag: Flag): string {
  const known = instructionInfo(name)!.flags.map((info) => info.name);
  if (known.length === 0) {
    return `${name} takes no flags; remove --${flag.name}.`;
  }
  const suggestion = closestName(flag.name, known);
  return suggestion === undefined
    ? `${name} has no flag --${flag.name}; it has --${known.join(', --')}.`
    : `${name} has no flag --${flag.name}; did you mean --${suggestion}?`;
}

function valueMessage(info: FlagInfo, value: string | undefined): string | undefined {
  if (info.type !== 'bool') {
    return value === undefined ? `--${info.name} needs a value; write --${info.name}=value.` : undefined;
  }
  if (value === undefined || /^(true|false)$/i.test(value)) {
    return undefined;
  }
  return `--${info.name} is true or false; write --${info.name}, --${info.name}=true or --${info.name}=false.`;
}
