import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCases, readTruth } from './cases.mjs';

interface MeasuredCase {
  readonly sha256: string;
  readonly positiveLines: readonly number[];
  readonly softLines: readonly number[];
  readonly neutralLines: readonly number[];
}

const cases = readCases();
const truth = readTruth() as Record<string, MeasuredCase>;

describe('own truth cases', () => {
  it('were all built, and nothing else', () => {
    expect(Object.keys(truth).sort()).toEqual(cases.map((one) => one.name).sort());
  });

  it.each(cases.map((one) => [one.name, one] as const))('%s left what its author says', (name, one) => {
    const measured = truth[name]!;
    expect(measured.sha256).toBe(createHash('sha256').update(one.dockerfile).digest('hex'));
    expect({
      dirty: measured.positiveLines.filter((line) => !measured.softLines.includes(line)),
      compileCache: measured.softLines,
      notScored: measured.neutralLines,
    }).toEqual(one.leaves);
  });

  it('are clean often enough to catch false alarms', () => {
    const clean = cases.filter((one) => one.leaves.dirty.length === 0);
    expect(clean.length).toBeGreaterThan(cases.length / 3);
  });
});
