import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import { copiedFiles } from '../model/copiedFiles';
import { baseOf } from '../model/effects/bases';
import type { Stage } from '../model/stages';
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import { lineAbove } from './engine/insertedLines';
import { defineRule, type RuleContext } from './rule';

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
    'a variable is left alone by both. A destination that begins with a backslash is absolute on Windows. Several in one stage are one finding, since one `WORKDIR` is enough for all.',
  examples: [
    {
      wrong: 'FROM node:22\nCOPY . «.»\nADD rootfs.tar.gz data\n',
      right: 'FROM node:22\nWORKDIR /app\nCOPY . .\n',
      fixed: 'FROM node:22\nWORKDIR /app\nCOPY . .\nADD rootfs.tar.gz data\n',
    },
    {
      note: 'A comment stays with its instruction.',
      wrong: 'FROM example/base:1\n# The sources.\nCOPY src «src»\n',
      fixed: 'FROM example/base:1\nWORKDIR /app\n# The sources.\nCOPY src src\n',
    },
    {
      note: 'Where the base image is known, so is the place.',
      wrong: 'FROM ubuntu:24.04\nCOPY --chmod=755 entry.sh «.»\nCOPY config ./etc/app/\n',
      fixed: 'FROM ubuntu:24.04\nCOPY --chmod=755 entry.sh /\nCOPY config /etc/app/\n',
    },
    {
      note: 'A stage goes on in the working directory of the one that it is built from.',
      wrong: 'FROM node:22 AS base\nWORKDIR /app\nFROM base\nCOPY a b/\nFROM node:22\nCOPY a «b/»\n',
      fixed: 'FROM node:22 AS base\nWORKDIR /app\nFROM base\nCOPY a b/\nFROM node:22\nCOPY a /b/\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#workdir'],
  messages: {
    relative: '{path} is relative, and no WORKDIR says to what: set one above, or write an absolute path.',
    several:
      '{path} and {count} more below are relative, and no WORKDIR says to what: set one above, or write absolute paths.',
  },
  check({ tree, model, report }) {
    const withFolder = new Set<Stage>();
    for (const stage of model.stages) {
      let isSet = stage.parent !== undefined && withFolder.has(stage.parent);
      const found: Found[] = [];
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
        found.push({ instruction, span: destination.span, path: path.replace(/["']$/, '') });
      }
      reportAll(found, stage, tree, report);
      if (isSet) {
        withFolder.add(stage);
      }
    }
  },
});

interface Found {
  readonly instruction: Instruction;
  readonly span: Span;
  readonly path: string;
}

/** One finding for a stage, since one WORKDIR is what all of them lack. */
function reportAll(found: readonly Found[], stage: Stage, tree: DockerfileTree, report: RuleContext['report']): void {
  const [first, ...others] = found;
  if (!first) {
    return;
  }
  const edits = [lineAbove(tree, first.instruction, 'WORKDIR /app')];
  const absolute = absolutePaths(found, stage, tree);
  report({
    span: first.span,
    message: others.length > 0 ? 'several' : 'relative',
    params: { path: first.path, count: others.length },
    aliases: found.some(({ instruction }) => instruction.name === 'COPY') ? ['DL3045'] : [],
    related: others.map(({ span }) => ({ span, message: 'Relative as well.' })),
    fixes: [
      ...(absolute ? [{ title: 'Write where it goes now', safe: false, edits: absolute }] : []),
      { title: 'Set a WORKDIR above', safe: false, edits },
    ],
  });
}

/** The same places as absolute paths, where the base image is known; a whole context belongs into a folder of its own. */
function absolutePaths(
  found: readonly Found[],
  { rootImage }: Stage,
  { text }: DockerfileTree,
): TextEdit[] | undefined {
  const folder = rootImage === 'scratch' ? '/' : baseOf(rootImage).folder;
  const isWhole = found.some(({ instruction }) =>
    copiedFiles(instruction)?.sources.some((source) => /^["']?(\.?\/?|\*)["']?$/.test(source.text)),
  );
  if (folder === undefined || isWhole || found.some(({ path }) => path.includes('..'))) {
    return undefined;
  }
  return found.map(({ span, path }) => {
    const start = span.start + (/["']/.test(text[span.start]!) ? 1 : 0);
    const written = /^\.(?:\/|$)/.exec(path)?.[0].length ?? 0;
    return { span: { start, end: start + written }, newText: folder.endsWith('/') ? folder : `${folder}/` };
  });
}
