import type { Finding, Fix } from '../rules/rule';
import { composeEdits } from '../text/compose';
import { applyEdits, type TextEdit } from '../text/edit';
import { type LintOptions, type LintResult, lintText } from './diagnostics';

export interface FixedText {
  /** The text after all safe fixes. */
  readonly text: string;
  /** The edits that lead there from the text given, in order and without overlaps; empty when there is nothing to fix. */
  readonly edits: readonly TextEdit[];
  /** How many fixes that took. */
  readonly fixes: number;
  /** What is still to be said of the fixed text. */
  readonly lint: LintResult;
}

/**
 * Applies all safe fixes that do not get into each other's way, and again until none is left.
 * A text with bytes that could not be decoded stays as it is, because writing it back would change them.
 */
export function fixAll(text: string, options: LintOptions = {}): FixedText {
  let lint = lintText(text, options);
  if (options.facts?.undecodable) {
    return { text, edits: [], fixes: 0, lint };
  }
  const passes: TextEdit[][] = [];
  let fixed = text;
  let fixes = 0;
  // Every pass should need fewer fixes than the one before; the bound is for rules that undo each other's work.
  while (passes.length < mostPasses) {
    const { edits, taken } = compatible(lint.findings.flatMap((finding) => safeFix(finding) ?? []));
    const next = applyEdits(fixed, edits);
    if (next === fixed) {
      break;
    }
    passes.push(edits);
    fixes += taken;
    fixed = next;
    lint = lintText(fixed, options);
  }
  return { text: fixed, edits: composeEdits(text, passes), fixes, lint };
}

const mostPasses = 10;

/** The fix of a finding that keeps the meaning, undefined when there is none. */
export function safeFix({ fixes }: Finding): Fix | undefined {
  return fixes.find(({ safe }) => safe);
}

/** The edits of as many fixes as fit together, in order; a fix is taken whole or not at all, the earlier one first. */
export function compatibleEdits(fixes: readonly Fix[]): TextEdit[] {
  return compatible(fixes).edits;
}

/** The same with the number of fixes that were taken. */
function compatible(fixes: readonly Fix[]): { readonly edits: TextEdit[]; readonly taken: number } {
  const inOrder = fixes.filter(({ edits }) => edits.length > 0).map(({ edits }) => ({ edits, start: startOf(edits) }));
  inOrder.sort((a, b) => a.start - b.start);
  const together: TextEdit[] = [];
  let taken = 0;
  for (const { edits } of inOrder) {
    if (edits.every((edit) => fits(edit, together))) {
      taken++;
      for (const edit of edits) {
        together.splice(firstBehind(edit.span.start, together), 0, edit);
      }
    }
  }
  return { edits: together, taken };
}

function startOf(edits: readonly TextEdit[]): number {
  return edits.reduce((first, { span }) => Math.min(first, span.start), Number.POSITIVE_INFINITY);
}

/** True when an edit neither overlaps one of the others nor begins where another one begins. */
function fits({ span }: TextEdit, taken: readonly TextEdit[]): boolean {
  const index = firstBehind(span.start, taken);
  const before = taken[index - 1]?.span;
  const behind = taken[index]?.span;
  const isFreeBefore = !before || (before.end <= span.start && before.start !== span.start);
  return isFreeBefore && (!behind || behind.start >= span.end);
}

/** The index of the first edit that begins behind an offset. */
function firstBehind(offset: number, edits: readonly TextEdit[]): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edits[middle]!.span.start > offset) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
