import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { rules } from '../../server/src/rules';
import { type RuleConfiguration, resolveRules } from '../../server/src/rules/engine/configuration';
import type { ProfileName } from '../../server/src/rules/engine/profiles';
import type { Rule } from '../../server/src/rules/rule';

/** The rules that the text below is about; a new rule must not change what these tests see. */
const knownRules = rules.filter(({ id }) =>
  ['keyword-not-upper-case', 'maintainer-deprecated', 'overridden-instruction'].includes(id),
);

const text = 'from a\nMAINTAINER x\nCMD a\nENTRYPOINT a\nCMD b\nENTRYPOINT b\n';

function reported(configuration: RuleConfiguration): string[] {
  const { findings } = lintText(text, { ruleSet: resolveRules(knownRules, configuration) });
  return findings.map(({ rule, severity, aliases }) => `${rule} ${severity} ${aliases[0]}`);
}

const casing = 'keyword-not-upper-case warning CASING_INSTRUCTION';
const maintainer = 'maintainer-deprecated warning DL4000';
const cmd = 'overridden-instruction warning DL4003';
const entrypoint = 'overridden-instruction warning DL4004';

describe('the profile of another tool', () => {
  const dockerfile = 'FROM alpine:3.22\nCOPY\nRUN pip install a\nRUN cd /a; ls\nLABEL Aa=1\nWORKDIR app\n';
  const inProfile = (profile: ProfileName): string[] =>
    lintText(dockerfile, { ruleSet: ruleSetFor({ profile }) }).findings.map(
      ({ rule, severity }) => `${rule} ${severity}`,
    );

  it('has its rules with its severities, and what cannot be built', () => {
    expect(inProfile('hadolint')).toEqual([
      'missing-argument error',
      'pip-cache-left-behind warning',
      'unpinned-package warning',
      'cd-instead-of-workdir warning',
      'unguarded-cd warning',
      'invalid-label-key hint',
      'relative-workdir error',
    ]);
    expect(inProfile('buildkit')).toEqual(['missing-argument error', 'relative-workdir warning']);
  });
});

describe('a configuration', () => {
  it.each<[string, RuleConfiguration, string[]]>([
    ['nothing', {}, [casing, maintainer, cmd, entrypoint]],
    ['a rule off', { rules: { 'maintainer-deprecated': 'off' } }, [casing, cmd, entrypoint]],
    ['a rule in long form', { rules: { 'maintainer-deprecated': { severity: 'off' } } }, [casing, cmd, entrypoint]],
    ['a category off', { rules: { correctness: 'off' } }, [casing, maintainer]],
    ['everything off but', { rules: { all: 'off', deprecated: 'error' } }, ['maintainer-deprecated error DL4000']],
    [
      'a rule above its category',
      { rules: { correctness: 'off', 'overridden-instruction': 'hint', DL4004: 'off' } },
      [casing, maintainer, 'overridden-instruction hint DL4003'],
    ],
    ['a code off', { rules: { DL4003: 'off' } }, [casing, maintainer, entrypoint]],
    [
      'a code above its rule',
      { rules: { 'overridden-instruction': 'hint', dl4004: 'error' } },
      [casing, maintainer, 'overridden-instruction hint DL4003', 'overridden-instruction error DL4004'],
    ],
    [
      'a code on, its rule off',
      { rules: { 'overridden-instruction': 'off', DL4004: 'info' } },
      [casing, maintainer, 'overridden-instruction info DL4004'],
    ],
    ['a selected rule', { select: ['maintainer-deprecated'] }, [maintainer]],
    ['a selected code', { select: ['DL4004'] }, [entrypoint]],
    ['selected categories', { select: ['style', 'deprecated'] }, [casing, maintainer]],
    ['everything selected', { select: ['all'] }, [casing, maintainer, cmd, entrypoint]],
    ['nothing of a selection', { select: ['all'], ignore: ['all'] }, []],
    ['ignored names', { ignore: ['DL4003', 'style'] }, [maintainer, entrypoint]],
    ['a selection above a setting', { select: ['DL4000'], rules: { DL4000: 'off' } }, [maintainer]],
    [
      'a selection with the severity set',
      { select: ['DL4000'], rules: { DL4000: 'error' } },
      ['maintainer-deprecated error DL4000'],
    ],
    ['ignoring above a selection', { select: ['DL4000'], ignore: ['deprecated'] }, []],
    [
      'profile hadolint',
      { profile: 'hadolint' },
      ['maintainer-deprecated error DL4000', cmd, 'overridden-instruction error DL4004'],
    ],
    ['profile buildkit', { profile: 'buildkit', ignore: ['overridden-instruction'] }, [casing, maintainer]],
    [
      'a stronger place that says less of it',
      { rules: [{ 'overridden-instruction': 'info' }, { DL4004: 'off', 'maintainer-deprecated': 'off' }] },
      [casing, 'overridden-instruction info DL4003', 'overridden-instruction info DL4004'],
    ],
    [
      'a weaker place that says what the stronger one leaves open',
      { rules: [{ DL4004: { options: {} } }, { DL4004: 'hint' }] },
      [casing, maintainer, cmd, 'overridden-instruction hint DL4004'],
    ],
    [
      'options',
      { rules: { 'keyword-not-upper-case': { options: { style: 'majority' } } } },
      ['keyword-not-upper-case warning CASING_INSTRUCTION', maintainer, cmd, entrypoint],
    ],
  ])('with %s', (_, configuration, expected) => {
    expect(reported(configuration)).toEqual(expected);
    expect(ruleSetFor(configuration).mistakes).toEqual([]);
  });

  it.each<[unknown, string]>([
    [
      { select: ['maintainer-depreciated'] },
      'There is no rule, code or category "maintainer-depreciated": did you mean "maintainer-deprecated"?',
    ],
    [
      { ignore: ['pipefail-missing'] },
      'There is no rule, code or category "pipefail-missing": did you mean "missing-pipefail"?',
    ],
    [
      { ignore: ['left-behind-apt-list'] },
      'There is no rule, code or category "left-behind-apt-list": did you mean "apt-lists-left-behind"?',
    ],
    [{ ignore: ['DL9'] }, 'There is no rule, code or category "DL9": correct it, or leave it out.'],
    [
      { rules: { DL4003: 'loud' } },
      'The setting of "DL4003" must be one of off, hint, info, warning, error, or an object with severity and options.',
    ],
    [
      { rules: { DL4003: ['error'] } },
      'The setting of "DL4003" must be one of off, hint, info, warning, error, or an object with severity and options.',
    ],
    [
      { rules: { 'keyword-not-upper-case': { options: { style: 'camel' } } } },
      'The option "style" of keyword-not-upper-case must be one of upper, majority.',
    ],
    [
      { rules: { 'keyword-not-upper-case': { options: { stile: 'upper' } } } },
      'The rule keyword-not-upper-case has no option "stile": did you mean "style"?',
    ],
  ])('%j is told, and the rest counts', (configuration, mistake) => {
    expect(ruleSetFor(configuration as RuleConfiguration).mistakes).toEqual([mistake]);
  });

  it('takes each option from the strongest place that sets it', () => {
    const style = (...styles: string[]): unknown => {
      const places = styles.map((each) => ({ 'keyword-not-upper-case': { options: { style: each } } }));
      return resolveRules(knownRules, { rules: places }).active.find(({ rule }) => rule.id === 'keyword-not-upper-case')
        ?.options.style;
    };
    expect(style('majority', 'upper')).toBe('majority');
    expect(style('upper', 'majority')).toBe('upper');
  });

  it('passes over the comments of a tool', () => {
    const ruleSet = resolveRules(knownRules, { deafTo: ['hadolint'] });
    const suppressed = `FROM a\n# hadolint ignore=DL4000\nMAINTAINER x\n# strata ignore=DL4000\nMAINTAINER y\n`;
    const { findings } = lintText(suppressed, { ruleSet });
    expect(findings.map(({ span }) => suppressed.slice(span.start).split('\n')[0])).toEqual(['MAINTAINER x']);
  });

  it('keeps rules off that are not recommended, unless the profile or a setting has them', () => {
    const quiet: Rule = { ...rules[0]!, id: 'quiet-rule', aliases: ['DL9999'], recommended: false };
    const isActive = (configuration: RuleConfiguration): boolean =>
      resolveRules([quiet], configuration).active.length > 0;
    expect(isActive({})).toBe(false);
    expect(isActive({ profile: 'strict' })).toBe(true);
    expect(isActive({ select: ['all'] })).toBe(true);
    expect(isActive({ rules: { 'quiet-rule': 'hint' } })).toBe(true);
    expect(isActive({ rules: { DL9999: 'hint' } })).toBe(true);
    expect(isActive({ profile: 'strict', rules: { 'quiet-rule': 'off' } })).toBe(false);
  });
});
