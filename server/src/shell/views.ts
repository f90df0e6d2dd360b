import type { TextView, ViewRun } from '../text/view';
import { originOffset } from '../text/view';

/** Text of a new view: its units come one by one from the units at `at` in the view that it is made of. */
export interface ViewPiece {
  readonly text: string;
  readonly at: number;
}

/** A view made of pieces of another; origins stay those of the first text. */
export function viewOfPieces(view: TextView, pieces: readonly ViewPiece[]): TextView {
  const runs: { view: number; origin: number; length: number }[] = [];
  const add = (at: number, origin: number, length: number) => {
    const last = runs.at(-1);
    if (last && last.origin + last.length === origin && last.view + last.length === at) {
      last.length += length;
    } else {
      runs.push({ view: at, origin, length });
    }
  };
  let text = '';
  for (const piece of pieces) {
    for (const run of overlapping(view, piece.at, piece.at + piece.text.length)) {
      const from = Math.max(run.view, piece.at);
      const to = Math.min(run.view + run.length, piece.at + piece.text.length);
      add(text.length + from - piece.at, run.origin + from - run.view, to - from);
    }
    text += piece.text;
  }
  return { text, runs: runs.length > 0 ? runs : [{ view: 0, origin: originOffset(view, 0), length: 0 }] };
}

/** Splits `text` (which stands at `at`) into pieces without the backslashes that quote a character of `quotable`. */
export function unescapedPieces(text: string, at: number, quotable: RegExp): ViewPiece[] {
  const pieces: ViewPiece[] = [];
  let from = 0;
  for (let i = text.indexOf('\\'); i !== -1 && i + 1 < text.length; i = text.indexOf('\\', i + 2)) {
    if (quotable.test(text[i + 1]!)) {
      pieces.push({ text: text.slice(from, i), at: at + from });
      from = text[i + 1] === '\n' ? i + 2 : i + 1;
    }
  }
  pieces.push({ text: text.slice(from), at: at + from });
  return pieces.filter((piece) => piece.text !== '');
}

function overlapping({ runs }: TextView, start: number, end: number): readonly ViewRun[] {
  return runs.length === 1 ? runs : runs.filter((run) => run.view < end && run.view + run.length > start);
}
