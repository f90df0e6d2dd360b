import type { Instruction } from '../dockerfile/tree';
import { namePlaces } from '../model/stageReferences';
import { type Span, textOf } from '../text/span';
import { defineRule } from './rule';

export const stageNameNotLowerCase = defineRule({
  id: 'stage-name-not-lower-case',
  title: 'Stage name is not in lower case',
  aliases: ['StageNameCasing'],
  category: 'style',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Docker stores the name of a stage in lower case, and `FROM` finds it only when it is written so: below ' +
    '`FROM alpine AS Base`, the line `FROM Base` does not build. `COPY --from` takes any case. Write the name in lower ' +
    'case everywhere, so that it works everywhere; the fix changes every place that names the stage.',
  differs: 'BuildKit says so also of what it then refuses as a name, such as one with a variable.',
  examples: [
    {
      wrong: 'FROM alpine:3.22 AS «BuildBase»\nRUN id\n',
      right: 'FROM alpine:3.22 AS buildbase\nRUN id\n',
      fixed: 'FROM alpine:3.22 AS buildbase\nRUN id\n',
    },
    {
      note: 'Every place that names the stage is rewritten.',
      wrong:
        'FROM alpine:3.22 AS «Tools»\nRUN make\n\nFROM alpine:3.22\nCOPY --from=Tools /a /a\nRUN --mount=from=TOOLS,target=/t id\n',
      fixed:
        'FROM alpine:3.22 AS tools\nRUN make\n\nFROM alpine:3.22\nCOPY --from=tools /a /a\nRUN --mount=from=tools,target=/t id\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/stage-name-casing/'],
  messages: { casing: 'Write the stage name {name} in lower case, as {lower}.' },
  check({ tree, model, report }) {
    const named = model.stages.filter(({ from, name }) => aliasOf(from)?.text !== name);
    if (named.length === 0) {
      return;
    }
    const names = namePlaces(model);
    for (const stage of named) {
      const alias = aliasOf(stage.from);
      // Of a name that is none, something else is told.
      if (!alias || stage.name === undefined || !/^[a-z][\w.-]*$/i.test(alias.text)) {
        continue;
      }
      const places = names.get(stage) ?? [];
      // FROM does not find the stage under another case, so these are no references yet.
      const misses = model.stages.flatMap(({ from, index, image }) => {
        const base = from.args.form === 'words' ? from.args.words[0] : undefined;
        const isMiss = index > stage.index && base && image === base.text && base.text.toLowerCase() === stage.name;
        return isMiss ? [base.span] : [];
      });
      const edits = [...places, ...misses].flatMap((span) => lowerCaseEdit(tree.text, span));
      report({
        span: alias.span,
        message: 'casing',
        params: { name: alias.text, lower: stage.name },
        fixes: [{ title: 'Write the stage name in lower case everywhere', safe: true, edits }],
      });
    }
  },
});

function aliasOf({ args }: Instruction) {
  return args.form === 'words' && args.words.length === 3 ? args.words[2] : undefined;
}

function lowerCaseEdit(text: string, span: Span) {
  const written = textOf(text, span);
  const newText = written.toLowerCase();
  return newText === written ? [] : [{ span, newText }];
}
