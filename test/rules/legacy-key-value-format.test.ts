import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { expand } from '../../server/src/dockerfile/variables';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { fixAll } from '../../server/src/features/fixAll';
import '../support/propertyRuns';

const ruleSet = ruleSetFor({ select: ['legacy-key-value-format'] });

/** What the only instruction of a stage sets, as a build has it. */
function assigned(text: string): unknown {
  const { instructions, escape: escapeToken, problems } = parseDockerfile(text);
  const args = instructions[1]?.args;
  return {
    problems: problems.length,
    pairs:
      args?.form === 'pairs' &&
      args.pairs.map(({ key, value }) => [key.text, value && expand(value.text, escapeToken, () => 'v w').value]),
  };
}

const value = fc.string({
  unit: fc.constantFrom('a', ' ', '"', "'", '\\', '$', '=', '{', '}', '\t', '#'),
  minLength: 1,
});

it.each(['\\', '`'])('keeps the value, with %s as escape character', (escapeToken) => {
  fc.assert(
    fc.property(value, (written) => {
      const text = `# escape=${escapeToken}\nFROM scratch\nENV KEY ${written.replaceAll('\\', escapeToken)}x\n`;
      const before = assigned(text);
      const { text: fixed } = fixAll(text, { ruleSet });
      expect(assigned(fixed)).toEqual(before);
    }),
  );
});

it('fixes every value whose quotes are closed, that has no variables and does not look like one behind an equals sign', () => {
  fc.assert(
    fc.property(value, (written) => {
      const text = `FROM scratch\nENV KEY ${written}x\n`;
      const { problems } = parseDockerfile(text);
      const left = lintText(fixAll(text, { ruleSet }).text, { ruleSet }).findings;
      expect(left.length === 0 || problems.length > 0 || written.includes('$') || /^\s*=/.test(written)).toBe(true);
    }),
  );
});
