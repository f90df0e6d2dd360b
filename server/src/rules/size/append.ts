import type { DockerfileTree, Instruction } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';
import type { ShellList, ShellNode, ShellStatement } from '../../shell/script';
import { forEachCommand } from '../../shell/walk';
import type { TextEdit } from '../../text/edit';
import { lineBreakOf } from '../../text/lineBreak';

/**
 * The edit that runs one more command at the end of a RUN, in the style in which its author chains commands.
 * The instruction still fails when any of its own commands does. Undefined where that cannot be done without
 * changing more: in other languages, without a shell, and where the end of the script may not be reached.
 *
 * @param command A command without quotes and backslashes when it is to go into the exec form.
 */
export function appendCommand(model: DockerfileModel, instruction: Instruction, command: string): TextEdit | undefined {
  const run = model.scriptOf(instruction);
  if (run?.kind === 'exec') {
    const first = run.script.body.items[0]?.node;
    const embedded = first?.kind === 'command' ? first.program?.embedded : undefined;
    const last = embedded && lastStatement(embedded.script.body);
    return last && !/["\\]/.test(command) ? insertion(last.node.span.end, ` && ${command}`) : undefined;
  }
  if (run?.kind !== 'shell' || run.script.problems.length > 0) {
    return undefined;
  }
  const { body } = run.script;
  const last = lastStatement(body);
  if (!last) {
    return undefined;
  }
  const stopsOnFailure = run.shell.errexit || setsErrexit(body.items);
  const isHeredoc = run.heredoc !== undefined;
  const separator = separatorFor(model.tree, instruction, body.items, { stopsOnFailure, isHeredoc });
  return insertion(last.node.span.end, separator + command);
}

function insertion(at: number, newText: string): TextEdit {
  return { span: { start: at, end: at }, newText };
}

/** The last statement of a script, if a command behind it is sure to run once everything before has succeeded. */
function lastStatement(body: ShellList): ShellStatement | undefined {
  const last = body.items.at(-1);
  if (!last || last.background || last.node.kind === 'function' || leavesEarly(body)) {
    return undefined;
  }
  return last;
}

/** True for a script that may end before its last statement with success. */
export function leavesEarly(body: ShellList): boolean {
  let leaves = false;
  forEachCommand(body, ({ program }) => {
    const fails = program?.name === 'exit' && /^[1-9]\d*$/.test(program.args[0]?.value ?? '');
    leaves ||= (program?.name === 'exit' && !fails) || program?.wrappers.includes('exec') === true;
  });
  return leaves;
}

/** True for a `set -e` among the statements of a script. */
export function setsErrexit(items: readonly ShellStatement[]): boolean {
  return items.some(({ node }) => {
    const first = node.kind === 'andOr' ? node.nodes[0]! : node;
    const words = first.kind === 'command' && first.program?.name === 'set' ? first.program.args : [];
    return words.some(({ value }, index) => /^-\w*e/.test(value ?? '') || (value === 'errexit' && index > 0));
  });
}

interface Manner {
  readonly stopsOnFailure: boolean;
  readonly isHeredoc: boolean;
}

/** What stands between two commands in this script. */
function separatorFor(
  tree: DockerfileTree,
  instruction: Instruction,
  items: readonly ShellStatement[],
  { stopsOnFailure, isHeredoc }: Manner,
): string {
  const { node } = items.at(-1)!;
  if (node.kind === 'andOr' && node.operators.at(-1) === '&&') {
    const last = node.nodes.at(-1)!;
    const separator = between(tree, node.nodes.at(-2)!, last, '&&');
    const isSpread = !isHeredoc && tree.text.slice(last.span.start, last.span.end).includes('\n');
    return isSpread && !separator.includes('\n') ? onOwnLine(tree, last) : separator;
  }
  if (stopsOnFailure && isHeredoc && !hasHeredoc(node)) {
    return `${lineBreakOf(tree.text)}${indentationAt(tree.text, node.span.start)}`;
  }
  if (stopsOnFailure && !isHeredoc && items.length > 1) {
    return between(tree, items.at(-2)!.node, node, ';');
  }
  const spansLines = tree.text.slice(instruction.span.start, node.span.end).includes('\n');
  if (isHeredoc || !spansLines) {
    return ' && ';
  }
  return onOwnLine(tree, node);
}

function onOwnLine({ text, escape: escapeToken }: DockerfileTree, { span }: ShellNode): string {
  const indentation = indentationAt(text, span.end) || '    ';
  return ` ${escapeToken}${lineBreakOf(text)}${indentation}&& `;
}

/** The author's text between two commands, without the comments in it; the plain operator where it is anything else. */
export function between({ text }: DockerfileTree, before: ShellNode, after: ShellNode, operator: '&&' | ';'): string {
  const written = text.slice(before.span.end, after.span.start);
  const withoutComments = written.replace(/(?<![^\n])[ \t]*#[^\n]*\n/g, '').replace(/(?<=\n)[ \t]*\r?\n/g, '');
  const isPlain = withoutComments.replace(/[\s\\`]/g, '') === operator;
  return isPlain ? withoutComments : operator === ';' ? '; ' : ' && ';
}

function hasHeredoc(node: ShellNode): boolean {
  return node.redirections.some((it) => it.heredoc) || ('nodes' in node && node.nodes.some(hasHeredoc));
}

/** The blanks at the beginning of the line that an offset is in. */
export function indentationAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))![0];
}
