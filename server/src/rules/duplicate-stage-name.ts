import { namePlaces } from '../model/stageReferences';
import type { Stage } from '../model/stages';
import { defineRule } from './rule';

export const duplicateStageName = defineRule({
  id: 'duplicate-stage-name',
  title: 'Two stages have the same name',
  aliases: ['DL3024', 'DuplicateStageName', 'DUPLICATE_BUILD_STAGE_NAME'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Docker builds this, but which stage a name means then depends on who asks: `FROM` takes the nearest one above, ' +
    '`COPY --from`, mounts and `--target` take the last one of the file. Names that differ only in case are the same.',
  differs: 'hadolint compares upper and lower case, Docker does not. dockerfile-utils calls it an error; it builds.',
  examples: [
    {
      wrong: 'FROM alpine:3.22 AS tools\nRUN make\n\nFROM alpine:3.22 AS «tools»\nRUN make install\n',
      right: 'FROM alpine:3.22 AS tools\nRUN make\n\nFROM alpine:3.22 AS installer\nRUN make install\n',
      fixed: 'FROM alpine:3.22 AS tools\nRUN make\n\nFROM alpine:3.22 AS tools-2\nRUN make install\n',
    },
    {
      note: 'What means the later stage goes with it.',
      wrong: 'FROM alpine:3.22 AS a\nFROM alpine:3.22 AS «a»\nFROM alpine:3.22\nCOPY --from=a /x /y\n',
      fixed: 'FROM alpine:3.22 AS a\nFROM alpine:3.22 AS a-2\nFROM alpine:3.22\nCOPY --from=a-2 /x /y\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/duplicate-stage-name/'],
  messages: { duplicate: 'There is a stage {name} in line {line} already: give this one a name of its own.' },
  check({ model, report }) {
    const first = new Map<string, Stage>();
    let places: ReturnType<typeof namePlaces> | undefined;
    const numbers = new Map<string, number>();
    const taken = new Set(model.stages.flatMap(({ name }) => name ?? []));
    for (const stage of model.stages) {
      const { name } = stage;
      if (name === undefined) {
        continue;
      }
      const before = first.get(name);
      if (!before) {
        first.set(name, stage);
        continue;
      }
      const number = freeNumber(name, (numbers.get(name) ?? 1) + 1, taken);
      numbers.set(name, number);
      const newName = `${name}-${number}`;
      places ??= namePlaces(model);
      report({
        span: aliasSpan(stage),
        message: 'duplicate',
        params: { name, line: before.from.firstLine + 1 },
        related: [{ span: aliasSpan(before), message: 'This stage has the name first.' }],
        fixes: [
          {
            title: `Rename this stage to ${newName}`,
            safe: false,
            edits: (places.get(stage) ?? []).map((span) => ({ span, newText: newName })),
          },
        ],
      });
    }
  },
});

function aliasSpan({ from }: Stage) {
  return from.args.form === 'words' && from.args.words[2] ? from.args.words[2].span : from.keywordSpan;
}

/** The first number from one on with which a name is not taken. */
function freeNumber(name: string, from: number, taken: ReadonlySet<string>): number {
  let number = from;
  while (taken.has(`${name}-${number}`)) {
    number++;
  }
  return number;
}
