import type { Instruction } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';

/**
 * An `rm` with the variables that the instruction itself makes its names of in the place of their values, so that it
 * stays right when a version changes.
 */
export function withWrittenNames(model: DockerfileModel, instruction: Instruction, command: string): string {
  const { text } = instruction.body;
  if (
    !/^(?:sudo )?rm [^"'\\]*$/.test(command) ||
    !text.includes('$') ||
    model.scriptOf(instruction)?.kind !== 'shell'
  ) {
    return command;
  }
  let named = command;
  for (const name of new Set([...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1]!))) {
    const value = named.includes('/') ? model.variables.valueAt(instruction, `\${${name}}`) : undefined;
    const isVersion = value !== undefined && /^[\w.+-]*\d[\w.+-]*$/.test(value) && value.length >= 3;
    if (isVersion && !new RegExp(`\\b${name}\\+?=`).test(text)) {
      const literal = value.replace(/[.+]/g, '\\$&');
      named = named.replace(new RegExp(`(?<![\\d.])${literal}(?!\\d|\\.\\d)`, 'g'), `\${${name}}`);
    }
  }
  return named.replace(/\S*\$\S*/g, (word) => (word.includes('*') ? word : `"${word}"`));
}
