import type { DockerfileModel } from '../../model/model';
import type { ShellProgram, ShellWord } from '../../shell/script';
import type { TextEdit } from '../../text/edit';

/** Takes words away from a program that keeps others; undefined where a comment stands between. */
export function removeOperands(
  { tree: { text } }: DockerfileModel,
  { word, args }: ShellProgram,
  operands: readonly ShellWord[],
): readonly TextEdit[] | undefined {
  const words = [word, ...args];
  const spans = operands.map((each) => ({ start: words[words.indexOf(each) - 1]!.span.end, end: each.span.end }));
  return spans.some(({ start, end }) => /(^|\s)#/.test(text.slice(start, end)))
    ? undefined
    : spans.map((span) => ({ span, newText: '' }));
}
