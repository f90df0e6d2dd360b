import { triggerProblems } from '../dockerfile/triggers';
import { firingFrom, judgeTrigger } from './engine/triggers';
import { defineRule } from './rule';

export const failingTrigger = defineRule({
  id: 'failing-trigger',
  title: 'ONBUILD trigger that cannot work',
  aliases: [],
  category: 'correctness',
  otherCategories: ['build'],
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'Docker stores what follows `ONBUILD` without a closer look, and runs it in the build of whoever begins with ' +
    '`FROM` this image. A mistake in it lets this image build, and breaks every build upon it. When a later stage of the ' +
    'same file begins with it, and is needed for the last one, it is an error: Docker refuses this build, too.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nONBUILD COPY --«form»=build /app /app\n',
      right: 'FROM alpine:3.22\nONBUILD COPY --from=build /app /app\n',
    },
    {
      note: 'An error, because the second stage runs it.',
      wrong: 'FROM alpine:3.22 AS base\nONBUILD EXPOSE «http»\nFROM base\n',
      right: 'FROM alpine:3.22 AS base\nONBUILD EXPOSE 80\nFROM base\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#onbuild'],
  messages: {
    fails: 'This will fail for whoever builds upon this image: {problem}',
    failsHere: 'This fails in line {line}, which begins with this stage: {problem}',
  },
  check({ tree, model, report }) {
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
          const firing = firingFrom(model, instruction);
          report({ span, ...judgeTrigger(firing, 'fails', 'failsHere', message) });
        }
      }
    }
  },
});

/** Problems of triggers that rules of their own speak of. */
const reportedElsewhere: ReadonlySet<string> = new Set(['unknown-instruction', 'missing-arguments']);
