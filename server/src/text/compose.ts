import type { TextEdit } from './edit';

/** A run of the first text, or something inserted since. */
type Piece = { readonly start: number; readonly end: number } | { readonly inserted: string };

/**
 * The edits on a text that do in one go what several passes of edits do one after the other.
 * Each pass is as in `applyEdits`: its spans are offsets in the text that the passes before it have left.
 */
export function composeEdits(text: string, passes: readonly (readonly TextEdit[])[]): TextEdit[] {
  let pieces: Piece[] = [{ start: 0, end: text.length }];
  for (const pass of passes) {
    pieces = applyToPieces(pieces, pass);
  }
  const edits: TextEdit[] = [];
  let at = 0;
  let inserted = '';
  const close = (next: number): void => {
    if (next > at || inserted !== '') {
      edits.push({ span: { start: at, end: next }, newText: inserted });
    }
    inserted = '';
  };
  for (const piece of pieces) {
    if ('inserted' in piece) {
      inserted += piece.inserted;
    } else {
      close(piece.start);
      at = piece.end;
    }
  }
  close(text.length);
  return edits;
}

function applyToPieces(pieces: readonly Piece[], edits: readonly TextEdit[]): Piece[] {
  const inOrder = edits.map((edit, index) => ({ edit, index }));
  inOrder.sort((a, b) => a.edit.span.start - b.edit.span.start || a.index - b.index);
  const result: Piece[] = [];
  let at = 0;
  let next = 0;
  let used = 0;

  /** Takes pieces over up to an offset in the text before this pass, or drops them. */
  const advance = (to: number, keep: boolean): void => {
    while (at < to && next < pieces.length) {
      const piece = pieces[next]!;
      const rest = lengthOf(piece) - used;
      const taken = Math.min(rest, to - at);
      if (keep && taken > 0) {
        result.push(partOf(piece, used, used + taken));
      }
      at += taken;
      used += taken;
      if (used === lengthOf(piece)) {
        next++;
        used = 0;
      }
    }
  };

  for (const { edit } of inOrder) {
    if (edit.span.start < at) {
      continue;
    }
    advance(edit.span.start, true);
    if (edit.newText !== '') {
      result.push({ inserted: edit.newText });
    }
    advance(edit.span.end, false);
  }
  advance(Number.POSITIVE_INFINITY, true);
  return result;
}

function lengthOf(piece: Piece): number {
  return 'inserted' in piece ? piece.inserted.length : piece.end - piece.start;
}

function partOf(piece: Piece, from: number, to: number): Piece {
  return 'inserted' in piece
    ? { inserted: piece.inserted.slice(from, to) }
    : { start: piece.start + from, end: piece.start + to };
}
