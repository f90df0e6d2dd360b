import { variablesIn } from '../dockerfile/variables';
import { flagRemoval } from './engine/flagRemoval';
import { defineRule } from './rule';

export const redundantTargetPlatform = defineRule({
  id: 'redundant-target-platform',
  title: 'FROM asks for the platform that it takes anyhow',
  aliases: ['DL3065', 'RedundantTargetPlatform'],
  category: 'style',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Without `--platform`, `FROM` takes the image for the platform that is built for, which is what `$TARGETPLATFORM` ' +
    'says. The flag only makes readers look for a reason.',
  differs: 'hadolint overlooks a variable with a default, such as `${TARGETPLATFORM:-linux/amd64}`.',
  examples: [
    {
      wrong: 'FROM «--platform=$TARGETPLATFORM» alpine:3.22\n',
      right: 'FROM alpine:3.22\n',
      fixed: 'FROM alpine:3.22\n',
    },
    {
      wrong: 'FROM «--platform=${TARGETPLATFORM}» \\\n  alpine:3.22 AS build\n',
      fixed: 'FROM \\\n  alpine:3.22 AS build\n',
    },
    {
      note: 'BuildKit always sets it, so that a default is never taken; only a suggestion, since other builders may take it.',
      wrong: 'FROM «--platform=${TARGETPLATFORM:-linux/amd64}» alpine:3.22\n',
      right: 'FROM alpine:3.22\n',
      fixed: 'FROM alpine:3.22\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/redundant-target-platform/'],
  messages: { redundant: 'FROM takes the image for the target platform anyhow: remove this flag.' },
  check({ tree, report }) {
    for (const instruction of tree.instructions) {
      const flag = instruction.name === 'FROM' ? instruction.flags.find(({ name }) => name === 'platform') : undefined;
      if (!flag?.value) {
        continue;
      }
      const [variable, ...others] = variablesIn(flag.value, tree.escape);
      const isWhole = variable && variable.span.end - variable.span.start === flag.value.length;
      if (
        isWhole &&
        others.length === 0 &&
        variable.name === 'TARGETPLATFORM' &&
        /^(?::?[-?])?$/.test(variable.modifier)
      ) {
        report({
          span: flag.span,
          message: 'redundant',
          fixes: [{ title: 'Remove the flag', safe: variable.modifier === '', edits: [flagRemoval(tree.text, flag)] }],
        });
      }
    }
  },
});
