import { lineageOf } from '../model/stages';
import { lineAtEnd } from './engine/insertedLines';
import { defineRule } from './rule';

export const missingHealthcheck = defineRule({
  id: 'missing-healthcheck',
  title: 'Image without a HEALTHCHECK',
  aliases: ['DL3057'],
  category: 'correctness',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'With a `HEALTHCHECK` Docker notices a program that runs but no longer answers. Kubernetes does not look at it, and ' +
    'an image for a single command needs none, so this rule is for those who ask for it.',
  differs:
    'hadolint reports every stage. Nobody runs the stages that only files are copied from, so only the last one counts, ' +
    'with those that it is built from.',
  examples: [
    {
      wrong: 'FROM node:22 AS build\nRUN make\n«FROM node:22»\nCMD ["node", "app.js"]\n',
      fixed: 'FROM node:22 AS build\nRUN make\nFROM node:22\nHEALTHCHECK NONE\nCMD ["node", "app.js"]\n',
      right: 'FROM node:22\nHEALTHCHECK CMD ["node", "check.js"]\nCMD ["node", "app.js"]\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  messages: { missing: 'Nothing tells whether the container still works: add a HEALTHCHECK, or HEALTHCHECK NONE.' },
  check({ tree, model, report }) {
    const last = model.stages.at(-1);
    const has =
      last && lineageOf(last).some(({ instructions }) => instructions.some((it) => it.name === 'HEALTHCHECK'));
    if (last && !has) {
      const edit = lineAtEnd(tree, last, 'HEALTHCHECK NONE');
      const fixes = edit ? [{ title: 'Say that there is none', safe: false, edits: [edit] }] : [];
      report({ span: last.from.span, message: 'missing', fixes });
    }
  },
});
