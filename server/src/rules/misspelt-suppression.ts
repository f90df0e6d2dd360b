import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import { lineBreakOf } from '../text/lineBreak';
import type { Span } from '../text/span';
import { dialectOf } from './engine/names';
import type { SuppressionIndex } from './engine/suppressionIndex';
import { removeComment, removeName } from './engine/suppressionRemoval';
import type { SuppressedName, Suppression } from './engine/suppressions';
import { defineRule, type Fix } from './rule';

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
      note: 'A name that is like none of ours can only go.',
      wrong: 'FROM alpine:3.22\n# strata ignore=«no-such-rule»,latest-tag\nRUN id\n',
      fixed: 'FROM alpine:3.22\n# strata ignore=latest-tag\nRUN id\n',
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
      fixed: 'FROM alpine:3.22\n# strata ignore=maintainer-deprecated\nRUN id\n',
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
    unknown: 'There is no rule or code {name}: correct the name, or remove it.',
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
    for (const { span, instruction } of commentsBehind(tree, suppressions)) {
      const fix = moveAbove(span, instruction, tree);
      report({ span, message: 'behind', fixes: fix ? [fix] : [] });
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
          const { names } = suppression;
          const fix = names.length > 1 ? removeName(name, names) : removeComment(suppression, tree);
          report({ span, message: 'unknown', params: { name: written }, fixes: [{ ...fix, safe: false }] });
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
function commentsBehind({ text, instructions }: DockerfileTree, { isName }: SuppressionIndex): Behind[] {
  if (!/#\s*(strata|hadolint)\s/.test(text)) {
    return [];
  }
  return instructions.flatMap((instruction) => {
    const { start, end } = instruction.span;
    return [...text.slice(start, end).matchAll(behindSomething)].flatMap((match) => {
      const { before, comment, name } = match.groups!;
      const at = start + match.index + before!.length;
      return isName(name!) ? [{ instruction, span: { start: at, end: at + comment!.length } }] : [];
    });
  });
}

/** Puts a comment where it is read; undefined in a heredoc, and where the line goes on behind the comment. */
function moveAbove(
  { start, end }: Span,
  instruction: Instruction,
  { text, escape: continuation }: DockerfileTree,
): Fix | undefined {
  const comment = text.slice(start, end).trimEnd();
  const heredoc = instruction.heredocs[0];
  if (comment.endsWith(continuation) || (heredoc && start >= heredoc.body.start)) {
    return undefined;
  }
  // hadolint reads what stands above the instruction, never what stands within.
  const below = /^#\s*hadolint/.test(comment) ? instruction.span.start : start;
  const line = Math.max(text.lastIndexOf('\n', below - 1) + 1, text.startsWith('\ufeff') ? 1 : 0);
  const indent = /^[ \t]*/.exec(text.slice(line, start))![0];
  const gap = start - text.slice(line, start).trimEnd().length - line;
  return {
    title: 'Move the comment above',
    safe: false,
    edits: [
      { span: { start: line, end: line }, newText: indent + comment + lineBreakOf(text) },
      { span: { start: start - gap, end }, newText: '' },
    ],
  };
}

const behindSomething =
  /^(?<before>[ \t]*[^\s#][^#\n]*[ \t])(?<comment>#[ \t]*(?:strata|hadolint)[ \t]+(?:global[ \t]+|stage[ \t]+)?ignore(?:-file)?[ \t]*=[ \t]*(?<name>[A-Za-z][\w-]*)[^\n\r]*)/gm;

interface Behind {
  readonly span: Span;
  readonly instruction: Instruction;
}

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
