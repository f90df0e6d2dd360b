import { closestName } from '../../text/closestName';
import type { Category, Finding, Rule } from '../rule';

/** The other tools whose codes our rules carry as aliases. */
export type Dialect = 'hadolint' | 'shellcheck' | 'buildkit' | 'dockerfile-utils';

/**
 * The names under which users speak of findings: rule ids, codes of other tools, categories and `all`.
 * Upper and lower case do not matter.
 */
export interface RuleNames {
  /** The name as we spell it, undefined when nobody has that name. */
  resolve(name: string): string | undefined;
  /** The name that was probably meant, undefined when none is near or a number is in it. */
  suggest(name: string): string | undefined;
}

/** Collects the names of rules. */
export function namesOf(rules: readonly Rule[]): RuleNames {
  const spelling = new Map<string, string>();
  for (const rule of rules) {
    for (const name of [rule.id, ...rule.aliases]) {
      spelling.set(name.toLowerCase(), name);
    }
  }
  for (const name of [...categories, everything]) {
    spelling.set(name, name);
  }
  return {
    resolve: (name) => spelling.get(name.toLowerCase()) ?? foreignCode(rules, name.toUpperCase()),
    // A number tells nothing about what was meant.
    suggest: (name) =>
      /\d/.test(name)
        ? undefined
        : (closestName(name, spelling.values()) ?? closestInAnyOrder(name, [...spelling.values()])),
  };
}

/** The name of nearly the same words: `missing-pipefail` for `pipefail-missing`. */
function closestInAnyOrder(written: string, names: readonly string[]): string | undefined {
  const ordered = new Map(names.filter((name) => name.includes('-')).map((name) => [wordsInOrder(name), name]));
  return ordered.get(closestName(wordsInOrder(written), ordered.keys()) ?? '');
}

function wordsInOrder(name: string): string {
  return name
    .toLowerCase()
    .split(/[^a-z]+/)
    .sort()
    .join('-');
}

function foreignCode(rules: readonly Rule[], code: string): string | undefined {
  return rules.some(({ foreignCodes }) => foreignCodes?.test(code)) ? code : undefined;
}

/** The name that stands for every rule. */
export const everything = 'all';

/** All categories, the gravest first. */
export const categories: readonly Category[] = [
  'build',
  'correctness',
  'security',
  'size',
  'reproducibility',
  'cache',
  'deprecated',
  'style',
];

/** True when a finding goes by `name`: its rule, one of its own codes, its category, or `all`. */
export function isNamed(finding: Pick<Finding, 'rule' | 'aliases' | 'category'>, name: string): boolean {
  return name === finding.rule || name === finding.category || name === everything || finding.aliases.includes(name);
}

/** True when some findings of a rule may go by `name`. */
export function mayBeNamed(rule: Rule, name: string): boolean {
  return (
    isNamed({ rule: rule.id, aliases: rule.aliases, category: rule.category }, name) ||
    rule.otherCategories?.some((category) => category === name) === true ||
    rule.foreignCodes?.test(name) === true
  );
}

/** The tool that a code belongs to, told by its shape: `DL3009`, `SC2086`, `MaintainerDeprecated`, `CASING_INSTRUCTION`. */
export function dialectOf(code: string): Dialect {
  if (/^DL\d/.test(code)) {
    return 'hadolint';
  }
  if (/^SC\d/.test(code)) {
    return 'shellcheck';
  }
  return /[a-z]/.test(code) ? 'buildkit' : 'dockerfile-utils';
}
