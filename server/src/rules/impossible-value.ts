import { mountValueProblem } from '../dockerfile/checks/mounts';
import { mountsOf } from '../dockerfile/mounts';
import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import { modeProblem } from '../dockerfile/values/fileModes';
import { portProblem, portsIn } from '../dockerfile/values/ports';
import { signalProblem } from '../dockerfile/values/signals';
import { variablesIn } from '../dockerfile/variables';
import type { DockerfileModel } from '../model/model';
import type { Span } from '../text/span';
import { defineRule } from './rule';

export const impossibleValue = defineRule({
  id: 'impossible-value',
  title: 'Variable with a value that cannot be built',
  aliases: [],
  category: 'build',
  otherCategories: ['correctness'],
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'Ports, signals, modes, paths of volumes and the keys of a mount are read when their variables are replaced, and ' +
    'Docker stops where a port is no number or a volume has no path. With a value from ENV every build ends there. The ' +
    'default of an ARG is a warning, because a build argument can stand in for it.',
  examples: [
    {
      wrong: 'FROM node:22\nENV PORT=http\nEXPOSE «$PORT»\n',
      right: 'FROM node:22\nENV PORT=8080\nEXPOSE $PORT\n',
    },
    {
      wrong: 'FROM scratch\nENV LOGS=\nVOLUME /data «$LOGS»\n',
      right: 'FROM scratch\nENV LOGS=/logs\nVOLUME /data $LOGS\n',
    },
    {
      note: 'A warning, because a build argument can give another name.',
      wrong: 'FROM alpine:3.22\nARG OWNER=app\nRUN --mount=type=cache,target=/c,uid=«$OWNER» make\n',
      right: 'FROM alpine:3.22\nARG OWNER=1000\nRUN --mount=type=cache,target=/c,uid=$OWNER make\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  messages: {
    fails: 'The build stops at {written}: {problem}',
    failsByDefault: 'Unless a build argument says otherwise, the build stops at {written}: {problem}',
  },
  check({ tree, model, report }) {
    for (const instruction of tree.instructions) {
      for (const { text, span, problemOf } of valuesOf(instruction, tree)) {
        const held = text.includes('$') ? model.variables.heldAt(instruction, text) : undefined;
        const problem = held?.kind === 'text' ? problemOf(held.text) : undefined;
        if (held?.kind === 'text' && problem !== undefined) {
          report({
            span,
            message: held.fixed ? 'fails' : 'failsByDefault',
            params: { written: text, problem },
            related: writingsOf(model, instruction, text).map((at) => ({ span: at, message: 'It is set here.' })),
            ...(!held.fixed && { severity: 'warning', category: 'correctness' }),
          });
        }
      }
    }
  },
});

/** A text that has to be something special once its variables are replaced. */
interface JudgedValue {
  readonly text: string;
  readonly span: Span;
  problemOf(value: string): string | undefined;
}

const none: readonly JudgedValue[] = [];

function valuesOf(instruction: Instruction, tree: DockerfileTree): readonly JudgedValue[] {
  switch (instruction.name) {
    case 'EXPOSE':
    case 'STOPSIGNAL':
    case 'VOLUME':
      return instruction.body.text.includes('$') ? argumentsOf(instruction) : none;
    case 'ADD':
    case 'COPY':
      return instruction.flags.flatMap(({ name, value, valueSpan }) =>
        name === 'chmod' && value && valueSpan ? { text: value, span: valueSpan, problemOf: modeProblem } : [],
      );
    case 'RUN':
      return instruction.flags.some(({ value }) => value?.includes('$')) ? mountValuesOf(instruction, tree) : none;
    default:
      return none;
  }
}

function argumentsOf({ name, args }: Instruction): readonly JudgedValue[] {
  const problemOf = name === 'EXPOSE' ? portsProblem : name === 'VOLUME' ? volumeProblem : signalProblem;
  switch (args.form) {
    case 'words':
      return args.words.map(({ text, span }) => ({ text, span, problemOf }));
    case 'json':
      return args.strings.map(({ value, span }) => ({ text: value, span, problemOf }));
    case 'text':
      return [{ text: args.word.text, span: args.word.span, problemOf }];
    default:
      return none;
  }
}

function portsProblem(value: string): string | undefined {
  return portsIn(value)
    .map(portProblem)
    .find((problem) => problem !== undefined);
}

function volumeProblem(path: string): string | undefined {
  return path === '' ? 'a volume needs a path, and this one is empty.' : undefined;
}

function mountValuesOf(instruction: Instruction, tree: DockerfileTree): JudgedValue[] {
  return mountsOf(instruction, tree.escape).flatMap(({ fields }) =>
    fields.flatMap(({ key, written, value, valueSpan }) =>
      value !== undefined && valueSpan
        ? { text: value, span: valueSpan, problemOf: (it: string) => mountValueProblem(key, written, it) }
        : [],
    ),
  );
}

/** Where the variables of a text are set that decide here. */
function writingsOf(model: DockerfileModel, instruction: Instruction, text: string): Span[] {
  const names = new Set(variablesIn(text, model.tree.escape).map(({ name }) => name));
  return [...names].flatMap((name) => {
    const writing = model.variables.writingAt(model.stageOf(instruction), name, instruction.span.start);
    return writing ? [writing.pair.key.span] : [];
  });
}
