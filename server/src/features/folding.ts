import type { Comment } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import type { Span } from '../text/span';

/** Lines that can be folded away; the first one stays visible. Spans lead from the first line into the last one. */
export interface Fold {
  readonly span: Span;
  readonly kind: 'comment' | 'region' | undefined;
}

/** What can be folded: stages, instructions and heredocs of several lines, blocks of comments, `#region` … `#endregion`. */
export function foldsOf(model: DockerfileModel): Fold[] {
  const { tree, stages } = model;
  const folds: Fold[] = stages.map(({ from, instructions }) => ({
    span: { start: from.span.start, end: (instructions.at(-1) ?? from).span.end },
    kind: undefined,
  }));
  for (const { span, heredocs } of tree.instructions) {
    folds.push({ span, kind: undefined });
    if (heredocs.length > 1) {
      folds.push(...heredocs.map(({ body }) => ({ span: { start: body.start, end: body.end - 1 }, kind: undefined })));
    }
  }
  const severalLines = ({ span }: Fold): boolean => tree.text.slice(span.start, span.end).includes('\n');
  return [...folds, ...commentBlocks(tree.comments), ...regions(tree.comments)].filter(severalLines);
}

/** Runs of comment lines one below the other; markers of regions are no part of them. */
function commentBlocks(comments: readonly Comment[]): Fold[] {
  const blocks: { first: Comment; last: Comment }[] = [];
  for (const comment of comments) {
    if (marker(comment)) {
      continue;
    }
    const open = blocks.at(-1);
    if (open && comment.line === open.last.line + 1 && !comment.inside && !open.last.inside) {
      open.last = comment;
    } else {
      blocks.push({ first: comment, last: comment });
    }
  }
  return blocks.map(({ first, last }) => ({ span: { start: first.span.start, end: last.span.end }, kind: 'comment' }));
}

function regions(comments: readonly Comment[]): Fold[] {
  const open: Comment[] = [];
  const folds: Fold[] = [];
  for (const comment of comments) {
    const mark = marker(comment);
    if (mark === 'region') {
      open.push(comment);
    } else if (mark === 'endregion') {
      const start = open.pop();
      if (start) {
        folds.push({ span: { start: start.span.start, end: comment.span.end }, kind: 'region' });
      }
    }
  }
  return folds;
}

function marker({ text }: Comment): 'region' | 'endregion' | undefined {
  return text.match(/^\s*(region|endregion)\b/)?.[1] as 'region' | 'endregion' | undefined;
}
