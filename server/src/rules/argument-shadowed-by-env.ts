import type { Stage } from '../model/stages';
import type { VariableWriting } from '../model/variables';
import { lineAt } from '../text/lines';
import { defineRule } from './rule';

export const argumentShadowedByEnv = defineRule({
  id: 'argument-shadowed-by-env',
  title: 'ENV hides a build argument',
  aliases: [],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    '`ARG` and `ENV` of one name are one variable of the stage, and the later one counts. When `ENV` sets another value ' +
    'before anything has used the argument, whoever gives the argument gives it for nothing. `ENV NAME=$NAME` keeps it. ' +
    'The other way round, an `ARG` below `ENV` changes the value for the build, but the image keeps the first one.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nARG «VERSION»=1\nENV VERSION=2\nRUN echo $VERSION\n',
      right: 'FROM alpine:3.22\nARG VERSION=1\nENV VERSION=$VERSION\nRUN echo $VERSION\n',
    },
    {
      wrong: 'FROM alpine:3.22\nENV VERSION=1\nARG «VERSION»=2\nRUN echo $VERSION\n',
      right: 'FROM alpine:3.22\nARG VERSION=2\nENV VERSION=$VERSION\nRUN echo $VERSION\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#using-arg-variables'],
  messages: {
    hidden: 'This argument has no effect, since ENV sets {name} again in line {line}: write ENV {name}=${name} there.',
    differs: 'In the build {name} is this argument, in the image what ENV says in line {line}: use one for both.',
  },
  check({ tree, model, report }) {
    const { writings, uses } = model.variables;
    const before = new Map<string, VariableWriting>();
    const usesByName = new Map<string, number[]>();
    for (const { name, span } of uses) {
      const places = usesByName.get(name) ?? [];
      places.push(span.start);
      usesByName.set(name, places);
    }
    // What can have read an argument from its environment.
    const runs = tree.instructions.flatMap(({ name, span }) =>
      name === 'RUN' || name === 'ONBUILD' ? span.start : [],
    );
    let stage: Stage | undefined;
    for (const writing of writings) {
      if (writing.stage !== stage) {
        stage = writing.stage;
        before.clear();
      }
      const { name, kind, pair, instruction } = writing;
      const earlier = stage && before.get(name);
      before.set(name, writing);
      if (!earlier || earlier.kind === kind) {
        continue;
      }
      const related = (other: VariableWriting) => [
        { span: other.pair.key.span, message: `${other.kind} sets it here.` },
      ];
      if (kind === 'ENV') {
        const end = instruction.span.end;
        const isUsed =
          isAnyWithin(usesByName.get(name), earlier.from, end) ||
          isAnyWithin(runs, earlier.from, instruction.span.start);
        if (!isUsed) {
          const params = { name, line: lineAt(tree.lines, pair.key.span.start) + 1 };
          report({
            span: earlier.pair.key.span,
            message: 'hidden',
            params,
            tags: ['unnecessary'],
            related: related(writing),
          });
        }
      } else if (pair.value) {
        const params = { name, line: lineAt(tree.lines, earlier.pair.key.span.start) + 1 };
        report({ span: pair.key.span, message: 'differs', params, severity: 'info', related: related(earlier) });
      }
    }
  },
});

/** True when one of the ascending offsets lies in `[start, end)`. */
function isAnyWithin(offsets: readonly number[] | undefined, start: number, end: number): boolean {
  let low = 0;
  let high = offsets?.length ?? 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets![middle]! < start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return (offsets?.[low] ?? Number.POSITIVE_INFINITY) < end;
}
