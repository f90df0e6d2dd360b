import type { Instruction } from '../dockerfile/tree';
import { type CopiedPath, copiedFiles } from '../model/copiedFiles';
import { lineageOf, type Stage, stageNamed } from '../model/stages';
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
    'A copy into a stage that begins with `FROM scratch` makes one layer of many, which is meant, and not reported. ' +
    'Neither is a copy out of such a stage, which holds only what was put there to be copied, nor one of `tonistiigi/xx`, ' +
    'which is made for that.',
  examples: [
    {
      wrong: 'FROM golang:1.25 AS build\nRUN make\nFROM alpine:3.22\nCOPY --from=build «/» /\n',
      right: 'FROM golang:1.25 AS build\nRUN make\nFROM alpine:3.22\nCOPY --from=build /out/app /usr/local/bin/\n',
    },
    {
      note: 'The helpers of BuildKit for cross-compilation are few, and meant to be copied as a whole.',
      wrong:
        'FROM tonistiigi/xx:1.6.1 AS xx\nFROM golang:1.25 AS build\nCOPY --from=xx / /\nRUN make\nFROM debian:12\nCOPY --from=build «/» /\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  messages: { whole: 'This brings everything of the other file system: copy only the files that are needed.' },
  check({ model, report }) {
    for (const { instructions, image } of model.stages) {
      for (const instruction of image === 'scratch' ? [] : instructions) {
        const root = wholeRoot(instruction);
        const from = root && instruction.flags.find(({ name }) => name === 'from')?.value;
        const source = from === undefined ? undefined : stageNamed(model.stages, from);
        if (root && !isGathered(source) && !madeToBeCopied.test(source?.rootImage ?? from ?? '')) {
          report({ span: root.span, message: 'whole' });
        }
      }
    }
  },
});

/** Images of a few scripts that are there to be copied over others: the cross-compilation helpers of BuildKit. */
const madeToBeCopied = /(?:^|\/)xx(?:[:@]|$)/;

/** The `/` that a COPY takes from elsewhere and puts over its own. */
function wholeRoot(instruction: Instruction): CopiedPath | undefined {
  if (instruction.name !== 'COPY' || !instruction.flags.some(({ name }) => name === 'from')) {
    return undefined;
  }
  const copied = copiedFiles(instruction);
  return copied?.destination.text === '/' ? copied.sources.find(({ text }) => text === '/') : undefined;
}

/** True for a stage that begins with nothing and takes over no whole file system. */
function isGathered(stage: Stage | undefined): boolean {
  return (
    stage?.rootImage === 'scratch' &&
    !lineageOf(stage).some(({ instructions }) => instructions.some((it) => wholeRoot(it) !== undefined))
  );
}
