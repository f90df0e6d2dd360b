import type { DockerfileTree, Instruction, Pair } from '../dockerfile/tree';
import { unquote, variablesInWord } from '../dockerfile/variables';
import { lineBreakOf } from '../text/lineBreak';
import { defineRule, type Fix } from './rule';

export const envRefersToItself = defineRule({
  id: 'env-refers-to-itself',
  title: 'ENV uses what the same ENV sets',
  aliases: ['DL3044', 'UndefinedVar'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'All variables of one `ENV` are set at once: a value sees what was there before the instruction, not what stands ' +
    'to its left. In `ENV A=1 B=$A`, `B` is what `A` was before, mostly nothing.',
  differs:
    'hadolint knows no stages, so that a variable of another stage counts as set before. Values in single quotes and ' +
    'escaped dollar signs use nothing, and `${A:-x}` says itself what is meant when there is no value.',
  examples: [
    {
      note: 'Every image has a `PATH`, so that there is an old value.',
      wrong: 'FROM alpine:3.22\nENV PATH=/srv/bin:$PATH SEARCH=«$PATH»:/x\n',
    },
    {
      wrong: 'FROM alpine:3.22\nENV APP_HOME=/srv/app PATH=«$APP_HOME»/bin:$PATH\n',
      right: 'FROM alpine:3.22\nENV APP_HOME=/srv/app\nENV PATH=$APP_HOME/bin:$PATH\n',
      fixed: 'FROM alpine:3.22\nENV APP_HOME=/srv/app\nENV PATH=$APP_HOME/bin:$PATH\n',
    },
    {
      note: 'What was set before is used; it may be what is meant.',
      wrong: 'FROM alpine:3.22\nENV A=1 \\\n    B=2 \\\n    C="«${B}»/x" \\\n    D=\'$A\'\n',
      right: 'FROM alpine:3.22\nENV A=1\nENV A=2 B=$A\n',
      fixed: 'FROM alpine:3.22\nENV A=1 \\\n    B=2\nENV C="${B}/x" \\\n    D=\'$A\'\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  messages: {
    late: '{name} still has its value from before this ENV here: set it in an ENV above.',
    old: '{name} still has its old value in the ENV that sets it: set it in an ENV above.',
  },
  check({ tree, model, report }) {
    for (const outer of tree.instructions) {
      const { name, args } = outer;
      const stage = model.stageOf(outer);
      if (name !== 'ENV' || args.form !== 'pairs' || args.pairs.length < 2 || !stage) {
        continue;
      }
      const position = new Map(args.pairs.map(({ key }, index) => [unquote(key.text, tree.escape), index]));
      args.pairs.forEach(({ value }, index) => {
        for (const variable of value?.text.includes('$') ? variablesInWord(value, tree.escape) : []) {
          const at = position.get(variable.name);
          if (
            at !== undefined &&
            at !== index &&
            variable.modifier === '' &&
            !model.variables.writingAt(stage, variable.name, outer.span.start)
          ) {
            report({
              span: variable.span,
              message: variable.name === 'PATH' ? 'old' : 'late',
              // Every image has a PATH.
              aliases: variable.name === 'PATH' ? ['DL3044'] : ['DL3044', 'UndefinedVar'],
              params: { name: variable.name },
              related: [{ span: args.pairs[at]!.key.span, message: 'It is set here.' }],
              fixes: at < index ? splitBefore(index, args.pairs, outer, tree) : [],
            });
          }
        }
      });
    }
  },
});

/** Ends the instruction in front of a pair and begins another one. */
function splitBefore(
  index: number,
  pairs: readonly Pair[],
  { keyword }: Instruction,
  { text, escape: escapeToken }: DockerfileTree,
): Fix[] {
  const before = pairs[index - 1]!;
  const gap = { start: (before.value ?? before.key).span.end, end: pairs[index]!.key.span.start };
  const between = text.slice(gap.start, gap.end);
  // Comments and empty lines in between would be lost.
  const isPlain =
    /^[ \t]+$/.test(between) || new RegExp(`^[ \\t]+\\${escapeToken}[ \\t]*\\r?\\n[ \\t]*$`).test(between);
  const lineBreak = lineBreakOf(text);
  return isPlain
    ? [
        {
          title: 'Split the instruction here',
          safe: true,
          edits: [{ span: gap, newText: `${lineBreak}${keyword} ` }],
        },
      ]
    : [];
}
