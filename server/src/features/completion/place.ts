import type { Instruction, InstructionName } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';
import { lineAt } from '../../text/lines';
import { type Span, touches } from '../../text/span';

/** One entry of the list that an editor offers. */
export interface Completion {
  readonly label: string;
  readonly kind: 'keyword' | 'directive' | 'flag' | 'key' | 'value' | 'stage' | 'variable' | 'snippet';
  /** Beside the label, short. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** What is replaced; it ends at the cursor. */
  readonly span: Span;
  /** What is inserted; of kind `snippet` and where `isSnippet` is true with `${1:place}` marks. */
  readonly text: string;
  readonly isSnippet: boolean;
  /** True for what belongs before all others. */
  readonly isLikely?: boolean;
}

/** Where the cursor is, as far as completion looks at it. */
export interface CompletionPlace {
  readonly model: DockerfileModel;
  readonly offset: number;
  /** The instruction at the cursor, within ONBUILD the stored one; undefined between instructions. */
  readonly instruction: Instruction | undefined;
  readonly name: InstructionName | undefined;
  /** The instruction's text up to the cursor, without continuations; of a stored one without ONBUILD. */
  readonly before: string;
  /** True behind ONBUILD. */
  readonly stored: boolean;
  /** Where the piece of the text begins that leads up to the cursor without a continuation in it. */
  readonly pieceStart: number;
}

/** Finds out where the cursor is; undefined in comments, which have nothing to complete but directives. */
export function placeAt(model: DockerfileModel, offset: number): CompletionPlace | undefined {
  const { tree } = model;
  if (tree.comments.some(({ span }) => offset > span.start && touches(span, offset))) {
    return undefined;
  }
  const line = lineAt(tree.lines, offset);
  const outer = tree.instructions.find(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine);
  const lineStart = tree.lines.starts[line] ?? 0;
  if (!outer || offset < outer.span.start) {
    const before = tree.text.slice(lineStart, offset).trimStart();
    return { model, offset, instruction: undefined, name: undefined, before, stored: false, pieceStart: lineStart };
  }
  const piece = textBefore(outer, tree.text, offset);
  let before = piece.text;
  let instruction = outer;
  const onbuild = before.match(/^onbuild\s+/i);
  if (onbuild) {
    before = before.slice(onbuild[0].length);
    instruction = outer.trigger ?? outer;
  }
  return {
    model,
    offset,
    instruction,
    name: instruction.name,
    before,
    stored: onbuild !== null,
    pieceStart: piece.start,
  };
}

/** True between the lines of a heredoc. */
export function isInHeredoc({ instruction, offset }: CompletionPlace): boolean {
  return instruction?.heredocs.some(({ body }) => offset >= body.start && offset <= body.end) ?? false;
}

/** The span of what has been typed of a word just before the cursor. */
export function typedSpan({ offset }: CompletionPlace, typed: string): Span {
  return { start: offset - typed.length, end: offset };
}

/** The logical line up to the cursor. It is trimmed, so blanks that end at the cursor are put back as one. */
function textBefore({ logical, heredocs }: Instruction, text: string, offset: number): { text: string; start: number } {
  const heredoc = heredocs.find(({ body }) => offset >= body.start && offset <= body.end);
  if (heredoc) {
    return { text: text.slice(heredoc.body.start, offset), start: heredoc.body.start };
  }
  let before = '';
  let start = offset;
  let end = 0;
  for (const { view, origin, length } of logical.runs) {
    if (origin > offset) {
      break;
    }
    const taken = Math.min(length, offset - origin);
    before += logical.text.slice(view, view + taken);
    start = origin;
    end = origin + taken;
  }
  if (end === offset) {
    return { text: before, start };
  }
  return { text: /\s$/.test(before) ? before : `${before} `, start: offset };
}
