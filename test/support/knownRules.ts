import { ruleSetFor } from '../../server/src/features/diagnostics';

/** Rules that tests of other things than rules are about; a new rule must not change what such tests see. */
export const knownRules = [
  'keyword-not-upper-case',
  'maintainer-deprecated',
  'missing-argument',
  'missing-from',
  'misspelt-suppression',
  'overridden-instruction',
  'syntax-error',
  'undecodable-bytes',
  'unknown-instruction',
  'unused-suppression',
];

/** Only the known rules, as configured by default. */
export const knownRuleSet = ruleSetFor({ select: knownRules });
