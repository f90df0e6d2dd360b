import type { Instruction } from '../dockerfile/tree';
import { templateIn } from './engine/templates';
import { defineRule } from './rule';

export const instructionBeforeFrom = defineRule({
  id: 'instruction-before-from',
  title: 'Instruction before the first FROM',
  aliases: ['DL3061', 'NO_SOURCE_IMAGE'],
  category: 'build',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'Every instruction works on the image that `FROM` begins with, so the build stops at one that comes earlier. Only ' +
    '`ARG` may stand above the first `FROM`: it gives values to the `FROM` lines themselves.',
  examples: [
    {
      wrong: '«LABEL» version="1"\nARG TAG=3.22\nFROM alpine:$TAG\n',
      right: 'ARG TAG=3.22\nFROM alpine:$TAG\nLABEL version="1"\n',
    },
    {
      note: 'A file without any `FROM` is reported once, where it goes wrong.',
      wrong: '«RUN» apk add curl\nCMD ["curl"]\n',
      right: 'FROM alpine:3.22\nRUN apk add --no-cache curl\nCMD ["curl"]\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#from'],
  messages: {
    before: '{name} needs an image to work on: move it below the first FROM.',
    missing: '{name} needs an image to work on, and this file has no FROM: begin with one.',
  },
  problems: ['instruction-before-from'],
  check({ tree, report }) {
    const from = tree.instructions.find(({ name }) => name === 'FROM');
    const early: Instruction[] = [];
    for (const instruction of tree.instructions) {
      if (instruction === from) {
        break;
      }
      if (instruction.name !== undefined && instruction.name !== 'ARG') {
        early.push(instruction);
      }
    }
    // The FROM of a template may be a line that only it understands.
    const template = early.length > 0 ? templateIn(tree) : undefined;
    const [first, ...others] = template
      ? early.filter(({ keywordSpan }) => !template.others.has(keywordSpan.start))
      : early;
    if (!first) {
      return;
    }
    if (from) {
      for (const instruction of [first, ...others]) {
        report({
          span: instruction.keywordSpan,
          message: 'before',
          params: { name: instruction.name! },
          aliases: instruction === first ? ['DL3061', 'NO_SOURCE_IMAGE'] : ['DL3061'],
          related: [{ span: from.keywordSpan, message: 'This is the first FROM.' }],
        });
      }
    } else {
      report({
        span: first.keywordSpan,
        message: 'missing',
        params: { name: first.name! },
        related: others.map(({ keywordSpan, name }) => ({ span: keywordSpan, message: `${name} needs it, too.` })),
      });
    }
  },
});
