import { mountsOf } from '../mounts';
import type { Instruction } from '../tree';
import { checkDevice } from './devices';
import { type Facts, flagNamed } from './facts';
import { checkMount } from './mounts';

/** Checks the flags of a RUN. Its command is the shell's business. */
export function checkRun(instruction: Instruction, facts: Facts): void {
  if (instruction.flags.length === 0) {
    return;
  }
  checkChoice(instruction, 'network', ['default', 'none', 'host'], facts);
  checkChoice(instruction, 'security', ['sandbox', 'insecure'], facts);
  for (const mount of mountsOf(instruction, facts.escape)) {
    checkMount(mount, facts);
  }
  for (const flag of instruction.flags) {
    if (flag.name === 'device' && flag.value !== undefined) {
      checkDevice(flag, facts);
    }
  }
}

function checkChoice(instruction: Instruction, name: string, choices: readonly string[], { report }: Facts): void {
  const flag = flagNamed(instruction, name);
  if (flag?.value !== undefined && !choices.includes(flag.value)) {
    const message = `--${name} is one of ${choices.join(', ')}, in lower case.`;
    report('invalid-flag-value', 'instructions', flag.value === '' ? flag.span : flag.valueSpan!, message);
  }
}
