import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { Suppression } from '../rules/engine/suppressions';
import { missingCopySource } from '../rules/missing-copy-source';
import type { Finding } from '../rules/rule';
import type { TextEdit } from '../text/edit';
import { lineBreakOf } from '../text/lineBreak';
import { lineAt } from '../text/lines';

/** Writing comments that suppress findings. */

/**
 * False for what BuildKit refuses, as the text alone tells: a comment would hide the finding, and the build would stop all
 * the same. One that is written by hand counts nevertheless: it may be for another builder, or for a template.
 */
export function isWorthSuppressing({ rule, category, severity }: Finding): boolean {
  // A file that is missing here may be there when the image is built.
  return category !== 'build' || severity !== 'error' || rule === missingCopySource.id;
}

/** One name more behind those of a suppression, which has some. */
export function addName({ names }: Suppression, name: string): TextEdit {
  const { end } = names.at(-1)!.span;
  return { span: { start: end, end }, newText: `,${name}` };
}

/** A line of its own above `line`, indented like it unless told otherwise, and ended like the lines of the file. */
export function newComment(
  { text, lines }: DockerfileTree,
  line: number,
  comment: string,
  isIndented = true,
): TextEdit {
  const start = lines.starts[line] ?? text.length;
  const at = start === 0 && text.startsWith('\ufeff') ? 1 : start;
  const indent = isIndented ? /^[ \t]*/.exec(text.slice(at, at + longestIndent))![0] : '';
  const lineBreak = lineBreakOf(text);
  const isBehindLastLine = start === text.length && start > 0 && !text.endsWith('\n');
  const newText = isBehindLastLine ? `${lineBreak}${comment}` : `${indent}${comment}${lineBreak}`;
  return { span: { start: at, end: at }, newText };
}

const longestIndent = 200;

/** The first line that can have a comment without parting the parser directives from the top. */
export function lineBelowDirectives({ text, directives, lines }: DockerfileTree): number {
  const last = directives.at(-1);
  if (last) {
    return lineAt(lines, last.span.start) + 1;
  }
  return text.startsWith('#!') ? 1 : 0;
}

/** The instruction on whose lines an offset is. */
export function instructionAt({ instructions, lines }: DockerfileTree, offset: number): Instruction | undefined {
  const line = lineAt(lines, offset);
  return instructions.find(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine);
}
