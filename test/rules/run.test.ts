import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { buildModel } from '../../server/src/model/model';
import { rules } from '../../server/src/rules';
import { resolveRules } from '../../server/src/rules/engine/configuration';
import { runRules } from '../../server/src/rules/engine/run';
import { defineRule, type Rule } from '../../server/src/rules/rule';
import { dockerfileText } from '../support/arbitraries';
import '../support/propertyRuns';

function run(text: string, extra: readonly Rule[]) {
  return runRules(buildModel(parseDockerfile(text)), resolveRules([...rules, ...extra]));
}

const broken = defineRule({
  id: 'broken-rule',
  title: 'A rule that fails',
  aliases: [],
  category: 'style',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why: '',
  examples: [],
  references: [],
  messages: { said: 'Said before it failed.' },
  check({ report }) {
    report({ span: { start: 0, end: 1 }, message: 'said' });
    throw new Error('on purpose');
  },
});

describe('runRules', () => {
  it('keeps the answers of all other rules when one throws', () => {
    const text = 'from scratch\nMAINTAINER Jane\n';
    const { findings, failures } = run(text, [broken]);
    expect(findings).toEqual(run(text, []).findings);
    expect(findings.map(({ rule }) => rule)).toEqual(['keyword-not-upper-case', 'maintainer-deprecated']);
    expect(failures).toEqual([{ rule: 'broken-rule', error: new Error('on purpose') }]);
  });

  it('takes a message that a rule does not have for a failure of that rule', () => {
    const mistaken = {
      ...broken,
      check: ({ report }) => report({ span: { start: 0, end: 0 }, message: 'other' }),
    } as Rule;
    expect(run('FROM a\n', [mistaken]).failures).toEqual([
      { rule: 'broken-rule', error: new Error('The rule broken-rule has no message "other".') },
    ]);
  });

  it('leaves out what another finding at the same words tells already, unless that one is not shown', () => {
    const text = 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y less\n';
    const codes = (...ids: readonly string[]) =>
      runRules(buildModel(parseDockerfile(text)), ruleSetFor({ select: ids })).findings.map(({ rule }) => rule);
    expect(codes('apt-lists-left-behind', 'update-without-install')).toEqual(['apt-lists-left-behind']);
    expect(codes('update-without-install')).toEqual(['update-without-install']);
    const ignored = text.replace('RUN apt-get update', '# strata ignore=apt-lists-left-behind\nRUN apt-get update');
    expect(lintText(ignored).findings.map(({ rule }) => rule)).toContain('update-without-install');
  });

  it('fills parameters in, and only those that are given', () => {
    const speaking = {
      ...broken,
      messages: { said: '{one} and {two}, {constructor}' },
      check: ({ report }) => report({ span: { start: 0, end: 0 }, message: 'said', params: { one: '{two}', two: 2 } }),
    } as Rule;
    const messages = run('FROM scratch\n', [speaking]).findings.map(({ message }) => message);
    expect(messages).toEqual(['{two} and 2, {constructor}']);
  });

  it('reports every problem of the parser exactly once', () => {
    const text = '# escape=x\nFROM a b\nEXPOSE\nRUN [1]\nFOO\nENV a=1 b\nRUN cat <<E\n';
    const { tree, findings } = lintText(text, { ruleSet: ruleSetFor({ select: ['build'] }) });
    expect(tree.problems.length).toBeGreaterThan(3);
    const keys = findings.map(({ span }) => `${span.start}-${span.end}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { span } of tree.problems) {
      expect(findings.filter((each) => each.span.start <= span.end && each.span.end >= span.start)).not.toEqual([]);
    }
  });

  it('never throws, and points into the text, whatever the text is', () => {
    const ruleSet = ruleSetFor({ select: ['all'] });
    fc.assert(
      fc.property(dockerfileText, (text) => {
        const { findings, failures } = lintText(text, { ruleSet });
        expect(failures).toEqual([]);
        let last = 0;
        for (const { span, related, fixes } of findings) {
          expect(span.start).toBeGreaterThanOrEqual(last);
          last = span.start;
          const spans = [
            span,
            ...related.map((each) => each.span),
            ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span)),
          ];
          for (const { start, end } of spans) {
            expect(0 <= start && start <= end && end <= text.length).toBe(true);
          }
        }
      }),
    );
  });
});
