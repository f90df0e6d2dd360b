import { copiedFiles } from '../model/copiedFiles';
import { defineRule } from './rule';

export const copyOfWholeRoot = defineRule({
  id: 'copy-of-whole-root',
  title: 'COPY of a whole file system',
  aliases: ['DL3067'],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'Copying `/` of another stage over `/` brings everything that was needed only to build: compilers, caches and ' +
    'perhaps secrets. Copy the files that are needed. To make one layer of many, begin with `FROM scratch`, where the ' +
    'copy is all there is.',
  differs:
    'A copy into a stage that begins with `FROM scratch` makes one layer of many, which is meant, and not reported.',
  examples: [
    {
      wrong: 'FROM golang:1.25 AS build\nRUN make\nFROM alpine:3.22\nCOPY --from=build «/» /\n',
      right: 'FROM golang:1.25 AS build\nRUN make\nFROM alpine:3.22\nCOPY --from=build /out/app /usr/local/bin/\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  messages: { whole: 'This brings everything of the other file system: copy only the files that are needed.' },
  check({ model, report }) {
    for (const { instructions, image } of model.stages) {
      for (const instruction of instructions) {
        const isFromElsewhere = instruction.name === 'COPY' && instruction.flags.some(({ name }) => name === 'from');
        const copied = isFromElsewhere && image !== 'scratch' ? copiedFiles(instruction) : undefined;
        const root = copied?.sources.find(({ text }) => text === '/');
        if (root && copied?.destination.text === '/') {
          report({ span: root.span, message: 'whole' });
        }
      }
    }
  },
});
