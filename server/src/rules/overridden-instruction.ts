import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { Span } from '../text/span';
import { defineRule } from './rule';

export const overriddenInstruction = defineRule({
  id: 'overridden-instruction',
  title: 'Only the last CMD, ENTRYPOINT or HEALTHCHECK of a stage counts',
  aliases: ['DL4003', 'DL4004', 'DL3012', 'MultipleInstructionsDisallowed', 'MULTIPLE_INSTRUCTIONS'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'An image has one command, one entry point and one health check. A later `CMD`, `ENTRYPOINT` or `HEALTHCHECK` in ' +
    'the same stage silently replaces an earlier one, so the earlier one never runs: either it is a leftover, or ' +
    'two processes were meant to start and only one does.',
  differs: 'Above the first `FROM` there is no stage, and that is an error of its own.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\n«CMD ["first"]»\nCMD ["second"]\n',
      right: 'FROM alpine:3.22\nCMD ["second"]\n',
      fixed: 'FROM alpine:3.22\nCMD ["second"]\n',
    },
    {
      note: 'Each stage has its own.',
      wrong:
        'FROM alpine:3.22 AS one\n«ENTRYPOINT \\\n  ["a"]»\nENTRYPOINT ["b"]\n\nFROM alpine:3.22\nENTRYPOINT ["c"]\n',
      fixed: 'FROM alpine:3.22 AS one\nENTRYPOINT ["b"]\n\nFROM alpine:3.22\nENTRYPOINT ["c"]\n',
    },
    {
      wrong: 'FROM alpine:3.22\n«HEALTHCHECK NONE»\nRUN id\nHEALTHCHECK CMD ["true"]\n',
      fixed: 'FROM alpine:3.22\nRUN id\nHEALTHCHECK CMD ["true"]\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#cmd',
    'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
  ],
  messages: {
    overridden:
      'This {name} never takes effect, because the {name} in line {line} replaces it: remove it, or join the two.',
  },
  check({ tree, model, report }) {
    for (const stage of model.stages) {
      const last = new Map<string, Instruction>();
      for (let at = stage.instructions.length - 1; at >= 0; at--) {
        const instruction = stage.instructions[at]!;
        const { name } = instruction;
        if (name !== 'CMD' && name !== 'ENTRYPOINT' && name !== 'HEALTHCHECK') {
          continue;
        }
        const winner = last.get(name);
        if (!winner) {
          last.set(name, instruction);
          continue;
        }
        report({
          span: instruction.span,
          message: 'overridden',
          params: { name, line: winner.firstLine + 1 },
          aliases: [codes[name], 'MultipleInstructionsDisallowed', 'MULTIPLE_INSTRUCTIONS'],
          tags: ['unnecessary'],
          related: [{ span: winner.keywordSpan, message: `This ${name} is the one that counts.` }],
          fixes: [
            { title: `Remove this ${name}`, safe: true, edits: [{ span: wholeLines(tree, instruction), newText: '' }] },
          ],
        });
      }
    }
  },
});

const codes = { CMD: 'DL4003', ENTRYPOINT: 'DL4004', HEALTHCHECK: 'DL3012' } as const;

/** The lines of an instruction with their line breaks, from the indentation on. */
function wholeLines({ lines, text }: DockerfileTree, { firstLine, lastLine }: Instruction): Span {
  return { start: lines.starts[firstLine]!, end: lines.starts[lastLine + 1] ?? text.length };
}
