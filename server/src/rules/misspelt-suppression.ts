import type { DockerfileTree } from '../dockerfile/tree';
import type { Span } from '../text/span';
import { dialectOf } from './engine/names';
import type { SuppressionIndex } from './engine/suppressionIndex';
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
    'for our own comments, and for those of other tools where their code is nearly one that we know. ' +
    'It also knows a comment that is nearly one of those for us or for hadolint: `# strata disable=…`.',
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
      note: 'What should silence is called `ignore`.',
      wrong:
        'FROM alpine:3.22\n# «strata disable=»maintainer-deprecated\nRUN id\n# «hadolint ignore: »DL3006\nRUN ls\n',
      fixed: 'FROM alpine:3.22\n# strata ignore=maintainer-deprecated\nRUN id\n# hadolint ignore=DL3006\nRUN ls\n',
    },
    {
      note: 'A comment has a line of its own; behind an instruction it is a part of it.',
      wrong: 'FROM alpine:3.22\nRUN id «# strata ignore=maintainer-deprecated»\n',
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
    unread: 'This comment suppresses nothing: it has to begin with "# {beginning}".',
    behind: 'This suppresses nothing at the end of a line: write it on a line of its own above.',
    none: 'This comment suppresses nothing: name rules behind "=", separated by commas.',
  },
  check({ tree, suppressions, report }) {
    for (const { span, beginning } of unreadComments(tree, suppressions)) {
      report({
        span,
        message: 'unread',
        params: { beginning },
        fixes: [{ title: `Write ${beginning}`, safe: false, edits: [{ span, newText: beginning }] }],
      });
    }
    for (const span of commentsBehind(tree, suppressions)) {
      report({ span, message: 'behind' });
    }
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

/** The beginnings of comments that nobody reads although a name follows, and what they should be. */
function unreadComments({ comments, text }: DockerfileTree, { all, isName }: SuppressionIndex): Unread[] {
  if (!/#\s*(strata|hadolint)\b/i.test(text)) {
    return [];
  }
  const read = new Set(all.map(({ span }) => span.start));
  return comments.flatMap((comment) => {
    const match = read.has(comment.span.start) ? null : nearlyRead.exec(comment.text);
    if (!match) {
      return [];
    }
    const { tool, scope, word, sign, name } = match.groups!;
    const isMeant = sign !== '' || synonyms.test(word!);
    if (!isMeant || !isName(name!)) {
      return [];
    }
    const start = comment.span.start + 1 + match[0].search(/\S/);
    const span = { start, end: comment.span.start + 1 + match[0].length - name!.length };
    const isForFile = /file|global/i.test(`${scope} ${word}`);
    const beginning =
      tool!.toLowerCase() === 'strata'
        ? `strata ${isForFile ? 'ignore-file' : 'ignore'}=`
        : `hadolint ${isForFile ? 'global ' : scope ? 'stage ' : ''}ignore=`;
    return [{ span, beginning }];
  });
}

/** What would be a comment for us or for hadolint, if it did not stand behind something on its line. */
function commentsBehind({ text, instructions }: DockerfileTree, { isName }: SuppressionIndex): Span[] {
  if (!/#\s*(strata|hadolint)\s/.test(text)) {
    return [];
  }
  return instructions.flatMap(({ span: { start, end } }) =>
    [...text.slice(start, end).matchAll(behindSomething)].flatMap((match) => {
      const { before, comment, name } = match.groups!;
      const at = start + match.index + before!.length;
      return isName(name!) ? [{ start: at, end: at + comment!.length }] : [];
    }),
  );
}

const behindSomething =
  /^(?<before>[ \t]*[^\s#][^#\n]*[ \t])(?<comment>#[ \t]*(?:strata|hadolint)[ \t]+(?:global[ \t]+|stage[ \t]+)?ignore(?:-file)?[ \t]*=[ \t]*(?<name>[A-Za-z][\w-]*)[^\n\r]*)/gm;

interface Unread {
  readonly span: Span;
  readonly beginning: string;
}

const nearlyRead =
  /^\s*(?<tool>strata|hadolint)(?:[\s:-]+(?<scope>global|stage))?[\s:-]+(?!shell\b)(?<word>[a-z][a-z-]*)\s*(?<sign>[=:]?)\s*(?<name>[A-Za-z][\w-]*)/i;
const synonyms = /^(ignore|disable|skip|suppress|off)(-|$)/i;

/** We do not mind the case of a name; other tools do. A number that we do not have may be one of theirs. */
function isSpelledRight({ dialect }: Suppression, { name, written }: SuppressedName): boolean {
  const isNumber = dialect !== 'buildkit' && /^(DL|SC)\d{4}$/.test(written);
  return isNumber || (dialect === 'strata' ? name !== undefined : name === written);
}
