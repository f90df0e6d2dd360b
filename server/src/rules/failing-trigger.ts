import { triggerProblems } from '../dockerfile/triggers';
import { defineRule } from './rule';

export const failingTrigger = defineRule({
  id: 'failing-trigger',
  title: 'ONBUILD trigger that cannot work',
  aliases: [],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'Docker stores what follows `ONBUILD` without a closer look, and runs it in the build of whoever begins with ' +
    '`FROM` this image. A mistake in it lets this image build, and breaks every build upon it.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nONBUILD COPY --«form»=build /app /app\n',
      right: 'FROM alpine:3.22\nONBUILD COPY --from=build /app /app\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#onbuild'],
  messages: { fails: 'This will fail for whoever builds upon this image: {problem}' },
  check({ tree, report }) {
    let next = 0;
    for (const instruction of tree.instructions) {
      if (!instruction.trigger) {
        continue;
      }
      // What Docker refuses at once is an error of its own.
      const { problems } = tree;
      while (next < problems.length && problems[next]!.span.start < instruction.span.start) {
        next++;
      }
      if (next < problems.length && problems[next]!.span.start < instruction.span.end) {
        continue;
      }
      for (const { code, span, message } of triggerProblems(tree, instruction)) {
        if (!reportedElsewhere.has(code)) {
          report({ span, message: 'fails', params: { problem: message } });
        }
      }
    }
  },
});

/** Problems of triggers that rules of their own speak of. */
const reportedElsewhere: ReadonlySet<string> = new Set(['unknown-instruction', 'missing-arguments']);
