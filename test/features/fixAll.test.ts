import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ruleSetFor } from '../../server/src/features/diagnostics';
import { compatibleEdits, fixAll, safeFix } from '../../server/src/features/fixAll';
import type { Fix } from '../../server/src/rules/rule';
import { applyEdits } from '../../server/src/text/edit';
import { dockerfileText } from '../support/arbitraries';
import { knownRuleSet } from '../support/knownRules';
import '../support/propertyRuns';

function fix(...edits: [start: number, end: number, newText: string][]): Fix {
  return { title: '', safe: true, edits: edits.map(([start, end, newText]) => ({ span: { start, end }, newText })) };
}

describe('fixAll', () => {
  it.each([
    ['nothing', 'FROM a\nRUN b\n', 'FROM a\nRUN b\n'],
    [
      'everything at once',
      'from a\nmaintainer b\ncmd c\ncmd d\n',
      'FROM a\nLABEL org.opencontainers.image.authors="b"\nCMD d\n',
    ],
    ['only what is safe', 'from a\nRUNN b\n', 'FROM a\nRUNN b\n'],
    [
      'what a fix brings to light',
      'FROM a\n# strata ignore=keyword-not-upper-case,DL4000\ncmd c\nCMD d\n',
      'FROM a\nCMD d\n',
    ],
  ])('fixes %s', (_, before, after) => {
    const fixed = fixAll(before);
    expect(fixed.text).toBe(after);
    expect(applyEdits(before, fixed.edits)).toBe(after);
    expect(fixed.lint.tree.text).toBe(after);
  });

  it('obeys the rules chosen', () => {
    expect(fixAll('from a\nMAINTAINER b\n', { ruleSet: ruleSetFor({ select: ['style'] }) }).text).toBe(
      'FROM a\nMAINTAINER b\n',
    );
  });

  it('leaves a text alone that cannot be written back', () => {
    const undecodable = { code: 'undecodable', message: 'Not UTF-8.', span: { start: 5, end: 6 } };
    const { text, edits, lint } = fixAll('from a\n', { facts: { undecodable }, ruleSet: knownRuleSet });
    expect([text, edits, lint.findings.length]).toEqual(['from a\n', [], 2]);
  });

  it('leaves nothing safe to fix, whatever the text is, and changes nothing the second time', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        const fixed = fixAll(text);
        expect(applyEdits(text, fixed.edits)).toBe(fixed.text);
        expect(fixed.lint.findings.filter((finding) => safeFix(finding))).toEqual([]);
        expect(fixAll(fixed.text).text).toBe(fixed.text);
      }),
    );
  });
});

describe('compatibleEdits', () => {
  it.each<[string, Fix[], string]>([
    ['apart', [fix([4, 5, 'E']), fix([0, 1, 'A'])], 'AbcdE'],
    ['side by side', [fix([0, 1, 'A']), fix([1, 2, 'B'])], 'ABcde'],
    ['overlapping', [fix([0, 2, 'X']), fix([1, 3, 'Y'])], 'Xcde'],
    ['at one place', [fix([1, 1, 'X']), fix([1, 1, 'Y'])], 'aXbcde'],
    ['whole or not at all', [fix([0, 1, 'A']), fix([0, 1, 'X'], [4, 5, 'E'])], 'Abcde'],
    ['within each other', [fix([0, 1, 'A'], [4, 5, 'E']), fix([2, 3, 'C'])], 'AbCdE'],
    ['several insertions of one', [fix([1, 1, 'X'], [1, 1, 'Y'])], 'aXYbcde'],
    ['empty', [fix(), fix([0, 1, 'A'])], 'Abcde'],
  ])('%s', (_, fixes, expected) => {
    expect(applyEdits('abcde', compatibleEdits(fixes))).toBe(expected);
  });
});
