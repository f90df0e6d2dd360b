import type { DockerfileTree, Instruction, Pair } from '../../dockerfile/tree';
import type { TextEdit } from '../../text/edit';
import { wholeLines } from './wholeLines';

/**
 * The edit that takes one name out of an ENV, ARG or LABEL, the whole instruction where there is no other. Comments stay;
 * undefined where one stands in the way.
 */
export function pairRemoval({ text }: DockerfileTree, instruction: Instruction, pair: Pair): TextEdit | undefined {
  const pairs = instruction.args.form === 'pairs' ? instruction.args.pairs : [];
  const index = pairs.indexOf(pair);
  if (index === -1) {
    return undefined;
  }
  if (pairs.length === 1) {
    return { span: wholeLines(text, instruction), newText: '' };
  }
  const end = (pair.value ?? pair.key).span.end;
  const next = pairs[index + 1];
  if (next) {
    const { start } = pair.key.span;
    const gap = text.slice(end, next.key.span.start);
    if (!gap.includes('#')) {
      return { span: { start, end: next.key.span.start }, newText: '' };
    }
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const isAlone = /^[ \t]*$/.test(text.slice(lineStart, start));
    return isAlone ? { span: { start: lineStart, end: text.indexOf('\n', end) + 1 }, newText: '' } : undefined;
  }
  const before = pairs[index - 1]!;
  const start = (before.value ?? before.key).span.end;
  return text.slice(start, pair.key.span.start).includes('#') ? undefined : { span: { start, end }, newText: '' };
}
