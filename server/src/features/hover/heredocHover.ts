import type { Heredoc } from '../../dockerfile/tree';
import { textOf, touches } from '../../text/span';
import type { HoverPlace, HoverText } from './docs';
import { blocks, code, fence, heading } from './render';

/** The hover of `<<EOF` and of the line that ends it: what becomes of the text between them. */
export function hoverHeredoc({ model, instruction, offset }: HoverPlace): HoverText | undefined {
  for (const heredoc of instruction.heredocs) {
    const span = [heredoc.marker, heredoc.terminator].find((each) => each && touches(each, offset));
    if (span) {
      const alone = instruction.body.text.trim() === textOf(model.tree.text, heredoc.marker);
      return { span, markdown: text(instruction.name === 'RUN', alone, heredoc) };
    }
  }
  return undefined;
}

function text(runs: boolean, alone: boolean, { name, expand, chomp, terminator }: Heredoc): string {
  const end = code(name);
  return blocks(
    heading(code(`<<${chomp ? '-' : ''}${expand ? name : `"${name}"`}`), 'heredoc'),
    terminator
      ? `The lines up to one that is exactly ${end} ${runs ? runUse(alone) : copyUse(name)}`
      : `The end is missing: a line that is exactly ${end}, without anything before or behind it.`,
    runs ? runExpansion(alone, expand) : copyExpansion(expand, name),
    chomp && 'With `<<-`, tabs (not blanks) at the beginning of its lines and of its end are removed.',
    runs && fence('RUN <<EOF\nset -e\napt-get update\napt-get install -y curl\nEOF'),
    '*Since Dockerfile 1.4.*',
  );
}

function runUse(alone: boolean): string {
  return alone
    ? 'are a script: the shell runs it as a whole, or the program that its first line names with `#!`. Begin it with `set -e`, else only the status of its last command counts.'
    : 'are given to the command as its input, by the shell.';
}

function copyUse(name: string): string {
  return `become a file, which is copied to the destination; in a folder it is named ${code(name)}.`;
}

function runExpansion(alone: boolean, expand: boolean): string {
  if (alone) {
    return 'Variables in it are replaced by the shell, as in any script, whether its name is quoted or not.';
  }
  return expand
    ? 'Variables in it are replaced by the shell, not by Docker.'
    : 'Since its name is quoted, the shell replaces no variables in it.';
}

function copyExpansion(expand: boolean, name: string): string {
  return expand
    ? `Variables from \`ARG\` and \`ENV\` are replaced, and each backslash is taken away with the next character kept. Quote the name (${code(`<<"${name}"`)}) to copy the text as it is.`
    : 'The quotes around its name keep the text as it is: no variable is replaced.';
}
