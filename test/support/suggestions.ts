import { expect } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import type { Fix } from '../../server/src/rules/rule';
import { applyEdits } from '../../server/src/text/edit';

export function fixesOf(rule: string, text: string): readonly Fix[] {
  return lintText(text, { ruleSet: ruleSetFor({ select: [rule] }) }).findings.flatMap(({ fixes }) => fixes);
}

/** Checks what the fixes of a rule with a given beginning of their title make of a file. */
export function checkSuggestion(rule: string, title: string, before: string, after: string): void {
  const texts = fixesOf(rule, before)
    .filter((fix) => fix.title.startsWith(title))
    .map((fix) => applyEdits(before, fix.edits));
  expect(texts.at(-1)).toBe(after);
}

/** Checks that no fix of a rule has a title with a given beginning. */
export function checkNone(rule: string, title: string, text: string): void {
  expect(
    fixesOf(rule, text)
      .map((fix) => fix.title)
      .filter((each) => each.startsWith(title)),
  ).toEqual([]);
}
