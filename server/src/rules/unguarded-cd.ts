import { runsOf } from '../model/runs';
import type { ScopedNode } from '../shell/scopedNodes';
import { defineRule } from './rule';
import { stopsOnFailure } from './shell/settings';
import { isAsWritten, spanOfWords } from './shell/words';

export const unguardedCd = defineRule({
  id: 'unguarded-cd',
  title: 'Commands run in the wrong folder when cd fails',
  aliases: ['SC2164'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'When the folder does not exist, `cd` fails and what follows behind `;` runs where the script happens to be, which for ' +
    '`rm` or `make install` is the wrong place. Chain with `&&`, or stop the script with `set -e` or `|| exit 1`.',
  differs:
    'hadolint shows one finding of ShellCheck for each instruction, so that this one may stand behind another there, and ' +
    'ShellCheck is silent where a list with the `cd` in it stands in front of `&&` or `||`, although what follows the `cd` runs all the same. It does not look into scripts for another shell (`bash -c`). ' +
    'A `cd` with nothing behind it is left alone, and so is a script that SHELL runs with `-e`.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nRUN «cd /src/app»; make install\n',
      right: 'FROM alpine:3.22\nRUN cd /src/app && make install\n',
      fixed: 'FROM alpine:3.22\nRUN cd /src/app || exit 1; make install\n',
    },
    {
      note: 'At the end of a chain it is only a suggestion, since the script then also stops when what stands in front fails.',
      wrong: 'FROM alpine:3.22\nRUN mkdir -p /src && «cd /src/app»; make install\n',
      right: 'FROM alpine:3.22\nRUN mkdir -p /src && cd /src/app && make install\n',
      fixed: 'FROM alpine:3.22\nRUN mkdir -p /src && cd /src/app || exit 1; make install\n',
    },
  ],
  references: ['https://www.shellcheck.net/wiki/SC2164'],
  messages: {
    goesOn: 'When this cd fails, the commands behind it run in another folder: add || exit 1, or chain with &&.',
  },
  check({ tree, model, report }) {
    for (const { calls, nodes } of runsOf(model).runs) {
      for (const { name, program, command, place } of calls) {
        const folder = program.args.find(({ text }) => !text.startsWith('-'));
        const last = name === 'cd' && goesOnBehind(place) ? folder : undefined;
        if (!last || place.tested || /^(\/|\.\.|~)$/.test(last.value ?? '')) {
          continue;
        }
        if (stopsOnFailure(nodes, place)) {
          continue;
        }
        const at = { start: last.span.end, end: last.span.end };
        report({
          span: spanOfWords(program.word, last),
          message: 'goesOn',
          fixes:
            isAsWritten(tree, last) && command.redirections.length === 0
              ? [
                  {
                    title: 'Stop when cd fails',
                    safe: place.list !== undefined,
                    edits: [{ span: at, newText: ' || exit 1' }],
                  },
                ]
              : [],
        });
      }
    }
  },
});

/** True where commands follow that do not ask whether this one failed; at the end of `a && b` those behind it follow. */
function goesOnBehind({ list, index, parent }: ScopedNode): boolean {
  if (list) {
    return index < list.items.length - 1;
  }
  const isEnd = parent?.node.kind === 'andOr' && index === parent.node.nodes.length - 1;
  return isEnd && goesOnBehind(parent);
}
