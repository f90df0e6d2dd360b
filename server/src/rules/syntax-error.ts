import { defineRule } from './rule';

export const syntaxError = defineRule({
  id: 'syntax-error',
  title: 'Docker cannot read this',
  aliases: [],
  category: 'build',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'The build stops here. Docker names only the first such place of a file and only its line; this rule names all of ' +
    'them, and the exact words.',
  examples: [],
  references: ['https://docs.docker.com/reference/dockerfile/'],
  messages: { problem: '{problem}' },
  problems: 'unclaimed',
  check({ problems, report }) {
    for (const { span, message } of problems) {
      report({ span, message: 'problem', params: { problem: message } });
    }
  },
});
