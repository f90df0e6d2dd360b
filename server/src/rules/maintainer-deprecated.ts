import type { Instruction } from '../dockerfile/tree';
import type { TextEdit } from '../text/edit';
import { originOffset } from '../text/view';
import { defineRule, type Fix } from './rule';

export const maintainerDeprecated = defineRule({
  id: 'maintainer-deprecated',
  title: 'MAINTAINER is deprecated',
  aliases: ['DL4000', 'MaintainerDeprecated', 'DEPRECATED_MAINTAINER'],
  category: 'deprecated',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`MAINTAINER` has been deprecated since Docker 1.13. It fills a field of its own that few tools show. A label ' +
    'does the same and stands beside the other facts about the image, where `docker inspect` and registries look ' +
    'for them; `org.opencontainers.image.authors` is the key that the OCI image specification gives to it.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\n«MAINTAINER» Jane Doe <jane@example.com>\n',
      right: 'FROM alpine:3.22\nLABEL org.opencontainers.image.authors="Jane Doe <jane@example.com>"\n',
      fixed: 'FROM alpine:3.22\nLABEL org.opencontainers.image.authors="Jane Doe <jane@example.com>"\n',
    },
    {
      note: 'Labels know variables and escapes, so the fix protects what would be taken for one.',
      wrong: 'FROM alpine:3.22\n«maintainer» "Jane" $Doe, R\\D\n',
      fixed: 'FROM alpine:3.22\nLABEL org.opencontainers.image.authors="\\"Jane\\" \\$Doe, R\\\\D"\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#maintainer-deprecated',
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  ],
  messages: {
    deprecated: 'MAINTAINER is deprecated: use LABEL org.opencontainers.image.authors="…" instead.',
  },
  check({ tree, report }) {
    for (const instruction of tree.instructions) {
      if (instruction.name === 'MAINTAINER') {
        report({
          span: instruction.keywordSpan,
          message: 'deprecated',
          tags: ['deprecated'],
          fixes: fixesFor(instruction, tree.escape),
        });
      }
    }
  },
});

/**
 * Turns the instruction into a label by inserting what is missing, so that continuations and comments stay.
 * The value is taken as it is by MAINTAINER, but unquoted and expanded by LABEL.
 */
function fixesFor({ keywordSpan, args, flags }: Instruction, escapeWith: string): Fix[] {
  // Without a value, or with a flag, the build fails anyhow; there is nothing to keep.
  if (args.form !== 'text' || args.word.text === '' || flags.length > 0) {
    return [];
  }
  const { text, view } = args.word;
  const quote = wholeQuote(text);
  const [from, to] = quote ? [1, text.length - 1] : [0, text.length];
  const edits: TextEdit[] = [{ span: keywordSpan, newText: 'LABEL' }];
  const replace = (start: number, end: number, newText: string): void => {
    const at = originOffset(view, start, start === text.length ? 'end' : 'start');
    edits.push({ span: { start: at, end: end > start ? originOffset(view, end, 'end') : at }, newText });
  };
  replace(0, from, 'org.opencontainers.image.authors="');
  for (let at = from; at < to; at++) {
    const isEscaped = quote === '"' && text[at] === escapeWith && text[at + 1] === '"';
    if (isEscaped) {
      at++;
    } else if (text[at] === '"' || text[at] === '$' || text[at] === escapeWith) {
      replace(at, at, escapeWith);
    }
  }
  replace(to, text.length, '"');
  return [{ title: 'Use a label instead', safe: true, edits }];
}

/** The quotes around the whole value, which MAINTAINER would keep and nobody wants. */
function wholeQuote(text: string): '"' | "'" | undefined {
  const quote = text[0];
  const isWhole = text.length > 2 && (quote === '"' || quote === "'") && text.indexOf(quote, 1) === text.length - 1;
  return isWhole ? quote : undefined;
}
