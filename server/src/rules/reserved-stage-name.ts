import { namePlaces } from '../model/stageReferences';
import { defineRule } from './rule';

export const reservedStageName = defineRule({
  id: 'reserved-stage-name',
  title: 'Stage name has a meaning of its own',
  aliases: ['DL3063', 'ReservedStageName'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    '`scratch` is the empty image and `context` the build context. A stage of such a name hides what readers and tools ' +
    'take it for, and other versions of Docker may refuse it.',
  differs: 'hadolint compares the case of the name, Docker does not.',
  examples: [
    {
      wrong: 'FROM alpine:3.22 AS «context»\nRUN id\n',
      right: 'FROM alpine:3.22 AS sources\nRUN id\n',
      fixed: 'FROM alpine:3.22 AS context-stage\nRUN id\n',
    },
    {
      wrong: 'FROM alpine:3.22 AS «scratch»\nFROM alpine:3.22\nCOPY --from=scratch /a /a\n',
      fixed: 'FROM alpine:3.22 AS scratch-stage\nFROM alpine:3.22\nCOPY --from=scratch-stage /a /a\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/reserved-stage-name/'],
  messages: { reserved: 'The name {name} has a meaning of its own in Docker: choose another one for this stage.' },
  check({ model, report }) {
    let places: ReturnType<typeof namePlaces> | undefined;
    for (const stage of model.stages) {
      const { name, from } = stage;
      if (name !== 'scratch' && name !== 'context') {
        continue;
      }
      const newName = `${name}-stage`;
      places ??= namePlaces(model);
      const isFree = model.stages.every((other) => other.name !== newName);
      report({
        span: from.args.form === 'words' ? from.args.words[2]!.span : from.keywordSpan,
        message: 'reserved',
        params: { name },
        fixes: isFree
          ? [
              {
                title: `Rename this stage to ${newName}`,
                safe: false,
                edits: (places.get(stage) ?? []).map((span) => ({ span, newText: newName })),
              },
            ]
          : [],
      });
    }
  },
});
