import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parityMistakes } from '../../../scripts/parityPage.mjs';
import { rules } from '../../../server/src/rules';
import type { Rule } from '../../../server/src/rules/rule';

const table = JSON.parse(readFileSync(join(__dirname, 'codes.json'), 'utf8'));

it('has every code of the other tools', () => {
  expect(table.hadolint.codes).toHaveLength(71);
  expect(table.BuildKit.codes).toHaveLength(22);
  expect(table['dockerfile-utils'].codes).toHaveLength(53);
});

it('gives every code a rule or a reason', () => {
  expect(parityMistakes(rules, table)).toEqual([]);
});

describe('a table that is wrong', () => {
  const ruleWith = (...aliases: string[]): Rule => ({ ...rules[0]!, aliases });
  const small = { hadolint: { version: '1', codes: ['DL1', 'DL2'] }, reasons: {}, planned: [] as string[] };

  it.each([
    ['a code with neither', [ruleWith('DL1')], small, ['DL2 is no alias of a rule and has no reason why not.']],
    [
      'a reason beside a rule',
      [ruleWith('DL1', 'DL2')],
      { ...small, reasons: { DL2: 'No.' } },
      ['DL2 has a reason why there is no rule, and a rule.'],
    ],
    [
      'a plan that has come true',
      [ruleWith('DL1', 'DL2')],
      { ...small, planned: ['DL2'] },
      ['DL2 has its rule: take it from the planned ones.'],
    ],
    ['a plan for nothing', [ruleWith('DL1', 'DL2')], { ...small, planned: ['DL3'] }, ['DL3 is the code of no tool.']],
    [
      'an alias that nobody has',
      [ruleWith('DL1', 'DL2', 'DL3', 'SC2086')],
      small,
      ['DL3 is an alias of a rule, but no tool has it.'],
    ],
  ])('tells of %s', (_, some, given, mistakes) => {
    expect(parityMistakes(some, given)).toEqual(mistakes);
  });
});
