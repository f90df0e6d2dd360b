import type { Span } from '../text/span';
import type { TextView } from '../text/view';
import { trimSpaces } from './blanks';
import type { Token, TokenKind } from './tree';

/** A stretch of an instruction's joined line that becomes tokens of one kind. Stretches come in ascending order. */
export interface Stretch extends Span {
  readonly kind: TokenKind;
}

/**
 * Turns the pieces of a logical line into tokens: the joined line is cut at `stretches` (offsets in `line`),
 * what lies between them is white space; continuations, comments and line breaks stay where they are.
 */
export function addInstructionTokens(
  tokens: Token[],
  pieces: readonly Token[],
  line: TextView,
  stretches: readonly Stretch[],
): void {
  let offset = 0;
  let next = 0;
  for (const piece of pieces) {
    if (piece.kind !== 'argument') {
      tokens.push(piece);
      continue;
    }
    const { start, end } = piece.span;
    const shift = start - offset;
    const pieceEnd = offset + end - start;
    while (offset < pieceEnd) {
      while (next < stretches.length && stretches[next]!.end <= offset) {
        next++;
      }
      const stretch = stretches[next];
      const inside = stretch !== undefined && stretch.start <= offset;
      const to = Math.min(pieceEnd, inside ? stretch.end : (stretch?.start ?? pieceEnd));
      addWithoutBlanks(tokens, line.text, offset, to, inside ? stretch.kind : 'whitespace', shift);
      offset = to;
    }
  }
}

/** Adds `[start, end)` of the joined line as one token, white space at its ends as tokens of their own. */
function addWithoutBlanks(
  tokens: Token[],
  text: string,
  start: number,
  end: number,
  kind: TokenKind,
  shift: number,
): void {
  const inner = kind === 'whitespace' ? { start: end, end } : trimSpaces(text, start, end);
  addToken(tokens, 'whitespace', start + shift, inner.start + shift);
  addToken(tokens, kind, inner.start + shift, inner.end + shift);
  addToken(tokens, 'whitespace', inner.end + shift, end + shift);
}

/** Adds a token unless it is empty. */
export function addToken(tokens: Token[], kind: TokenKind, start: number, end: number): void {
  if (end > start) {
    tokens.push({ kind, span: { start, end } });
  }
}
