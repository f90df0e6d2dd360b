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
  differs: 'A user that a variable names is left alone, whether ARG or ENV sets it.',
  examples: [
    {
      wrong: 'FROM node:22\nUSER «node»\n',
      right: 'FROM node:22\nUSER 1000\n',
    },
    {
      note: 'The group may have a name.',
      wrong: 'FROM node:22\nUSER «app»:app\nUSER 1000:app\nUSER $APP_USER\n',
    },
  ],
  references: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  messages: { name: 'Kubernetes cannot tell whether {user} is root: write the number of the user.' },
  check({ tree, report }) {
    for (const { name, args } of tree.instructions) {
      if (name !== 'USER' || args.form !== 'text') {
        continue;
      }
      const { text, span } = args.word;
      const user = text.split(':', 1)[0]!;
      if (user !== '' && !/^\d+$/.test(user) && !/["'\\`$]/.test(text)) {
        report({ span: { start: span.start, end: span.start + user.length }, message: 'name', params: { user } });
      }
    }
  },
});
