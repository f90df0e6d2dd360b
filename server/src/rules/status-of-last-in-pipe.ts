import { runsOf } from '../model/runs';
import type { ShellNode, ShellWord, VariablePart, WordPart } from '../shell/script';
import { defineRule } from './rule';

export const statusOfLastInPipe = defineRule({
  id: 'status-of-last-in-pipe',
  title: 'Exit status asked behind a pipeline',
  aliases: [],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'Behind a pipeline `$?` is the status of its last command alone, mostly of `tee` or `grep`, which succeeds when ' +
    'the command in front has failed. With `set -o pipefail` it is that of the first that failed.',
  examples: [
    {
      wrong: 'FROM buildpack-deps:12\nRUN make 2>&1 | tee /tmp/log; test «$?» -eq 0\n',
      right: 'FROM buildpack-deps:12\nRUN make > /tmp/log 2>&1\n',
    },
  ],
  references: ['https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_02'],
  messages: { last: 'This is the status of {last} alone, whatever the commands in front did: set pipefail first.' },
  check({ model, report }) {
    for (const { nodes } of runsOf(model).runs) {
      const setsPipefail = nodes.some(
        ({ node }) =>
          node.kind === 'command' &&
          node.program?.name === 'set' &&
          node.program.args.some(({ value }) => value === 'pipefail'),
      );
      for (const { node, list, index, scope } of nodes) {
        const before = list && index > 0 && !setsPipefail && !scope.pipefail ? list.items[index - 1]!.node : undefined;
        const last = before && lastOfPipe(before);
        const asked = last && firstStatus(node);
        if (asked) {
          report({ span: asked.span, message: 'last', params: { last } });
        }
      }
    }
  },
});

/** The name of the last command of a pipeline at the start of a statement; undefined when it is no pipeline. */
function lastOfPipe(node: ShellNode): string | undefined {
  const pipeline = node.kind === 'andOr' ? node.nodes[0]! : node;
  if (pipeline.kind !== 'pipeline' || pipeline.nodes.length < 2) {
    return undefined;
  }
  const last = pipeline.nodes.at(-1)!;
  return (last.kind === 'command' && last.program?.name) || 'the last command';
}

/** The word of a command that holds `$?`, in the first command of a statement. */
function firstStatus(node: ShellNode): ShellWord | undefined {
  const first =
    node.kind === 'andOr' ? node.nodes[0]! : node.kind === 'if' ? node.branches[0]?.condition.items[0]?.node : node;
  return first?.kind === 'command'
    ? [...first.words, ...first.assignments.map(({ value }) => value)].find(({ parts }) => parts.some(isStatus))
    : undefined;
}

function isStatus(part: WordPart): part is VariablePart {
  return part.kind === 'variable' && part.name === '?';
}
