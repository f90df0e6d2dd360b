import type { Instruction } from '../dockerfile/tree';
import { lineageOf } from '../model/stages';
import { defineRule } from './rule';

export const rootAtEnd = defineRule({
  id: 'root-at-end',
  title: 'Image that runs as root',
  aliases: ['DL3002'],
  category: 'security',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'The last `USER` of the image is who the container runs as. Whoever breaks out of a program that runs as root has ' +
    'more to break. Switch to root for what needs it, and back to another user at the end.',
  differs:
    'hadolint judges every stage by itself. Nobody runs the stages that only files are copied from, so only what the ' +
    'last stage ends with counts, also when the `USER` stands in a stage that it is built from, or a variable of the file holds the name.',
  examples: [
    {
      wrong: 'FROM node:22\n«USER root»\nRUN make install\n',
      right: 'FROM node:22\nUSER root\nRUN make install\nUSER node\n',
    },
    {
      note: 'The USER of a stage that the last one is built from counts as well.',
      wrong: 'FROM node:22 AS base\n«USER 0:0»\nFROM base\nRUN make install\n',
      right: 'FROM node:22 AS build\nUSER root\nRUN make\nFROM node:22\nUSER node\nCOPY --from=build /a /a\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  messages: { root: 'The container will run as root: switch to another USER at the end.' },
  check({ model, report }) {
    const last = model.stages.at(-1);
    const users = last ? lineageOf(last).flatMap(({ instructions }) => instructions.filter(isUser)) : [];
    const user = users.at(-1);
    if (user?.args.form !== 'text') {
      return;
    }
    const { text } = user.args.word;
    const name = /[$"'\\`]/.test(text) ? model.variables.valueAt(user, text) : text;
    if (name !== undefined && /^(?:root|0+)(?::|$)/.test(name)) {
      report({ span: user.span, message: 'root' });
    }
  },
});

function isUser({ name }: Instruction): boolean {
  return name === 'USER';
}
