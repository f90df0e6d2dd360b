import type { Comment, DockerfileTree, Instruction } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';
import type { RunScript } from '../../model/scripts';
import type { ShellList, ShellNode } from '../../shell/script';
import type { TextEdit } from '../../text/edit';
import { lineBreakOf } from '../../text/lineBreak';
import { isOpen } from '../engine/insertedLines';
import { between, indentationAt, leavesEarly, setsErrexit } from './append';
import { placesOf } from './places';
import { keepsItsMeaning } from './shellState';
import { wayOut } from './wayOut';

/**
 * The edits that make one RUN of two and of those between them, in the style in which the author chains commands.
 * Comments stay where they are. What stands between and only describes the image, such as LABEL, follows the new RUN, and
 * so does a COPY that no RUN below it looks at; an ENV or ARG that no RUN above it looks at goes in front.
 * Undefined where the commands would no longer do the same: behind `cd`, among commands whose failure is ignored, with
 * other mounts, in another shell, in heredocs and in the exec form, or when something else stands between.
 */
export function joinRuns(model: DockerfileModel, first: Instruction, last: Instruction): TextEdit[] | undefined {
  const { positions } = placesOf(model);
  const stage = model.stageOf(first);
  const from = positions.get(first);
  const to = positions.get(last);
  if (!stage || stage !== model.stageOf(last) || from === undefined || to === undefined) {
    return undefined;
  }
  if (to <= from || to - from > mostInstructions) {
    return undefined;
  }
  const edits: TextEdit[] = [];
  const moved: Instruction[] = [];
  const raised: Instruction[] = [];
  const joined = stage.instructions.slice(from, to + 1);
  let above = first;
  let between: Instruction[] = [];
  for (const instruction of stage.instructions.slice(from + 1, to + 1)) {
    if (instruction.name !== 'RUN') {
      const way = wayOut(model, instruction, joined);
      if (!way) {
        return undefined;
      }
      between.push(instruction);
      (way === 'above' ? raised : moved).push(instruction);
      continue;
    }
    const edit = joinPair(model, above, instruction, between);
    if (!edit) {
      return undefined;
    }
    edits.push(edit);
    between = [];
    above = instruction;
  }
  const lineBreak = lineBreakOf(model.tree.text);
  if (raised.length > 0) {
    const newText = raised.map((each) => withComments(model.tree, each, lineBreak) + lineBreak).join('');
    const start = first.comments[0]?.span.start ?? first.span.start;
    edits.push({ span: { start, end: start }, newText });
  }
  if (moved.length > 0) {
    if (isOpen(model.tree, last)) {
      return undefined;
    }
    const newText = moved.map((each) => lineBreak + withComments(model.tree, each, lineBreak)).join('');
    edits.push({ span: { start: last.span.end, end: last.span.end }, newText });
  }
  return edits;
}

/** Who has more than that between two commands had better lay it out anew. */
const mostInstructions = 12;

/** The edit that puts an operator in place of everything between two RUNs. */
function joinPair(
  model: DockerfileModel,
  above: Instruction,
  below: Instruction,
  dropped: readonly Instruction[],
): TextEdit | undefined {
  const { tree } = model;
  const upper = shellBody(model, above);
  const lower = shellBody(model, below);
  const upperLast = upper?.script.body.items.at(-1);
  const lowerFirst = lower?.script.body.items[0];
  if (!upper || !lower || !upperLast || !lowerFirst || !haveSameFlags(above, below)) {
    return undefined;
  }
  const start = upperLast.node.span.end;
  const rest = tree.text.slice(start, above.span.end);
  const end = lowerFirst.node.span.start;
  const isWhole = /^[ \t]*;?[ \t]*$/.test(rest) && end === below.body.runs[0]?.origin;
  const head = tree.text.slice(below.keywordSpan.start, end);
  if (!isWhole || /#.*\n/.test(head) || upper.shell.name !== lower.shell.name) {
    return undefined;
  }
  const { runs } = placesOf(model);
  const upperRun = runs.get(above);
  const lowerRun = runs.get(below);
  if (!upperRun || !lowerRun || upperLast.background || !keepsItsMeaning(upperRun, lowerRun)) {
    return undefined;
  }
  const operator = operatorFor(upper, lower);
  if (!operator) {
    return undefined;
  }
  const kept = commentsBetween(tree, above, below, dropped);
  const newText = withLines(tree, separator(tree, above, [upper, lower], operator), operator, kept);
  return { span: { start, end }, newText };
}

type ShellScriptOfRun = Extract<RunScript, { readonly kind: 'shell' }>;

/** The script of a RUN that is written behind it, and that can be read. */
function shellBody(model: DockerfileModel, instruction: Instruction): ShellScriptOfRun | undefined {
  const run = model.scriptOf(instruction);
  const isPlain = run?.kind === 'shell' && instruction.heredocs.length === 0 && run.script.problems.length === 0;
  return isPlain && !leavesEarly(run.script.body) ? run : undefined;
}

function haveSameFlags(a: Instruction, b: Instruction): boolean {
  const written = ({ flags }: Instruction) =>
    flags
      .map(({ word }) => word.text)
      .sort()
      .join(' ');
  return written(a) === written(b);
}

/** What joins two scripts so that a failure of either is one of the whole; undefined where nothing does. */
function operatorFor(upper: ShellScriptOfRun, lower: ShellScriptOfRun): '&&' | ';' | undefined {
  const [only, ...others] = lower.script.body.items;
  const isOne = others.length === 0 && !only?.background && !hasAlternative(only?.node);
  if (stopsOnFailure(upper) && endsPlainly(upper.script.body) && (isOne || stopsOnFailure(lower))) {
    return ';';
  }
  return isOne ? '&&' : undefined;
}

function hasAlternative(node: ShellNode | undefined): boolean {
  return node?.kind === 'andOr' && node.operators.includes('||');
}

function stopsOnFailure({ shell, script }: ShellScriptOfRun): boolean {
  return shell.errexit || (script.body.items.length > 1 && setsErrexit(script.body.items.slice(0, 1)));
}

/** True when `set -e` sees every failure of the last statement: not so within `a && b` and behind `!`. */
function endsPlainly({ items }: ShellList): boolean {
  const node = items.at(-1)?.node;
  return items.length > 1 && node?.kind !== 'andOr' && !(node?.kind === 'pipeline' && node.negated);
}

/** The text between two commands as the author writes it in one of these scripts, where that is over several lines. */
function separator(
  tree: DockerfileTree,
  above: Instruction,
  scripts: readonly ShellScriptOfRun[],
  operator: '&&' | ';',
): string {
  for (const { script } of scripts) {
    const own = chainedText(tree, script.body, operator);
    if (own?.includes('\n')) {
      return own;
    }
  }
  const lineBreak = lineBreakOf(tree.text);
  const indentation = indentationAt(tree.text, above.span.end) || (operator === ';' ? '    ' : ' ');
  return operator === ';'
    ? `; ${tree.escape}${lineBreak}${indentation}`
    : ` ${tree.escape}${lineBreak}${indentation}&& `;
}

function chainedText(tree: DockerfileTree, { items }: ShellList, operator: '&&' | ';'): string | undefined {
  if (operator === ';') {
    return items.length > 1 ? between(tree, items.at(-2)!.node, items.at(-1)!.node, ';') : undefined;
  }
  const node = items.at(-1)?.node;
  return node?.kind === 'andOr' && node.operators.at(-1) === '&&'
    ? between(tree, node.nodes.at(-2)!, node.nodes.at(-1)!, '&&')
    : undefined;
}

/** The comments between two RUNs but those of the instructions that leave their place. */
function commentsBetween(
  { comments }: DockerfileTree,
  above: Instruction,
  below: Instruction,
  dropped: readonly Instruction[],
): Comment[] {
  const gone = new Set(dropped.flatMap((each) => each.comments.map(({ span }) => span.start)));
  return comments.filter(
    ({ span }) =>
      span.start > above.span.end &&
      span.end < below.span.start &&
      !gone.has(span.start) &&
      !dropped.some((each) => span.start > each.span.start && span.start < each.span.end),
  );
}

/** A separator with lines of comments in it. */
function withLines(tree: DockerfileTree, plain: string, operator: '&&' | ';', comments: readonly Comment[]): string {
  if (comments.length === 0) {
    return plain;
  }
  const lineBreak = lineBreakOf(tree.text);
  const lines = comments.map((each) => tree.text.slice(each.span.start, each.span.end) + lineBreak).join('');
  const at = plain.indexOf('\n') + 1;
  if (at > 0) {
    return plain.slice(0, at) + lines + plain.slice(at);
  }
  return operator === ';' ? `; ${tree.escape}${lineBreak}${lines} ` : ` ${tree.escape}${lineBreak}${lines} && `;
}

function withComments({ text }: DockerfileTree, { comments, span }: Instruction, lineBreak: string): string {
  const above = comments.map((each) => text.slice(each.span.start, each.span.end) + lineBreak).join('');
  return above + text.slice(span.start, span.end);
}
