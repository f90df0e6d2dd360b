import type { Leftover } from '../model/effects/effects';
import { wholeLines } from './engine/wholeLines';
import { defineRule, type Fix, type RuleContext } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const aptListsLeftBehind = defineRule({
  id: 'apt-lists-left-behind',
  title: 'Package lists of apt left in the layer',
  aliases: ['DL3009'],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`apt-get update` writes some 20 MB of package lists to `/var/lib/apt/lists`. Nobody reads them in ' +
    'the finished image, and they are out of date soon. They have to go in the same `RUN`: a later one ' +
    'only hides them, since every layer keeps what was written in it. `apt-get clean` does not touch ' +
    'them, and deleting counts only where it really happens: behind the update, on every way through the ' +
    'script, with a pattern that the shell expands.',
  differs:
    'hadolint only looks for the words `rm -rf` or `/var/lib/apt/lists/*`. What counts here is what is removed: `apt-get dist-clean`, `find … -delete`, `rm …/*_*` and `rm …/*.*` clean up as well, while a slip in the path or removing before the update does not. Lists are also found behind `sudo`, by `apt-fast`, in heredocs and in scripts of installers, and so are those that `add-apt-repository` and `apt-get install --update` fetch. Stages that only files are copied from are left alone.' +
    ' Lists that `COPY --from` brings along in a whole folder are reported there. Nothing is left by a branch that no default of the file takes until `buildArgs` says so.' +
    ' A program of your own that is said to clean up (`docker-image-cleanup`) is believed.' +
    ' Nothing is said above the first `FROM`, nor of what only runs when a command fails that may work (`make || apt-get update`).',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN «apt-get update» && apt-get install -y --no-install-recommends less\n',
      right:
        'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/*\n',
      fixed:
        'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      note: 'The fix keeps the way in which the commands are chained.',
      wrong:
        'FROM debian:12\nRUN set -eux; \\\n    «apt-get update»; \\\n    apt-get install -y --no-install-recommends less\n',
      fixed:
        'FROM debian:12\nRUN set -eux; \\\n    apt-get update; \\\n    apt-get install -y --no-install-recommends less; \\\n    rm -rf /var/lib/apt/lists/*\n',
    },
    {
      note: 'Deleting them in a later layer frees nothing, and neither does a pattern in quotes.',
      wrong:
        'FROM debian:12\nRUN «apt-get update» \\\n && apt-get install -y --no-install-recommends less \\\n && rm -rf "/var/lib/apt/lists/*"\nRUN rm -rf /var/lib/apt/lists/*\n',
      fixed:
        'FROM debian:12\nRUN apt-get update \\\n && apt-get install -y --no-install-recommends less \\\n && rm -rf "/var/lib/apt/lists/*" \\\n && rm -rf /var/lib/apt/lists/*\nRUN rm -rf /var/lib/apt/lists/*\n',
    },
    {
      note: 'Lists that nothing uses need not be fetched.',
      wrong: 'FROM debian:12\nRUN «apt-get update»\nCOPY app /app\n',
      fixed: 'FROM debian:12\nCOPY app /app\n',
    },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#run',
    'https://manpages.debian.org/stable/apt/apt-get.8.en.html',
  ],
  messages: {
    ...leftoverMessages('The package lists of apt'),
    needed:
      'The package lists of apt stay in this layer ({paths}) because line {line} uses them, however old the cached layer is: join both instructions and remove them at the end.',
  },
  check(context) {
    reportLeftovers(context, { cause: 'apt-lists', betterFix: removeUpdate });
  },
});

const update = String.raw`apt(?:-get)?(?:\s+-[^\s;&|]+)*\s+update(?:\s+-[^\s;&|]+)*`;
const onlyUpdates = new RegExp(String.raw`^${update}(?:\s*(?:;|&&)\s*${update})*$`);

/** Takes away a RUN that does nothing but fetch lists that nobody reads. */
function removeUpdate({ tree }: RuleContext, { instruction, neededBy, firedBy }: Leftover): Fix | undefined {
  // By the text: finding out what all scripts call takes longer than the whole rule.
  const isUpdate = instruction.name === 'RUN' && onlyUpdates.test(instruction.body.text);
  return isUpdate && !neededBy && !firedBy && !instruction.trigger
    ? {
        title: 'Remove this RUN, as nothing here uses its lists',
        safe: false,
        edits: [{ span: wholeLines(tree.text, instruction), newText: '' }],
      }
    : undefined;
}
