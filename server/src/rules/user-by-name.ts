import { lineageOf } from '../model/stages';
import { defineRule } from './rule';

export const userByName = defineRule({
  id: 'user-by-name',
  title: 'USER by name',
  aliases: ['DL3066'],
  category: 'security',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'none',
  why:
    'Kubernetes can be told to refuse containers that run as root (`runAsNonRoot`), but it sees only what the image ' +
    'says: it takes the number of a user, and refuses a name, whose number it does not know.',
  differs:
    'A user that a variable names is left alone, whether ARG or ENV sets it. Only the user at the end of the image counts; ' +
    'hadolint reports every one. It takes a number with blanks behind it for a name.',
  examples: [
    {
      wrong: 'FROM node:22\nUSER «node»\n',
      right: 'FROM node:22\nUSER 1000\n',
    },
    {
      note: 'The group may have a name, and nobody asks who works in between.',
      wrong: 'FROM node:22 AS build\nUSER node\nFROM node:22\nUSER root\nRUN make\nUSER «app»:app\n',
      right: 'FROM node:22\nUSER 1000:app\n',
    },
  ],
  references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  messages: { name: 'Kubernetes knows users by their numbers only: write the number of {user}.' },
  check({ model, report }) {
    const last = model.stages.at(-1);
    const users = last
      ? lineageOf(last).flatMap((stage) => stage.instructions.filter(({ name }) => name === 'USER'))
      : [];
    const args = users.at(-1)?.args;
    if (args?.form !== 'text') {
      return;
    }
    const { text, span } = args.word;
    const user = text.split(':', 1)[0]!;
    if (user !== '' && !/^\d+$/.test(user) && !/["'\\`$]/.test(text)) {
      report({ span: { start: span.start, end: span.start + user.length }, message: 'name', params: { user } });
    }
  },
});
