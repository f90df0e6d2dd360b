import type { Instruction } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';
import type { ShellCommand, ShellNode } from '../../shell/script';
import type { TextEdit } from '../../text/edit';
import { contains, type Span } from '../../text/span';
import { wholeLines } from '../engine/wholeLines';

/** Commands that stand by themselves in a RUN, so that they can be taken away without touching the others. */
export interface SeparateCommands {
  readonly nodes: readonly ShellCommand[];
  /** True when the RUN begins with one of them. */
  readonly isFirst: boolean;
  /** Takes them away, with the operators next to them, or with the whole RUN when nothing else is left. */
  readonly removal: readonly TextEdit[];
}

/**
 * The commands at some places of a RUN, if each is a statement of its own or an operand of `&&`. Undefined in heredocs
 * and the exec form, within conditions and pipelines, where their output goes elsewhere, and where a comment stands
 * beside one of them, which may speak of it.
 */
export function separateCommands(
  model: DockerfileModel,
  instruction: Instruction,
  places: readonly Span[],
): SeparateCommands | undefined {
  const run = model.scriptOf(instruction);
  if (run?.kind !== 'shell' || instruction.heredocs.length > 0 || run.script.problems.length > 0) {
    return undefined;
  }
  const { items } = run.script.body;
  const siblings = siblingsOf(items.map(({ node }) => node));
  const gone = siblings.map(({ span }) => places.some((place) => contains(span, place)));
  const nodes = siblings.filter((_, index) => gone[index]);
  const areCommands = nodes.every(isPlainCommand);
  if (!areCommands || nodes.length !== places.length || items.some(({ background }) => background)) {
    return undefined;
  }
  const isAll = nodes.length === siblings.length;
  const spans = isAll ? [wholeLines(model.tree.text, instruction)] : spansWithOperators(siblings, gone);
  const comment = isAll ? /\n[ \t]*#/ : /(^|\s)#/;
  return spans.some(({ start, end }) => comment.test(model.tree.text.slice(start, end)))
    ? undefined
    : {
        nodes: nodes as ShellCommand[],
        isFirst: gone[0] === true,
        removal: spans.map((span) => ({ span, newText: '' })),
      };
}

function isPlainCommand(node: ShellNode): boolean {
  return node.kind === 'command' && node.redirections.length === 0;
}

/** The operands of the only statement where that is a chain of `&&`, else the statements. */
function siblingsOf(nodes: readonly ShellNode[]): readonly ShellNode[] {
  const [only] = nodes;
  const isChain = nodes.length === 1 && only?.kind === 'andOr' && only.operators.every((it) => it === '&&');
  return isChain && only.kind === 'andOr' ? only.nodes : nodes;
}

/** Each command that goes with the operator in front of it, or behind it where nothing in front is left. */
function spansWithOperators(siblings: readonly ShellNode[], gone: readonly boolean[]): Span[] {
  const firstKept = gone.indexOf(false);
  return siblings.flatMap(({ span }, index) => {
    if (!gone[index]) {
      return [];
    }
    return index < firstKept
      ? [{ start: span.start, end: siblings[index + 1]!.span.start }]
      : [{ start: siblings[index - 1]!.span.end, end: span.end }];
  });
}
