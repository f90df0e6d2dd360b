import { mountsOf } from '../dockerfile/mounts';
import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import type { Stage } from '../model/stages';
import { closestName } from '../text/closestName';
import type { Span } from '../text/span';
import { defineRule, type Report } from './rule';

export const impossibleStageReference = defineRule({
  id: 'impossible-stage-reference',
  title: 'Stage that is not there yet',
  aliases: ['DL3022', 'DL3023'],
  category: 'build',
  otherCategories: ['correctness'],
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Stages are built from the top down, and each can take files only from those above it: not from itself, not from a ' +
    'later one, and not from a number that no stage has. Docker stops at each of these. A name that no stage has is ' +
    'taken for an image, which is fine, unless it is only misspelt.',
  differs:
    'hadolint reports `--from=nginx`, which is an image (only a name that is nearly one of a stage is a warning here), knows names only in the same case, takes the number of the ' +
    'stage itself for good, and does not look at mounts.',
  examples: [
    {
      wrong: 'FROM alpine:3.22 AS build\nRUN make\nFROM alpine:3.22\nCOPY --from=«2» /app /app\n',
      right: 'FROM alpine:3.22 AS build\nRUN make\nFROM alpine:3.22\nCOPY --from=build /app /app\n',
    },
    {
      wrong: 'FROM alpine:3.22 AS run\nCOPY --from=«build» /app /app\nFROM alpine:3.22 AS build\nRUN make\n',
      right: 'FROM alpine:3.22 AS build\nRUN make\nFROM alpine:3.22 AS run\nCOPY --from=build /app /app\n',
    },
    {
      note: 'A misspelt name is only a warning, since it might be an image.',
      wrong: 'FROM alpine:3.22 AS builder\nRUN make\nFROM alpine:3.22\nCOPY --from=«bulider» /app /app\n',
      fixed: 'FROM alpine:3.22 AS builder\nRUN make\nFROM alpine:3.22\nCOPY --from=builder /app /app\n',
    },
    {
      note: 'A stage cannot take from itself.',
      wrong: 'FROM alpine:3.22 AS build\nCOPY --from=«Build» /a /b\nRUN --mount=from=«build»,target=/x id\n',
      right: 'FROM alpine:3.22 AS build\nRUN cp -r /a /b\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  messages: {
    similar: 'No stage is named {name}, so this is taken for an image: did you mean {suggestion}?',
    number: 'There is no stage {number}: the {count} stages of this file are numbered from 0 to {last}.',
    onlyOne: 'There is no stage {number}: the only stage of this file is number 0.',
    later: 'The stage {name} begins only in line {line}: move it above this one.',
    itself: 'A stage cannot take files from itself: name an earlier one, or use RUN to copy.',
  },
  check({ tree, model, report }) {
    const byName = new Map<string, Stage>();
    for (const stage of model.stages) {
      if (stage.name !== undefined) {
        byName.set(stage.name, stage);
      }
    }
    let imagesSoFar = 0;
    for (const stage of model.stages) {
      for (const instruction of stage.instructions) {
        for (const origin of originsIn(instruction, tree)) {
          const number = origin.isCopy && /^[+-]?\d+$/.test(origin.value) ? Number(origin.value) : undefined;
          const found = number === undefined ? byName.get(origin.value.toLowerCase()) : model.stages[number];
          if (found) {
            reportOrder(stage, found, origin, report);
          } else if (number !== undefined && (number < 0 || number >= model.stages.length + imagesSoFar)) {
            reportNumber(model, number, origin, report);
          } else if (number === undefined) {
            // BuildKit counts images that are named so on behind the last stage.
            imagesSoFar++;
            reportSimilar(stage, byName, origin, report);
          }
        }
      }
    }
  },
});

interface Origin {
  readonly value: string;
  readonly span: Span;
  readonly isCopy: boolean;
}

/** The stages that an instruction takes files from, as far as no variable is in the name. */
function originsIn(instruction: Instruction, { escape: escapeToken }: DockerfileTree): Origin[] {
  if (instruction.name === 'COPY') {
    const flag = instruction.flags.find(({ name }) => name === 'from');
    return flag?.value && flag.valueSpan && !/[$"'\\]/.test(flag.value)
      ? [{ value: flag.value, span: flag.valueSpan, isCopy: true }]
      : [];
  }
  return mountsOf(instruction, escapeToken).flatMap(({ fields, type }) => {
    const from = fields.findLast(({ key, value }) => key === 'from' && value !== undefined);
    return from?.value && from.valueSpan && !from.value.includes('$') && type !== 'secret'
      ? [{ value: from.value, span: from.valueSpan, isCopy: false }]
      : [];
  });
}

function reportOrder(stage: Stage, found: Stage, { span, isCopy }: Origin, report: (report: Report) => void): void {
  if (found.index < stage.index) {
    return;
  }
  const isItself = found === stage;
  report({
    span,
    message: isItself ? 'itself' : 'later',
    params: { name: found.name ?? String(found.index), line: found.from.firstLine + 1 },
    aliases: isCopy ? [isItself ? 'DL3023' : 'DL3022'] : [],
    related: [{ span: found.from.span, message: isItself ? 'This is the stage itself.' : 'The stage begins here.' }],
  });
}

/** Names that look like an image are left alone, however near they are. */
function reportSimilar(
  { index }: Stage,
  byName: ReadonlyMap<string, Stage>,
  { value, span, isCopy }: Origin,
  report: (report: Report) => void,
): void {
  const isPlain = /^[A-Za-z][\w-]{3,30}$/.test(value) && byName.size <= mostNames;
  const suggestion = isPlain ? closestName(value, byName.keys()) : undefined;
  if (suggestion === undefined || byName.get(suggestion)!.index >= index) {
    return;
  }
  report({
    span,
    message: 'similar',
    severity: 'warning',
    category: 'correctness',
    params: { name: value, suggestion },
    aliases: isCopy ? ['DL3022'] : [],
    fixes: [{ title: `Write ${suggestion}`, safe: false, edits: [{ span, newText: suggestion }] }],
  });
}

/** More names than that are not compared one by one. */
const mostNames = 50;

function reportNumber(
  { stages }: DockerfileModel,
  number: number,
  { span }: Origin,
  report: (report: Report) => void,
): void {
  report({
    span,
    message: stages.length === 1 ? 'onlyOne' : 'number',
    params: { number, count: stages.length, last: stages.length - 1 },
    aliases: ['DL3022'],
  });
}
