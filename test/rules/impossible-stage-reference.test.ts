import { expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { marked, withMarks } from '../support/marks';

const ruleSet = ruleSetFor({ select: ['impossible-stage-reference', 'impossible-base-image'] });

function check(source: string): void {
  const { text } = marked(source);
  const { findings } = lintText(text, { ruleSet });
  expect(
    withMarks(
      text,
      findings.map(({ span }) => span),
    ),
  ).toBe(source);
}

it.each([
  ['a number that is too high', 'FROM x\nCOPY --from=«1» a b\n'],
  ['a number below zero', 'FROM x\nFROM y\nCOPY --from=«-1» a b\n'],
  ['a number with a sign', 'FROM x\nFROM y\nCOPY --from=+0 a b\n'],
  ['its own number', 'FROM x\nCOPY --from=«0» a b\n'],
  ['its own name in another case', 'FROM x AS a\nCOPY --from=«A» a b\n'],
  ['a later stage', 'FROM x\nCOPY --from=«b» a b\nFROM y AS b\n'],
  ['a later number', 'FROM x\nCOPY --from=«1» a b\nFROM y\n'],
  ['a mount of a later stage', 'FROM x\nRUN --mount=from=«bb»,target=/x ls\nFROM a AS bb\n'],
  ['a number in a mount, which is an image', 'FROM x\nRUN --mount=from=0,target=/x ls\n'],
  ['an image', 'FROM x\nCOPY --from=nginx a b\n'],
  ['a number behind the stages that an image has', 'FROM x\nCOPY --from=nginx a b\nCOPY --from=1 a b\n'],
  ['the earlier of two with one name, which is not meant', 'FROM x AS a\nFROM y\nCOPY --from=«a» a b\nFROM z AS a\n'],
  ['a variable', 'FROM x\nCOPY --from=$A a b\n'],
  ['nothing', 'FROM x\nCOPY --from= a b\n'],
  ['an undeclared variable', 'FROM «$A»\n'],
  ['an undeclared variable with a default', 'FROM ${A:-x}\n'],
  ['a declared variable', 'ARG A\nFROM $A\n'],
  ['a variable of the platform', 'FROM $BUILDVARIANT\n'],
  ['an undeclared tag', 'FROM «x:$A»\n'],
])('judges %s', (_, source) => {
  check(source);
});
