import type { DockerfileTree } from '../dockerfile/tree';
import { lineAt } from '../text/lines';
import type { Span } from '../text/span';
import { swallowedIn } from './engine/swallowed';
import { defineRule } from './rule';

export const emptyContinuationLine = defineRule({
  id: 'empty-continuation-line',
  title: 'Empty line inside an instruction',
  aliases: ['NoEmptyContinuation', 'EMPTY_CONTINUATION_LINE'],
  category: 'deprecated',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'A line that ends in `\\` goes on in the next one. When that is empty, Docker skips it and takes the line behind it, ' +
    'which is easily overlooked: a blank line looks like an end. Docker has announced that it will become an error.',
  differs:
    'Lines of heredocs are text, and empty ones are fine there; dockerfile-utils knows that only for `COPY` and `RUN`. ' +
    'BuildKit names the last line of the instruction, this rule the empty line.' +
    ' A backslash at the very end of a file continues nothing.' +
    ' Where another instruction stands behind the empty line, that one is reported (`swallowed-instruction`).',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nRUN id && \\\n«\n»  true\n',
      right: 'FROM alpine:3.22\nRUN id && \\\n  true\n',
      fixed: 'FROM alpine:3.22\nRUN id && \\\n  true\n',
    },
    {
      note: 'One finding for one instruction; a comment keeps lines apart as well.',
      wrong: 'FROM alpine:3.22\nRUN id && \\\n«   \n»  uname && \\\n\n  # Then this.\n  true\n',
      fixed: 'FROM alpine:3.22\nRUN id && \\\n  uname && \\\n  # Then this.\n  true\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/no-empty-continuation/'],
  messages: { empty: 'Remove the empty line, or put a # into it: it does not end the instruction above.' },
  check({ tree, report }) {
    for (const instruction of tree.instructions) {
      const { emptyLines, keywordSpan, name } = instruction;
      if (emptyLines.length === 0) {
        continue;
      }
      // In front of what looks like an instruction, the line is as it should be and what goes on is the mistake.
      const swallowed = swallowedIn(tree, instruction);
      const [first, ...others] = emptyLines
        .filter(({ start }) => !swallowed || start < swallowed.joint.start || start > swallowed.keyword.start)
        .map(({ start }) => wholeLine(tree, start));
      if (!first) {
        continue;
      }
      report({
        span: first,
        message: 'empty',
        related: [
          { span: keywordSpan, message: `The ${name ?? 'instruction'} that goes on begins here.` },
          ...others.map((span) => ({ span, message: 'This line is empty, too.' })),
        ],
        fixes: [
          {
            title: others.length > 0 ? 'Remove the empty lines' : 'Remove the empty line',
            safe: true,
            edits: [first, ...others].map((span) => ({ span, newText: '' })),
          },
        ],
      });
    }
  },
});

/** The line that begins at an offset, with its line break. */
function wholeLine({ lines, text }: DockerfileTree, start: number): Span {
  return { start, end: lines.starts[lineAt(lines, start) + 1] ?? text.length };
}
