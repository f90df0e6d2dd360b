import type { Instruction } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';
import type { ShellCommand, ShellNode } from '../../shell/script';
import type { TextEdit } from '../../text/edit';
import type { Span } from '../../text/span';
import { wholeLines } from '../engine/wholeLines';

/** A command that stands by itself in a RUN, so that it can be taken away without touching the others. */
export interface SeparateCommand {
  readonly node: ShellCommand;
  /** True when no other command of the RUN goes before it. */
  readonly isFirst: boolean;
  /** Takes it away: with the operator next to it, or with the whole RUN when there is nothing else. */
  readonly removal: TextEdit;
}

/**
 * The command at a place of a RUN, if it is a statement of its own or an operand of `&&`. Undefined in heredocs and
 * the exec form, within conditions and pipelines, and where a comment stands beside it, which may speak of it.
 */
export function separateCommand(
  { tree, scriptOf }: DockerfileModel,
  instruction: Instruction,
  at: Span,
): SeparateCommand | undefined {
  const run = scriptOf(instruction);
  if (run?.kind !== 'shell' || instruction.heredocs.length > 0 || run.script.problems.length > 0) {
    return undefined;
  }
  const { items } = run.script.body;
  const index = items.findIndex(({ node }) => node.span.start <= at.start && at.end <= node.span.end);
  const item = items[index];
  if (!item || items.some(({ background }) => background)) {
    return undefined;
  }
  const statement = item.node;
  const chain = statement.kind === 'andOr' ? statement.nodes : [statement];
  const place = chain.findIndex(({ span }) => span.start <= at.start && at.end <= span.end);
  const node = chain[place];
  const isChain = statement.kind !== 'andOr' || statement.operators.every((it) => it === '&&');
  if (node?.kind !== 'command' || node.redirections.length > 0 || !isChain) {
    return undefined;
  }
  const siblings = chain.length > 1 ? chain : items.map((each) => each.node);
  const position = chain.length > 1 ? place : index;
  const span = spanWithOperator(siblings, position) ?? wholeLines(tree.text, instruction);
  const isOnly = siblings.length === 1;
  const hasComment = /(^|\s)#.*(\n|$)/.test(isOnly ? '' : tree.text.slice(span.start, span.end));
  return hasComment || (isOnly && /\n[ \t]*#/.test(tree.text.slice(span.start, span.end)))
    ? undefined
    : { node, isFirst: index === 0 && place === 0, removal: { span, newText: '' } };
}

/** One of several commands and the operator in front of it, or behind the first; undefined when there is only one. */
function spanWithOperator(nodes: readonly ShellNode[], index: number): Span | undefined {
  const { span } = nodes[index]!;
  const before = nodes[index - 1];
  const behind = nodes[index + 1];
  if (before) {
    return { start: before.span.end, end: span.end };
  }
  return behind && { start: span.start, end: behind.span.start };
}
