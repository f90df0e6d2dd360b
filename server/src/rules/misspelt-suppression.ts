import { dialectOf } from './engine/names';
import type { SuppressedName, Suppression } from './engine/suppressions';
import { defineRule } from './rule';

export const misspeltSuppression = defineRule({
  id: 'misspelt-suppression',
  title: 'Suppression names no rule',
  aliases: [],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'A comment that should silence a rule does nothing when the name in it is wrong, and nobody tells. This rule does, ' +
    'for our own comments, and for those of other tools where their code is nearly one that we know.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\n# strata ignore=«keyword-not-uper-case»\nRUN id\n',
      fixed: 'FROM alpine:3.22\n# strata ignore=keyword-not-upper-case\nRUN id\n',
    },
    {
      note: 'Without a name, nothing is suppressed.',
      wrong: 'FROM alpine:3.22\n«# strata ignore»\nRUN id\n',
    },
    {
      note: 'BuildKit wants its own spelling to the letter.',
      wrong: 'FROM alpine:3.22\n# check=skip=«maintainerDeprecated»\nRUN id\n',
      fixed: 'FROM alpine:3.22\n# check=skip=MaintainerDeprecated\nRUN id\n',
    },
  ],
  references: [],
  messages: {
    similar: 'There is no rule or code {name}: did you mean {suggestion}?',
    unknown: 'There is no rule or code {name}: this comment does not suppress anything by it.',
    none: 'This comment suppresses nothing: name rules behind "=", separated by commas.',
  },
  check({ suppressions, report }) {
    for (const suppression of suppressions.all) {
      if (suppression.dialect === 'strata' && suppression.names.length === 0) {
        report({ span: suppression.span, message: 'none' });
      }
      for (const name of suppression.names) {
        const { span, written } = name;
        if (isSpelledRight(suppression, name)) {
          continue;
        }
        const suggestion = name.name ?? suppressions.suggest(written);
        if (suggestion && (suppression.dialect === 'strata' || dialectOf(suggestion) === suppression.dialect)) {
          report({
            span,
            message: 'similar',
            params: { name: written, suggestion },
            fixes: [{ title: `Write ${suggestion}`, safe: false, edits: [{ span, newText: suggestion }] }],
          });
        } else if (suppression.dialect !== 'buildkit') {
          report({ span, message: 'unknown', params: { name: written } });
        }
      }
    }
  },
});

/** We do not mind the case of a name; other tools do. A number that we do not have may be one of theirs. */
function isSpelledRight({ dialect }: Suppression, { name, written }: SuppressedName): boolean {
  const isNumber = dialect !== 'buildkit' && /^(DL|SC)\d{4}$/.test(written);
  return isNumber || (dialect === 'strata' ? name !== undefined : name === written);
}
