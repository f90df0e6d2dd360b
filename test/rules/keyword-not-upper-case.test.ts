import { expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { fixAll } from '../../server/src/features/fixAll';

const options = { ruleSet: ruleSetFor({ select: ['keyword-not-upper-case'] }) };

/** The keywords reported, each with the codes under which others would report it. */
function reported(text: string): string[] {
  return lintText(text, options).findings.map(({ span, aliases }) =>
    [text.slice(span.start, span.end), ...aliases].join(' '),
  );
}

it.each([
  ['all lower', 'from a\nrun b\n', ['from CASING_INSTRUCTION', 'run CASING_INSTRUCTION']],
  ['mostly upper', 'FROM a\nRUN b\nrun c\n', ['run CASING_INSTRUCTION ConsistentInstructionCasing']],
  ['as many lower as upper', 'FROM a\nrun b\n', ['run CASING_INSTRUCTION ConsistentInstructionCasing']],
  ['mixed', 'From a\n', ['From CASING_INSTRUCTION ConsistentInstructionCasing']],
  ['ARG before FROM, which does not count', 'ARG x\nfrom a\n', ['from CASING_INSTRUCTION']],
  ['a trigger, which BuildKit does not look at', 'FROM a\nONBUILD run b\n', ['run CASING_INSTRUCTION']],
  ['an unknown one, which is worse', 'FROM a\nrunn b\n', []],
])('codes of others: %s', (_, text, expected) => {
  expect(reported(text)).toEqual(expected);
});

it('fixes only letters of a keyword that is spread over lines', () => {
  expect(fixAll('fr\\\n# in between\n\noM a\n', options).text).toBe('FR\\\n# in between\n\nOM a\n');
});

it('knows letters that become others in lower case, as BuildKit does', () => {
  expect(fixAll('FROM a\nwor\u212adir /x\n', options).text).toBe('FROM a\nWORKDIR /x\n');
});
