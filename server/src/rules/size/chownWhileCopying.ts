import type { Instruction } from '../../dockerfile/tree';
import type { LateRemoval } from '../../model/effects/effects';
import type { ShellCommand } from '../../shell/script';
import type { TextEdit } from '../../text/edit';
import type { Fix, RuleContext } from '../rule';

/**
 * Sets the owner in the COPY or ADD that brought the files and takes the `chown` away, where that is all it does:
 * its only operand is the destination of that one instruction.
 */
export function chownWhileCopying({ tree, model }: RuleContext, group: readonly LateRemoval[]): Fix | undefined {
  const [{ writtenBy, removedBy, how, paths }] = group as [LateRemoval];
  const copies = (writtenBy.name === 'COPY' || writtenBy.name === 'ADD') && !hasFlag(writtenBy, 'chown', 'link');
  if (group.length !== 1 || how !== 'metadata' || paths.length !== 1 || !copies || removedBy.flags.length > 0) {
    return undefined;
  }
  const script = model.scriptOf(removedBy);
  const [only, ...others] = script?.kind === 'shell' ? script.script.body.items : [];
  const command = only?.node.kind === 'command' && others.length === 0 ? only.node : undefined;
  const owner = command && ownerGiven(command, paths[0]!);
  if (owner === undefined || removedBy.heredocs.length > 0) {
    return undefined;
  }
  const flagAt = writtenBy.keywordSpan.end;
  const edits: TextEdit[] = [
    { span: { start: flagAt, end: flagAt }, newText: ` --chown=${owner}` },
    { span: wholeLines(tree.text, removedBy), newText: '' },
  ];
  return { title: `Copy with --chown=${owner} instead`, safe: false, edits };
}

function hasFlag(instruction: Instruction, ...names: readonly string[]): boolean {
  return instruction.flags.some((it) => names.includes(it.name));
}

/** The owner of a plain `chown -R owner path`. */
function ownerGiven({ program, redirections }: ShellCommand, path: string): string | undefined {
  if (program?.name !== 'chown' || program.wrappers.length > 0 || redirections.length > 0) {
    return undefined;
  }
  const [flag, owner, target, ...more] = program.args.map((it) => it.value);
  const fits = flag === '-R' && target?.replace(/\/$/, '') === path && more.length === 0;
  return fits && /^[\w.-]+(:[\w.-]*)?$/.test(owner ?? '') ? owner : undefined;
}

/** The lines of an instruction with their last line break. */
function wholeLines(text: string, { span }: Instruction) {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const lineBreak = text.indexOf('\n', span.end);
  return { start, end: lineBreak === -1 ? text.length : lineBreak + 1 };
}
