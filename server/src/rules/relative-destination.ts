import { copiedFiles } from '../model/copiedFiles';
import type { Stage } from '../model/stages';
import { lineBreakOf } from '../text/lineBreak';
import { defineRule } from './rule';

export const relativeDestination = defineRule({
  id: 'relative-destination',
  title: 'Relative destination without a WORKDIR',
  aliases: ['DL3045'],
  category: 'correctness',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'A relative destination is meant from the working directory. When the file sets none, the base image decides where ' +
    'the files go, often to `/`, and the next version of that image may decide otherwise.',
  differs:
    'hadolint takes an image of the same name for the stage, and does not look at `ADD`. A destination that begins with ' +
    'a variable is left alone by both.',
  examples: [
    {
      wrong: 'FROM node:22\nCOPY . «.»\nADD rootfs.tar.gz «data»\n',
      right: 'FROM node:22\nWORKDIR /app\nCOPY . .\n',
      fixed: 'FROM node:22\nWORKDIR /app\nCOPY . .\nADD rootfs.tar.gz data\n',
    },
    {
      note: 'A stage goes on in the working directory of the one that it is built from.',
      wrong: 'FROM node:22 AS base\nWORKDIR /app\nFROM base\nCOPY a b/\nFROM node:22\nCOPY a «b/»\n',
      fixed: 'FROM node:22 AS base\nWORKDIR /app\nFROM base\nCOPY a b/\nFROM node:22\nWORKDIR /app\nCOPY a b/\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#workdir'],
  messages: { relative: '{path} is relative, and no WORKDIR says to what: set one above, or write an absolute path.' },
  check({ tree, model, report }) {
    const withFolder = new Set<Stage>();
    for (const stage of model.stages) {
      let isSet = stage.parent !== undefined && withFolder.has(stage.parent);
      let isFirst = true;
      for (const instruction of stage.instructions) {
        if (instruction.name === 'WORKDIR') {
          isSet = true;
          break;
        }
        const { destination } = (!isSet && copiedFiles(instruction)) || {};
        const path = destination?.text.replace(/^["']/, '');
        if (!destination || path === undefined || /^(?:[\\/$%]|[A-Za-z]:|$)/.test(path)) {
          continue;
        }
        const { start } = instruction.keywordSpan;
        const lineBreak = lineBreakOf(tree.text);
        report({
          span: destination.span,
          message: 'relative',
          params: { path: path.replace(/["']$/, '') },
          aliases: instruction.name === 'COPY' ? ['DL3045'] : [],
          fixes: isFirst
            ? [
                {
                  title: 'Set a WORKDIR above',
                  safe: false,
                  edits: [{ span: { start, end: start }, newText: `WORKDIR /app${lineBreak}` }],
                },
              ]
            : [],
        });
        isFirst = false;
      }
      if (isSet) {
        withFolder.add(stage);
      }
    }
  },
});
