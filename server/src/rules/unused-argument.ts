import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import type { Stage } from '../model/stages';
import { isBuiltInArgument, isPlatformVariable, type PlacedUse, type VariableWriting } from '../model/variables';
import { defineRule, type Fix } from './rule';

export const unusedArgument = defineRule({
  id: 'unused-argument',
  title: 'Build argument that nothing uses',
  aliases: [],
  category: 'correctness',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Whoever gives a build argument expects that something changes. One that nothing uses is a leftover, or the line ' +
    'that was to use it is missing. As every program that `RUN` starts can read arguments from its environment, one is ' +
    'reported only when no `RUN` follows that could; above the first `FROM` only `FROM` uses them, and stages that ' +
    'repeat the name.',
  examples: [
    {
      wrong: 'ARG «VERSION»=1.0\nFROM alpine:3.22\nRUN id\n',
      right: 'ARG VERSION=3.22\nFROM alpine:$VERSION\nRUN id\n',
      fixed: 'FROM alpine:3.22\nRUN id\n',
    },
    {
      wrong: 'FROM alpine:3.22\nRUN id\nARG «REVISION»\nLABEL name=app\n',
      right: 'FROM alpine:3.22\nRUN id\nARG REVISION\nLABEL revision=$REVISION\n',
      fixed: 'FROM alpine:3.22\nRUN id\nLABEL name=app\n',
    },
    {
      note: '`FROM` takes what stands above the first one.',
      wrong: 'ARG BASE=alpine:3.22\nFROM golang:1.25 AS build\nRUN go build\nARG «BASE»\nFROM $BASE\n',
      fixed: 'ARG BASE=alpine:3.22\nFROM golang:1.25 AS build\nRUN go build\nFROM $BASE\n',
    },
    {
      note: 'What a stage declares is not seen by the `FROM` of the next.',
      wrong: 'FROM golang:1.25 AS build\nRUN go build\nARG «TAG»=3.22\nFROM alpine:${TAG:-3.21}\n',
      right: 'ARG TAG=3.22\nFROM golang:1.25 AS build\nRUN go build\nFROM alpine:$TAG\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/variables/'],
  messages: {
    global: 'No FROM uses the argument {name} and no stage repeats it: remove it, or use it.',
    stage: 'Nothing below uses the argument {name}: remove it, or use it.',
    other: 'FROM in line {line} takes the {name} above the first FROM, so that this one changes nothing: remove it.',
    unseen: 'FROM in line {line} does not see {name} here, only what stands above the first FROM: declare it there.',
  },
  check({ tree, model, report }) {
    const { writings, uses } = model.variables;
    const declared = writings.filter(({ kind }) => kind === 'ARG');
    if (declared.length === 0 || model.stages.length === 0) {
      return;
    }
    const used = { outside: new Set<string>(), inside: new Map<string, number>() };
    for (const { name, stage, span } of uses) {
      if (stage) {
        used.inside.set(name, span.start);
      } else {
        used.outside.add(name);
      }
    }
    const repeated = new Set(declared.filter(({ stage }) => stage).map(({ name }) => name));
    // One that ENV hides has a finding of its own.
    const { writingAt } = model.variables;
    const isHidden = ({ stage, name }: VariableWriting): boolean =>
      stage !== undefined && writingAt(stage, name, Number.POSITIVE_INFINITY)?.kind === 'ENV';
    const lastRuns = lastRunOfStages(model);
    for (const writing of declared) {
      const { name, stage, pair, from: at } = writing;
      if (isBuiltInArgument(name) || (!stage && isPlatformVariable(name)) || name === '' || isHidden(writing)) {
        continue;
      }
      const isUsed = stage
        ? (used.inside.get(name) ?? -1) >= at || lastRuns.get(stage)! >= at
        : used.outside.has(name) || repeated.has(name) || used.inside.has(name);
      const seen = isUsed || !stage ? undefined : uses.find((use) => isOfLaterFrom(use, writing));
      if (seen) {
        const isAbove = writingAt(undefined, name, Number.POSITIVE_INFINITY) !== undefined;
        report({
          span: pair.key.span,
          message: isAbove ? 'other' : 'unseen',
          params: { name, line: seen.instruction.firstLine + 1 },
          related: [{ span: seen.span, message: 'Used here.' }],
          fixes: isAbove ? removal(tree, writing) : [],
        });
      } else if (!isUsed) {
        report({
          span: pair.key.span,
          message: stage ? 'stage' : 'global',
          params: { name },
          tags: ['unnecessary'],
          fixes: removal(tree, writing),
        });
      }
    }
  },
});

function isOfLaterFrom({ stage, name, span }: PlacedUse, writing: VariableWriting): boolean {
  return stage === undefined && name === writing.name && span.start > writing.from;
}

/** Where the last instruction begins that carries out something with the arguments of a stage: in it or in one built from it. */
function lastRunOfStages({ stages }: DockerfileModel): Map<Stage, number> {
  const last = new Map<Stage, number>();
  for (const stage of stages) {
    const runs = stage.instructions.findLast(({ name }) => name === 'RUN' || name === 'ONBUILD' || name === undefined);
    last.set(stage, runs?.span.start ?? -1);
  }
  for (const stage of [...stages].reverse()) {
    if (stage.parent) {
      last.set(stage.parent, Math.max(last.get(stage.parent)!, last.get(stage)!));
    }
  }
  return last;
}

/** Removes the whole instruction when it declares nothing else. */
function removal({ lines, text }: DockerfileTree, { instruction, pair }: VariableWriting): Fix[] {
  const { args, firstLine, lastLine }: Instruction = instruction;
  if (args.form !== 'pairs' || args.pairs.length > 1) {
    return [];
  }
  const span = { start: lines.starts[firstLine]!, end: lines.starts[lastLine + 1] ?? text.length };
  return [{ title: `Remove the argument ${pair.key.text}`, safe: false, edits: [{ span, newText: '' }] }];
}
