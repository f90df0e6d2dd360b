import { platformProblem } from '../dockerfile/values/platforms';
import { unquote, variablesIn } from '../dockerfile/variables';
import { flagRemoval } from './engine/flagRemoval';
import { defineRule } from './rule';

export const constantPlatformInFrom = defineRule({
  id: 'constant-platform-in-from',
  title: 'FROM is tied to one platform',
  aliases: ['DL3029', 'FromPlatformFlagConstDisallowed'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'With a constant `--platform` the stage is of that platform whatever `docker build --platform` asks for, so that a ' +
    'build for several platforms makes the same image several times under wrong names. Leave the platform to whoever ' +
    'builds, or use `$BUILDPLATFORM` for a stage that only makes files. A stage whose name has the platform in it, ' +
    'such as `build-arm64`, is meant so and is not reported.',
  differs: 'hadolint also reports other variables than its two, and stages that have the platform in their name.',
  examples: [
    {
      wrong: 'FROM «--platform=linux/amd64» alpine:3.22 AS build\nRUN make\n',
      right: 'FROM --platform=$BUILDPLATFORM alpine:3.22 AS build\nRUN make\n',
      fixed: 'FROM alpine:3.22 AS build\nRUN make\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/'],
  messages: {
    constant:
      'This stage always has the platform {platform}: remove the flag, or use $BUILDPLATFORM if it only makes files.',
  },
  check({ tree, model, report }) {
    for (const { from, name } of model.stages) {
      const flag = from.flags.find((each) => each.name === 'platform');
      if (!flag?.value || variablesIn(flag.value, tree.escape).length > 0) {
        continue;
      }
      const platform = unquote(flag.value, tree.escape);
      if (platformProblem(platform) === undefined && !isInName(platform, name ?? '')) {
        report({
          span: flag.span,
          message: 'constant',
          params: { platform },
          fixes: [{ title: 'Remove the flag', safe: false, edits: [flagRemoval(tree.text, flag)] }],
        });
      }
    }
  },
});

const otherSpellings: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  armhf: 'arm',
  armel: 'arm',
  macos: 'darwin',
};

/** True when the stage is named after the operating system or the architecture. */
function isInName(platform: string, name: string): boolean {
  const [system, architecture] = platform
    .toLowerCase()
    .split('/')
    .map((part) => otherSpellings[part.replace(/\(.*/, '')] ?? part.replace(/\(.*/, ''));
  return [system, architecture].some((part) => part !== undefined && name.includes(part));
}
