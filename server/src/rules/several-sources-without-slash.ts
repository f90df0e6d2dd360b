import { copiedFiles } from '../model/copiedFiles';
import { defineRule } from './rule';

export const severalSourcesWithoutSlash = defineRule({
  id: 'several-sources-without-slash',
  title: 'Several files copied to what may be a file',
  aliases: ['DL3021', 'INVALID_DESTINATION'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Several files can only go into a folder. A slash at the end of the destination says that it is one; without it, ' +
    'the older builder stops, and a reader has to know which folders the base image has.',
  differs:
    '`.`, `..` and paths that end with one of them are folders in any case and are not reported, and neither is a ' +
    'destination that ends with a variable whose value only a build knows. hadolint does not look at `ADD`, dockerfile-utils does, but at no variables.' +
    ' Quotes around the destination are no part of it.',
  examples: [
    {
      wrong: 'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json «/app»\n',
      right: 'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nCOPY a b .\n',
      fixed: 'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json /app/\n',
    },
    {
      wrong: 'FROM node:22\nADD ["a", "b", «"/srv"»]\nCOPY a \\\n  b \\\n  «/srv»\n',
      fixed: 'FROM node:22\nADD ["a", "b", "/srv/"]\nCOPY a \\\n  b \\\n  /srv/\n',
    },
    {
      note: 'A variable is judged by what it holds.',
      wrong: 'FROM node:22\nENV APP_HOME=/srv/app DATA=/srv/data/\nCOPY a b «$APP_HOME»\nCOPY c d $DATA\n',
      fixed: 'FROM node:22\nENV APP_HOME=/srv/app DATA=/srv/data/\nCOPY a b $APP_HOME/\nCOPY c d $DATA\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy'],
  messages: { slash: 'Several files go into a folder: end {path} with a slash.' },
  check({ tree, model, report }) {
    for (const instruction of tree.instructions) {
      const copied = copiedFiles(instruction);
      if (!copied || copied.sources.length + copied.heredocs < 2) {
        continue;
      }
      const { span, text } = copied.destination;
      const plain = text.replace(/["']$/, '');
      const value = /[}$]$|\$\w+$/.test(plain) ? model.variables.valueAt(instruction, text) : plain;
      if (!value || /[/\\]$|(?:^["']?|[/\\])\.\.?$/.test(value)) {
        continue;
      }
      // The slash goes in front of a closing quote.
      const at = copied.isJson || plain !== text ? span.end - 1 : span.end;
      report({
        span,
        message: 'slash',
        params: { path: plain.replace(/^["']/, '') },
        aliases: [
          ...(instruction.name === 'ADD' ? [] : ['DL3021']),
          ...(value === plain ? ['INVALID_DESTINATION'] : []),
        ],
        fixes: [{ title: 'End it with a slash', safe: true, edits: [{ span: { start: at, end: at }, newText: '/' }] }],
      });
    }
  },
});
