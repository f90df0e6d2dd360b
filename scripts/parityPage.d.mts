import type { Rule } from '../server/src/rules/rule';

export function parityMistakes(rules: readonly Rule[], table: object): string[];
export function parityPage(rules: readonly Rule[], table: object): string;
