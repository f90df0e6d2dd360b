import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { compatibleEdits } from '../../server/src/features/fixAll';
import { rules } from '../../server/src/rules';
import type { Example, Facts, Finding, Rule } from '../../server/src/rules/rule';
import { applyEdits } from '../../server/src/text/edit';
import { marked, withMarks } from '../support/marks';

/** What one rule alone finds. */
function findingsOf(rule: Rule, text: string, { options = {}, facts }: Example): Finding[] {
  // A rule about suppressions needs the others at work to know what is suppressed.
  const ruleSet = ruleSetFor({
    ...(!rule.afterOthers && { select: [rule.id] }),
    rules: { [rule.id]: { severity: rule.severity, options } },
  });
  const { findings, failures } = lintText(text, { ruleSet, ...(facts && { facts }) });
  expect(failures).toEqual([]);
  return findings.filter((finding) => finding.rule === rule.id);
}

function fixed(text: string, findings: readonly Finding[]): string {
  return applyEdits(text, compatibleEdits(findings.flatMap(({ fixes }) => fixes.slice(0, 1))));
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  describe
    .skipIf(rule.examples.length === 0)
    .each(rule.examples.map((example, index) => [index + 1, example] as const))('example %i', (_, example) => {
    const { text, spans } = marked(example.wrong);
    const findings = findingsOf(rule, text, example);

    it('reports the marked places', () => {
      expect(spans.length).toBeGreaterThan(0);
      expect(
        withMarks(
          text,
          findings.map(({ span }) => span),
        ),
      ).toBe(example.wrong);
    });

    it('says only what it has declared', () => {
      for (const finding of findings) {
        const others = finding.aliases.filter((code) => !rule.foreignCodes?.test(code));
        expect(rule.aliases).toEqual(expect.arrayContaining(others));
        expect([rule.category, ...(rule.otherCategories ?? [])]).toContain(finding.category);
        expect(finding.message).toMatch(/^[^{}]*[.?]$/);
        for (const fix of finding.fixes) {
          expect(rule.fix).not.toBe('none');
          expect(rule.fix === 'safe' || !fix.safe).toBe(true);
        }
      }
    });

    if (example.right !== undefined) {
      it('is clean when right', () => {
        const { findings: others } = lintText(example.right!);
        expect(findingsOf(rule, example.right!, { ...example, facts: {} as Facts })).toEqual([]);
        const expected = example.options ? others.filter((each) => each.rule !== rule.id) : others;
        expect(expected.filter((each) => each.rule !== otherStyle(example))).toEqual([]);
      });
    }

    if (example.fixed !== undefined) {
      it('is fixed, is silent then, and stays as it is', () => {
        const once = fixed(text, findings);
        expect(once).toBe(example.fixed);
        // What another program said of the text before says nothing of the text after.
        const left = findingsOf(rule, once, rule.foreignCodes ? { ...example, facts: {} } : example);
        expect(left).toEqual([]);
        expect(fixed(once, left)).toBe(once);
      });
    }
  });
});

/** An example in another style than the default of its rule breaks that rule, and none else. */
function otherStyle({ options }: Example): string | undefined {
  return options && 'style' in options ? 'keyword-not-upper-case' : undefined;
}

describe('registry', () => {
  it('has every rule once, sorted', () => {
    const ids = rules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))('%s is complete', (id, rule) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.why.length).toBeGreaterThan(80);
    expect(rule.since).toMatch(/^\d+\.\d+\.\d+$/);
    expect(rule.examples.length > 0).toBe(true);
    expect(rule.category !== 'build' || rule.severity === 'error').toBe(true);
    if (rule.fix !== 'none') {
      // What changes an ignore file has a test of its own.
      const isFixed = ({ fixed: text, facts }: Example) => text !== undefined || facts?.ignoreFile !== undefined;
      expect(rule.examples.some(isFixed)).toBe(true);
    }
  });
});
