import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { Suppression } from '../rules/engine/suppressions';
import { type Finding, shownName } from '../rules/rule';
import type { TextEdit } from '../text/edit';
import { lineAt } from '../text/lines';
import { peerCommentForFile, peerCommentForInstruction } from './disableForPeer';
import { addName, instructionAt, lineBelowDirectives, newComment } from './suppressionComments';

/** A comment that suppresses a finding for its line, or for its instruction as a whole. */
export interface DisablingComment {
  readonly scope: 'line' | 'instruction';
  readonly edit: TextEdit;
}

/**
 * The edit that suppresses a finding where it stands: above its instruction, or above its line where that is a later
 * line of an instruction. A comment that is there already gets one name more. In the profile of another tool the
 * comment is that of the tool.
 * Undefined for a finding outside of instructions and where the tool has no such comment: there is only the whole file.
 */
export function disableForLine(
  tree: DockerfileTree,
  finding: Finding,
  suppressions: readonly Suppression[],
): DisablingComment | undefined {
  if (finding.peer) {
    const edit = peerCommentForInstruction(tree, finding, finding.peer, suppressions);
    return edit && { scope: 'instruction', edit };
  }
  const { span } = finding;
  const rule = shownName(finding);
  const line = lineAt(tree.lines, span.start);
  const instruction = instructionAt(tree, span.start);
  if (!instruction) {
    return undefined;
  }
  const isInside = line > instruction.firstLine && !isInHeredoc(instruction, span.start) && !isComment(tree, line);
  const target = isInside ? line : instruction.firstLine;
  const scope = isInside ? 'line' : 'instruction';
  const present = suppressions.find((each) => isOurs(each) && each.scope === scope && each.lines.first === target);
  const edit = present
    ? addName(present, rule)
    : newComment(tree, aboveOthers(tree, target, suppressions), `# strata ignore=${rule}`);
  return { scope: 'line', edit };
}

/**
 * The edit that suppresses what a finding goes by for the whole file, below the parser directives, which must stay on
 * top; in the profile of another tool by a comment of the tool.
 */
export function disableForFile(tree: DockerfileTree, finding: Finding, suppressions: readonly Suppression[]): TextEdit {
  if (finding.peer) {
    return peerCommentForFile(tree, finding.peer, suppressions);
  }
  const rule = shownName(finding);
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
