import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import { copiedFiles } from '../model/copiedFiles';
import { wholeLines } from './engine/wholeLines';
import { defineRule, type Fix } from './rule';

export const duplicateCopy = defineRule({
  id: 'duplicate-copy',
  title: 'The same COPY twice',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Each `COPY` makes a layer of its own. When the same files are copied to the same place again, the image carries ' +
    'them twice, and one of the two is mostly forgotten.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nWORKDIR /app\nCOPY src ./\nRUN make\n«COPY src ./»\n',
      fixed: 'FROM alpine:3.22\nWORKDIR /app\nCOPY src ./\nRUN make\n',
      right: 'FROM alpine:3.22\nWORKDIR /app\nCOPY src ./\nRUN make\nWORKDIR /test\nCOPY src ./\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy'],
  messages: { twice: 'The same was copied in line {line} already: one of them is enough.' },
  check({ tree, model, report }) {
    for (const { instructions } of model.stages) {
      const seen = new Map<string, Instruction>();
      for (const instruction of instructions) {
        if (instruction.name === 'WORKDIR' || instruction.name === 'ARG' || instruction.name === 'ENV') {
          seen.clear(); // The same words may mean another place now.
        }
        const copied = instruction.heredocs.length === 0 ? copiedFiles(instruction) : undefined;
        if (!copied) {
          continue;
        }
        const { flags, name } = instruction;
        const origin = flags.length === 0 ? [] : flags.map(({ word }) => word.text).sort();
        const words = [name, ...origin, '', ...copied.sources.map(({ text }) => text), copied.destination.text];
        const key = words.join('\n');
        const first = seen.get(key);
        if (first) {
          report({
            span: instruction.span,
            message: 'twice',
            params: { line: first.firstLine + 1 },
            fixes: [removal(tree, instruction)],
            related: [{ span: first.span, message: 'It is copied here for the first time.' }],
          });
        } else {
          seen.set(key, instruction);
        }
      }
    }
  },
});

function removal({ text }: DockerfileTree, instruction: Instruction): Fix {
  const edits = [{ span: wholeLines(text, instruction), newText: '' }];
  return { title: 'Remove the second one', safe: false, edits };
}
