import type { Instruction, InstructionName } from '../dockerfile/tree';
import { defineRule } from './rule';

export const missingArgument = defineRule({
  id: 'missing-argument',
  title: 'Instruction without an argument',
  aliases: ['ARGUMENT_MISSING', 'ARGUMENT_REQUIRES_AT_LEAST_ONE', 'ARGUMENT_REQUIRES_AT_LEAST_TWO'],
  category: 'build',
  otherCategories: ['correctness'],
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'An instruction without an argument has nothing to do, and mostly the rest of it got lost while editing. Docker ' +
    'refuses it, but for `RUN`, `CMD` and `ENTRYPOINT`, which it takes as an empty command, and behind `ONBUILD`, ' +
    'where the mistake shows only when somebody builds upon the image; these are warnings.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\n«EXPOSE»\n',
      right: 'FROM alpine:3.22\nEXPOSE 80\n',
    },
    {
      note: 'This builds, and runs an empty command.',
      wrong: 'FROM alpine:3.22\n«RUN»\n«CMD»\n',
      right: 'FROM alpine:3.22\nRUN ["true"]\nCMD ["sh"]\n',
    },
    {
      note: 'This builds, and fails for whoever builds upon it.',
      wrong: 'FROM alpine:3.22\nONBUILD «WORKDIR»\n',
      right: 'FROM alpine:3.22\nONBUILD WORKDIR /app\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#format'],
  messages: {
    refused: '{name} needs an argument: {wanted}.',
    empty: '{name} without a command does nothing: write the command, or remove the line.',
    trigger: '{name} needs an argument, or the trigger fails for whoever builds upon this image: {wanted}.',
  },
  problems: ['missing-argument'],
  check({ tree, report }) {
    const check = (instruction: Instruction, isTrigger: boolean): void => {
      const { name, args, keywordSpan, trigger } = instruction;
      if (trigger) {
        check(trigger, true);
      } else if (name !== undefined && args.form === 'none') {
        const params = { name, wanted: wanted[name] };
        const aliases = aliasesOf(name);
        if (name === 'RUN' || name === 'CMD' || name === 'ENTRYPOINT') {
          const weaker = { severity: 'warning', category: 'correctness' } as const;
          report({ span: keywordSpan, message: 'empty', params, aliases, ...weaker });
        } else if (isTrigger) {
          const weaker = { severity: 'warning', category: 'correctness' } as const;
          report({ span: keywordSpan, message: 'trigger', params, aliases, ...weaker });
        } else {
          report({ span: keywordSpan, message: 'refused', params, aliases });
        }
      }
    };
    for (const instruction of tree.instructions) {
      check(instruction, false);
    }
  },
});

/** dockerfile-utils has nothing against an empty RUN or CMD. */
function aliasesOf(name: InstructionName): string[] {
  switch (name) {
    case 'RUN':
    case 'CMD':
      return [];
    case 'HEALTHCHECK':
      return ['ARGUMENT_REQUIRES_AT_LEAST_ONE'];
    case 'ADD':
    case 'COPY':
      return ['ARGUMENT_REQUIRES_AT_LEAST_TWO'];
    default:
      return ['ARGUMENT_MISSING'];
  }
}

/** What to write behind each keyword. */
const wanted: Readonly<Record<InstructionName, string>> = {
  ADD: 'name what to add and where to',
  ARG: 'name the variable',
  CMD: 'write the command',
  COPY: 'name what to copy and where to',
  ENTRYPOINT: 'write the command',
  ENV: 'name the variable and its value',
  EXPOSE: 'name the port',
  FROM: 'name the base image',
  HEALTHCHECK: 'write CMD and the command, or NONE',
  LABEL: 'name the label and its value',
  MAINTAINER: 'name the author',
  ONBUILD: 'write the instruction to run later',
  RUN: 'write the command',
  SHELL: 'write the shell as a JSON array',
  STOPSIGNAL: 'name the signal',
  USER: 'name the user',
  VOLUME: 'name the folder',
  WORKDIR: 'name the folder',
};
