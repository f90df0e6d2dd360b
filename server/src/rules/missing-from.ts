import { defineRule } from './rule';

export const missingFrom = defineRule({
  id: 'missing-from',
  title: 'There is nothing to build',
  aliases: ['NO_SOURCE_IMAGE'],
  category: 'build',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'A Dockerfile builds at least one stage, and a stage begins with `FROM`. A file that is empty, or has only ' +
    'comments and `ARG`, cannot be built.',
  differs:
    'Where no line begins with an instruction that Docker knows, this is reported of each line, and nothing of the file.',
  examples: [
    { wrong: '«# Nothing here yet.»\n', right: 'FROM scratch\nCOPY app /\n' },
    { wrong: '«ARG» TAG=3.22\nARG USER\n', right: 'ARG TAG=3.22\nFROM alpine:$TAG\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#from'],
  messages: { missing: 'There is nothing to build: begin a stage with FROM and an image.' },
  problems: ['empty-file', 'no-instructions', 'no-stages'],
  check({ problems, report }) {
    const [problem] = problems;
    if (problem) {
      report({ span: problem.span, message: 'missing' });
    }
  },
});
