import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { Suppression } from '../rules/engine/suppressions';
import { type Finding, shownName } from '../rules/rule';
import type { TextEdit } from '../text/edit';
import { lineBreakOf } from '../text/lineBreak';
import { lineAt } from '../text/lines';

/**
 * The edit that suppresses a finding where it stands: above its instruction, or above its line where that is a later
 * line of an instruction. A comment of ours that is there already gets one name more.
 * Undefined for a finding outside of instructions, for which there is only the whole file.
 */
export function disableForLine(
  tree: DockerfileTree,
  finding: Finding,
  suppressions: readonly Suppression[],
): TextEdit | undefined {
  const { span } = finding;
  const rule = shownName(finding);
  const line = lineAt(tree.lines, span.start);
  const instruction = tree.instructions.find(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine);
  if (!instruction) {
    return undefined;
  }
  const isInside = line > instruction.firstLine && !isInHeredoc(instruction, span.start) && !isComment(tree, line);
  const target = isInside ? line : instruction.firstLine;
  const scope = isInside ? 'line' : 'instruction';
  const present = suppressions.find((each) => isOurs(each) && each.scope === scope && each.lines.first === target);
  return present
    ? addName(present, rule)
    : newComment(tree, aboveOthers(tree, target, suppressions), `# strata ignore=${rule}`);
}

/** The edit that suppresses a rule for the whole file, below the parser directives, which must stay on top. */
export function disableForFile(tree: DockerfileTree, rule: string, suppressions: readonly Suppression[]): TextEdit {
  const present = suppressions.find((each) => isOurs(each) && each.scope === 'file');
  return present ? addName(present, rule) : newComment(tree, lineBelowDirectives(tree), `# strata ignore-file=${rule}`);
}

/** The line from which on only comments for other tools stand above a line: hadolint wants its own right above. */
function aboveOthers({ lines }: DockerfileTree, line: number, suppressions: readonly Suppression[]): number {
  const others = suppressions.filter(({ dialect, scope }) => dialect !== 'strata' && scope !== 'file');
  const taken = new Set(others.map(({ span }) => lineAt(lines, span.start)));
  let first = line;
  while (taken.has(first - 1)) {
    first--;
  }
  return first;
}

/** An unfinished comment without names is nothing to build upon. */
function isOurs({ dialect, names }: Suppression): boolean {
  return dialect === 'strata' && names.length > 0;
}

/** A comment between the lines of a script could tear a command apart, so heredocs are left as they are. */
function isInHeredoc({ heredocs }: Instruction, offset: number): boolean {
  const first = heredocs[0];
  return first !== undefined && offset >= first.body.start;
}

/** A comment between the lines of an instruction speaks of the next line of the instruction, never of another comment. */
function isComment({ comments }: DockerfileTree, line: number): boolean {
  return comments.some((comment) => comment.line === line);
}

function addName({ names }: Suppression, rule: string): TextEdit {
  const { end } = names.at(-1)!.span;
  return { span: { start: end, end }, newText: `,${rule}` };
}

/** A line of its own above `line`, indented like it and ended like the lines of the file. */
function newComment({ text, lines }: DockerfileTree, line: number, comment: string): TextEdit {
  const start = lines.starts[line] ?? text.length;
  const at = start === 0 && text.startsWith('\ufeff') ? 1 : start;
  const indent = /^[ \t]*/.exec(text.slice(at, at + longestIndent))![0];
  const lineBreak = lineBreakOf(text);
  const isBehindLastLine = start === text.length && start > 0 && !text.endsWith('\n');
  const newText = isBehindLastLine ? `${lineBreak}${comment}` : `${indent}${comment}${lineBreak}`;
  return { span: { start: at, end: at }, newText };
}

const longestIndent = 200;

function lineBelowDirectives({ text, directives, lines }: DockerfileTree): number {
  const last = directives.at(-1);
  if (last) {
    return lineAt(lines, last.span.start) + 1;
  }
  return text.startsWith('#!') ? 1 : 0;
}
