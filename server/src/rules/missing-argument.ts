import type { Instruction } from '../dockerfile/tree';
import { triggerProblems } from '../dockerfile/triggers';
import { firingFrom, judgeTrigger } from './engine/triggers';
import { defineRule, type Report } from './rule';

export const missingArgument = defineRule({
  id: 'missing-argument',
  title: 'Instruction without an argument',
  aliases: [
    'ARGUMENT_MISSING',
    'ARGUMENT_REQUIRES_AT_LEAST_ONE',
    'ARGUMENT_REQUIRES_AT_LEAST_TWO',
    'SHELL_REQUIRES_ONE',
    'JSONArgsRecommended',
  ],
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
      note: 'Some want more than one.',
      wrong: 'FROM alpine:3.22\nCOPY «app»\nVOLUME «[]»\n',
      right: 'FROM alpine:3.22\nCOPY app /srv/\nVOLUME ["/data"]\n',
    },
    {
      note: 'The checks let this pass.',
      wrong: 'FROM alpine:3.22\n«RUN»\nRUN «[]»\n«CMD»\n',
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
    refused: '{problem}',
    empty: '{name} without a command does nothing: write the command, or remove the line.',
    emptyList: 'RUN [] has nothing to start, so that the build ends here: write the command.',
    trigger: 'This will fail for whoever builds upon this image: {problem}',
    triggerHere: 'This fails in line {line}, which begins with this stage: {problem}',
  },
  problems: ['missing-arguments'],
  check({ tree, model, problems, report }) {
    let next = 0;
    for (const instruction of tree.instructions) {
      for (; next < problems.length && problems[next]!.span.start <= instruction.span.end; next++) {
        const { span, message } = problems[next]!;
        report({ span, message: 'refused', params: { problem: message }, aliases: aliasesOf(instruction) });
      }
      const { trigger } = instruction;
      reportEmptyCommand(trigger ?? instruction, report);
      if (trigger) {
        for (const { code, span, message } of triggerProblems(tree, instruction)) {
          if (code === 'missing-arguments') {
            const firing = firingFrom(model, instruction);
            report({ span, aliases: aliasesOf(trigger), ...judgeTrigger(firing, 'trigger', 'triggerHere', message) });
          }
        }
      }
    }
  },
});

const warning = { severity: 'warning', category: 'correctness' } as const;

/** Docker takes an empty command, and runs it; an empty list it takes, too, and then has nothing to start. */
function reportEmptyCommand(instruction: Instruction, report: (report: Report) => void): void {
  const { name, args, keywordSpan } = instruction;
  if (name === 'RUN' && args.form === 'json' && args.strings.length === 0) {
    report({ span: args.span, message: 'emptyList', aliases: [], ...warning });
  }
  if (args.form === 'none' && (name === 'RUN' || name === 'CMD' || name === 'ENTRYPOINT')) {
    report({ span: keywordSpan, message: 'empty', params: { name }, aliases: aliasesOf(instruction), ...warning });
  }
}

/** What dockerfile-utils calls it, which has nothing against an empty RUN or CMD. */
function aliasesOf({ name, args }: Instruction): string[] {
  switch (name) {
    case 'RUN':
      return [];
    case 'CMD':
      return ['JSONArgsRecommended'];
    case 'ENTRYPOINT':
      return ['ARGUMENT_MISSING', 'JSONArgsRecommended'];
    case 'HEALTHCHECK':
      return ['ARGUMENT_REQUIRES_AT_LEAST_ONE'];
    case 'ADD':
    case 'COPY':
      return ['ARGUMENT_REQUIRES_AT_LEAST_TWO'];
    case 'SHELL':
      return [args.form === 'json' ? 'SHELL_REQUIRES_ONE' : 'ARGUMENT_MISSING'];
    default:
      return ['ARGUMENT_MISSING'];
  }
}
