import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lex } from '../../server/src/dockerfile/shellLexer';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { fixAll } from '../../server/src/features/fixAll';
import '../support/propertyRuns';

const options = { ruleSet: ruleSetFor({ select: ['maintainer-deprecated'] }) };

/** What the label that the fix makes says once BuildKit has read and expanded it; undefined when there is no such label. */
function labelOf(text: string): string | undefined {
  const { tree } = fixAll(text, options).lint;
  const args = tree.instructions[1]?.args;
  const pair = args?.form === 'pairs' && args.pairs.length === 1 && !args.legacy ? args.pairs[0] : undefined;
  expect(tree.problems).toEqual([]);
  expect(pair?.key.text).toBe('org.opencontainers.image.authors');
  return pair?.value && lex(pair.value.text, { escape: tree.escape, lookup: () => 'VALUE' }).text;
}

it.each([
  ['Jane', 'Jane'],
  ['"Jane Doe"', 'Jane Doe'],
  ["'Jane Doe'", 'Jane Doe'],
  ['"Jane \\"J\\" Doe"', '"Jane \\"J\\" Doe"'],
  ['"Jane" and "John"', '"Jane" and "John"'],
  ["Jane O'Hara", "Jane O'Hara"],
  ['$HOME ${x:-y} $$', '$HOME ${x:-y} $$'],
  ['a\\b \\n \\\\', 'a\\b \\n \\\\'],
  ['a=b "c=d"', 'a=b "c=d"'],
  ['one \\\n# comment\n  two', 'one   two'],
  ['""', '""'],
  ['"', '"'],
  ['<<EOF', '<<EOF'],
  ['# hash', '# hash'],
])('keeps the value of %j', (written, value) => {
  expect(labelOf(`FROM a\nMAINTAINER ${written}\n`)).toBe(value);
});

it('keeps the value with another escape character', () => {
  expect(labelOf('# escape=`\nFROM a\nMAINTAINER C:\\`Jane` "$x"\n')).toBe('C:\\`Jane` "$x"');
});

it('keeps comments and continuations', () => {
  const { text } = fixAll('FROM a\n  maintainer \\\n  # who\n  Jane "J" \\\n\n  Doe\nRUN id\n', options);
  expect(text).toBe(
    'FROM a\n  LABEL \\\n  # who\n  org.opencontainers.image.authors="Jane \\"J\\" \\\n\n  Doe"\nRUN id\n',
  );
});

it('offers nothing where the build fails anyhow', () => {
  for (const text of ['FROM a\nMAINTAINER\n', 'FROM a\nMAINTAINER --x Jane\n']) {
    const { findings } = lintText(text, options);
    expect(findings.map(({ fixes }) => fixes)).toEqual([[]]);
  }
});

it('keeps any value', () => {
  const value = fc
    .array(fc.constantFrom('"', "'", '$', '${', '}', '\\', '`', ' ', 'a', 'é', '\u{1f600}', '=', '<<', '#', '{x}'), {
      minLength: 1,
    })
    .map((parts) => `J${parts.join('')}D`);
  fc.assert(
    fc.property(value, fc.constantFrom('', '# escape=`\n'), (written, directive) => {
      expect(labelOf(`${directive}FROM a\nMAINTAINER ${written}\n`)).toBe(written);
    }),
  );
});
