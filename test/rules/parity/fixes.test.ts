import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../../server/src/features/diagnostics';
import { rules } from '../../../server/src/rules';
import type { Finding, FixKind, Rule } from '../../../server/src/rules/rule';
import { marked } from '../../support/marks';

type Kind = Exclude<FixKind, 'none'>;

const codes = read('codes.json');
/**
 * Which codes can be mended by a fix that keeps the meaning (`safe`), by one that a person has to look at
 * (`suggestion`), and not at all; and, by code and rule, why a rule offers less than that.
 */
const table: Readonly<Record<FixKind, string[]>> & { readonly reasons: Readonly<Record<string, string>> } =
  read('fixes.json');

const claims = (['safe', 'suggestion'] as const).flatMap((kind) =>
  table[kind].flatMap((code) =>
    rules.filter(({ aliases }) => aliases.includes(code)).map((rule) => [code, rule.id, kind, rule] as const),
  ),
);

it('says of every code of hadolint and BuildKit what can be mended', () => {
  const listed = [...table.safe, ...table.suggestion, ...table.none];
  expect(listed.sort()).toEqual([...codes.hadolint.codes, ...codes.BuildKit.codes].sort());
});

const isExcused = (code: string, id: string) => Object.hasOwn(table.reasons, `${code} ${id}`);

it.each(claims.filter(([code, id]) => !isExcused(code, id)))('%s of %s has a fix: %s', (code, _, kind, rule) => {
  expect(rule.examples.some((example) => isMended(rule, example, code, kind))).toBe(true);
});

it.each(claims.filter(([code, id]) => isExcused(code, id)))('%s of %s needs its reason', (code, id, kind, rule) => {
  expect(table.reasons[`${code} ${id}`]).toMatch(/^[A-Z].{40,}\.$/);
  expect(rule.examples.some((example) => isMended(rule, example, code, kind))).toBe(false);
});

it('has reasons only where something is claimed', () => {
  const known = new Set(claims.map(([code, id]) => `${code} ${id}`));
  expect(Object.keys(table.reasons).filter((key) => !known.has(key))).toEqual([]);
});

/** True when an example shows a finding of this code with a fix of at least this kind. */
function isMended(rule: Rule, { wrong, options = {}, facts }: Rule['examples'][number], code: string, kind: Kind) {
  const ruleSet = ruleSetFor({ select: [rule.id], rules: { [rule.id]: { severity: rule.severity, options } } });
  const { findings } = lintText(marked(wrong).text, { ruleSet, ...(facts && { facts }) });
  const isEnough = ({ aliases, fixes }: Finding) =>
    aliases.includes(code) && fixes.some(({ safe }) => safe || kind === 'suggestion');
  return findings.some(isEnough);
}

function read(name: string) {
  return JSON.parse(readFileSync(join(__dirname, name), 'utf8'));
}
