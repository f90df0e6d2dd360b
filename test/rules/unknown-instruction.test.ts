import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { applyEdits } from '../../server/src/text/edit';

const ruleSet = ruleSetFor({ select: ['unknown-instruction'] });

/** The messages, and the text after the first fix of each finding. */
function check(text: string): { readonly messages: string[]; readonly fixed: string } {
  const { findings } = lintText(text, { ruleSet });
  const edits = findings.flatMap(({ fixes }) => fixes[0]?.edits ?? []);
  return { messages: findings.map(({ message }) => message), fixed: applyEdits(text, edits) };
}

describe('a guess', () => {
  it.each([
    ['a letter too many', 'RUNN x', 'RUN x'],
    ['a letter too few', 'ENTRYPONT x', 'ENTRYPOINT x'],
    ['letters swapped', 'EVN a=b', 'ENV a=b'],
    ['lower case', 'runn x', 'run x'],
    ['mixed case', 'Lable a=b', 'LABEL a=b'],
    ['no blank before a list', 'CMD["a"]', 'CMD ["a"]'],
    ['no blank before a flag', 'COPY--from=a b c', 'COPY --from=a b c'],
    ['no blank before the next line', 'RUN\\\nid', 'RUN \\\nid'],
    ['a blank of another kind', 'RUN\u00a0id', 'RUN id'],
    ['a byte order mark in the middle', '\ufeffRUN id', 'RUN id'],
    ['a zero-width blank', 'RU\u200bN id', 'RUN id'],
    ['a missing continuation', 'RUN a &&\n  b', 'RUN a && \\\n  b'],
    ['a missing continuation behind a blank', 'RUN a && \n  b', 'RUN a && \\\n  b'],
  ])('is right about %s', (_, written, meant) => {
    expect(check(`FROM a\n${written}\n`).fixed).toBe(`FROM a\n${meant}\n`);
  });

  it('takes a lower-case word for a command where keywords are upper case', () => {
    expect(check('FROM a\nRUN b &&\nchmod +x c\n').messages).toEqual([
      'There is no instruction chmod: check the spelling, or end the line above with \\ if this line belongs to it.',
    ]);
    expect(check('from a\nrun b\nchmod +x c\n').messages).toEqual(['There is no instruction chmod: did you mean cmd?']);
  });

  it('uses the escape character of the file', () => {
    expect(check('# escape=`\nFROM a\nRUN b;\n  c\n').fixed).toBe('# escape=`\nFROM a\nRUN b; `\n  c\n');
  });

  it.each([
    ['a heredoc above', 'FROM a\nRUN <<E\nE\n/x\n'],
    ['a blank line between', 'FROM a\nRUN b\n\n/x\n'],
    ['nothing above', '/x\n'],
    ['nothing near', 'FROM a\n\n{{x}}\n'],
  ])('is not made with %s', (_, text) => {
    expect(check(text).fixed).toBe(text);
  });
});

it('says what a lonely continuation is', () => {
  expect(check('FROM a\n\\\n').messages).toEqual([
    'This line continues into nothing: remove the \\, or write an instruction.',
  ]);
});

it('does not repeat a whole line in its message', () => {
  expect(check(`FROM a\n${'x'.repeat(1000)}\n`).messages[0]!.length).toBeLessThan(160);
});
