import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { fixAll } from '../../server/src/features/fixAll';
import { rules } from '../../server/src/rules';
import { applyEdits } from '../../server/src/text/edit';
import { marked } from '../support/marks';

const all = ruleSetFor({ profile: 'strict' });

/** Every text that a rule reports as an example, written in several ways. */
const texts = rules.flatMap(({ id, examples }) =>
  examples.flatMap(({ wrong }, index) => {
    const { text } = marked(wrong);
    const commented = text.replace(/^(RUN|COPY|ENV|ARG|CMD)\b/gm, '# Remark.\n$1');
    return [
      [`${id} ${index + 1}`, text],
      [`${id} ${index + 1} with CRLF`, text.replaceAll('\n', '\r\n')],
      [`${id} ${index + 1} with remarks`, commented],
      [`${id} ${index + 1} without a last line break`, text.trimEnd()],
    ] as const;
  }),
);

function problemsOf(text: string): number {
  return parseDockerfile(text).problems.length;
}

describe.each(texts)('%s', (_, text) => {
  it('stays a Dockerfile with each fix, with the same remarks and line breaks', () => {
    for (const { rule, fixes } of lintText(text, { ruleSet: all }).findings) {
      for (const { title, edits } of fixes) {
        const fixed = applyEdits(text, edits);
        expect(fixed, `${rule}: ${title}`).not.toBe(text);
        // Some mend one of several faults in one place.
        expect(problemsOf(fixed), `${rule}: ${title}`).toBeLessThanOrEqual(problemsOf(text));
        if (text.includes('\r\n')) {
          expect(fixed, `${rule}: ${title}`).not.toMatch(/[^\r]\n/);
        }
      }
    }
  });

  it('is done after all safe fixes', () => {
    const once = fixAll(text, { ruleSet: all });
    expect(fixAll(once.text, { ruleSet: all }).text).toBe(once.text);
    expect(problemsOf(once.text)).toBeLessThanOrEqual(problemsOf(text));
    const remarks = (each: string) => each.split(/#.*Remark/i).length;
    expect(remarks(once.text)).toBe(remarks(text));
  });
});
