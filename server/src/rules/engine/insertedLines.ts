import type { DockerfileTree, Instruction } from '../../dockerfile/tree';
import type { Stage } from '../../model/stages';
import type { TextEdit } from '../../text/edit';
import { lineBreakOf } from '../../text/lineBreak';

/** The edit that puts a line above an instruction and above the comments that speak of it. */
export function lineAbove({ text, lines }: DockerfileTree, instruction: Instruction, line: string): TextEdit {
  const first = instruction.comments[0]?.span.start ?? instruction.span.start;
  const start = Math.max(text.lastIndexOf('\n', first - 1) + 1, text.startsWith('\ufeff') ? 1 : 0);
  const isFirstLine = lines.starts[0] === start || start === 1;
  // Directives have to stay on top, and a comment on top may be taken for one.
  const at = isFirstLine && instruction.comments.length > 0 ? instruction.span.start : start;
  return { span: { start: at, end: at }, newText: line + lineBreakOf(text) };
}

/**
 * The edit that puts a line at the end of a stage, above the CMD and ENTRYPOINT with which it ends. Undefined where the
 * file breaks off within an instruction.
 */
export function lineAtEnd(tree: DockerfileTree, { from, instructions }: Stage, line: string): TextEdit | undefined {
  const isCommand = ({ name }: Instruction) => name === 'CMD' || name === 'ENTRYPOINT';
  const others = instructions.findLastIndex((each) => !isCommand(each));
  const commands = instructions.slice(others + 1);
  if (commands[0]) {
    return lineAbove(tree, commands[0], line);
  }
  const last = instructions.at(-1) ?? from;
  const { end } = last.span;
  if (isOpen(tree, last)) {
    return undefined;
  }
  return { span: { start: end, end }, newText: lineBreakOf(tree.text) + line };
}

/** True for an instruction that a line behind it would belong to: with a heredoc or a continuation that never ends. */
export function isOpen({ text }: DockerfileTree, { heredocs, span }: Instruction): boolean {
  return (
    heredocs.some(({ terminator }) => !terminator) ||
    /[\\`][ \t]*(?:\r?\n[ \t]*(?:#.*)?)*$/.test(text.slice(span.start))
  );
}
