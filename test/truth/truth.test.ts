import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { ruleSetFor } from '../../server/src/features/diagnostics';
import { buildContextOf } from '../../server/src/model/context';
import { buildModel } from '../../server/src/model/model';
import { rules } from '../../server/src/rules';
import { runRules } from '../../server/src/rules/engine/run';
import { lineAt } from '../../server/src/text/lines';
import { surveyed } from '../support/contexts';
import { readCases, readTruth } from './own/cases.mjs';
import { type CaseTruth, type Score, type SizeFinding, scoreFindings } from './score';

/** A Dockerfile that was built, with its build context: the size of a file, or its text. */
interface BuiltCase {
  readonly name: string;
  readonly dockerfile: string;
  readonly files: Readonly<Record<string, number | string>>;
}

const sizeRules = ruleSetFor({ select: rules.filter((it) => it.category === 'size').map((it) => it.id) });

function read<T>(...path: readonly string[]): T {
  return JSON.parse(readFileSync(join(__dirname, ...path), 'utf8')) as T;
}

function givenCases(): BuiltCase[] {
  const cases = read<Record<string, { dockerfile: string; context?: BuiltCase['files'] }>>('cases.json');
  return Object.entries(cases).map(([name, { dockerfile, context = {} }]) => ({ name, dockerfile, files: context }));
}

function ownCases(): BuiltCase[] {
  return readCases().map(({ name, dockerfile, context }) => ({
    name,
    dockerfile,
    files: Object.fromEntries(context.map(({ path, text, bytes }) => [path, text ?? bytes ?? 0])),
  }));
}

function findingsOf(one: BuiltCase, withContext: boolean): SizeFinding[] {
  const tree = parseDockerfile(one.dockerfile);
  const plain = buildModel(tree);
  const model = withContext ? buildModel(tree, { context: buildContextOf(surveyed(plain, one.files)) }) : plain;
  const { findings, failures } = runRules(model, sizeRules);
  expect(failures).toEqual([]);
  return findings.map(({ rule, message, span }) => ({
    name: one.name,
    rule,
    message,
    line: lineAt(tree.lines, span.start) + 1,
  }));
}

/** Cases whose Dockerfile is the one that was measured. */
function measured(cases: readonly BuiltCase[], truth: Readonly<Record<string, CaseTruth>>): BuiltCase[] {
  return cases.filter(
    ({ name, dockerfile }) => truth[name]?.sha256 === createHash('sha256').update(dockerfile).digest('hex'),
  );
}

function scoreOf(
  cases: readonly BuiltCase[],
  truth: Readonly<Record<string, CaseTruth>>,
  { withContext = false, strict = false } = {},
): Score {
  const known = Object.fromEntries(measured(cases, truth).map(({ name }) => [name, truth[name]!]));
  const findings = measured(cases, truth).flatMap((it) => findingsOf(it, withContext));
  return scoreFindings(known, findings, strict);
}

describe('the given Dockerfiles', () => {
  const truth = read<Record<string, CaseTruth>>('truth.json');
  const cases = givenCases();

  it('are those that were built', () => {
    expect(measured(cases, truth)).toHaveLength(Object.keys(truth).length);
  });

  it.each([
    ['by names alone', {}],
    ['with the files of the context', { withContext: true }],
    ['with the compile caches', { strict: true }],
  ])('leave what the rules say, %s', (_, options) => {
    expect(scoreOf(cases, truth, options)).toEqual({ precision: 1, recall: 1, wrong: [], missed: [] });
  });
});

describe('our own Dockerfiles', () => {
  const truth = readTruth() as Record<string, CaseTruth>;
  const cases = ownCases();

  it('are mostly measured', () => {
    expect(measured(cases, truth).length).toBeGreaterThan(300);
  });

  it('leave what the rules say, with few exceptions by names alone', () => {
    const aboutContext = new Set(readCases().flatMap(({ name, family }) => (family === 'context' ? [name] : [])));
    const others = cases.filter(({ name }) => !aboutContext.has(name));
    const { precision, recall } = scoreOf(others, truth);
    expect(precision).toBeGreaterThan(0.97);
    expect(recall).toBeGreaterThan(0.97);
  });

  it('leave what the rules say, with the files of the context', () => {
    const { wrong, missed } = scoreOf(cases, truth, { withContext: true });
    expect({ wrong, missed }).toEqual({ wrong: [], missed: [] });
  });
});
