import type { DockerfileTree } from '../dockerfile/tree';
import type { Suppression } from '../rules/engine/suppressions';
import type { Finding, PeerCode } from '../rules/rule';
import type { TextEdit } from '../text/edit';
import { lineAt } from '../text/lines';
import { addName, instructionAt, lineBelowDirectives, newComment } from './suppressionComments';

/**
 * The comment by which another tool, and we with it, passes over a finding at one instruction. Undefined outside of
 * instructions, where the tool takes none for that code, and where one stands that leaves no room for a second.
 */
export function peerCommentForInstruction(
  tree: DockerfileTree,
  { span, related }: Finding,
  { tool, code }: PeerCode,
  suppressions: readonly Suppression[],
): TextEdit | undefined {
  const place = toldAtTheLaterOne.has(code) ? (related.at(-1)?.span ?? span) : span;
  const instruction = instructionAt(tree, place.start);
  if (!instruction || wholeFileOnly.has(code)) {
    return undefined;
  }
  const { firstLine } = instruction;
  const present = suppressions.find(
    (each) =>
      each.dialect === tool &&
      each.scope === 'instruction' &&
      each.lines.first === firstLine &&
      // hadolint reads the line right above and no other; BuildKit reads the first of its comments above.
      (tool === 'buildkit' || lineAt(tree.lines, each.span.start) === firstLine - 1),
  );
  if (present) {
    return present.names.length > 0 ? addName(present, code) : undefined;
  }
  return tool === 'hadolint'
    ? newComment(tree, firstLine, `# hadolint ignore=${code}`)
    : // BuildKit does not read it where it is indented.
      newComment(tree, firstLine, `# check=skip=${code}`, false);
}

/** The comment or directive by which another tool, and we with it, passes over a code in the whole file. */
export function peerCommentForFile(
  tree: DockerfileTree,
  { tool, code }: PeerCode,
  suppressions: readonly Suppression[],
): TextEdit {
  const present = suppressions.find((each) => each.dialect === tool && each.scope === 'file');
  if (present && present.names.length > 0) {
    return addName(present, code);
  }
  if (tool === 'hadolint') {
    return newComment(tree, lineBelowDirectives(tree), `# hadolint global ignore=${code}`, false);
  }
  // A second directive would be refused.
  const directive = tree.directives.find(({ name }) => name === 'check');
  if (directive) {
    const { value, valueSpan } = directive;
    const written = value.split(' ', 1)[0]!;
    const end = valueSpan.start + written.length;
    return { span: { start: end, end }, newText: `${written === '' || written.endsWith(';') ? '' : ';'}skip=${code}` };
  }
  return newComment(tree, lineBelowDirectives(tree), `# check=skip=${code}`, false);
}

/** Of two instructions that do not go together, these are told at the later one. */
const toldAtTheLaterOne: ReadonlySet<string> = new Set([
  'DL3012',
  'DL4003',
  'DL4004',
  'MultipleInstructionsDisallowed',
]);

/** BuildKit looks at these apart from the instructions. */
const wholeFileOnly: ReadonlySet<string> = new Set([
  'NoEmptyContinuation',
  'ConsistentInstructionCasing',
  'DuplicateStageName',
  'ReservedStageName',
  'InvalidBaseImagePlatform',
  'InvalidDefaultArgInFrom',
]);
