import { readPackageCall } from '../model/packages/programs';
import { runsOf } from '../model/runs';
import { defineRule } from './rule';
import { otherWord } from './shell/words';

export const aptInScript = defineRule({
  id: 'apt-in-script',
  title: 'The command apt used in a script',
  aliases: ['DL3027'],
  category: 'style',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`apt` is made for people at a terminal: it says itself that its interface is not stable, and it warns when its output ' +
    'goes elsewhere. `apt-get`, `apt-cache` and `dpkg-query` do the same and stay as they are.',
  differs: '`sudo apt` and calls by path are found as well, and a word that only looks like a call is not reported.',
  examples: [
    {
      wrong:
        'FROM debian:12\nRUN «apt» update && «apt» install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/*\n',
      right:
        'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/*\n',
      fixed:
        'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      note: 'What `apt list` tells, scripts ask `dpkg-query`.',
      wrong: 'FROM debian:12\nRUN «apt» list --installed > /packages.txt\n',
      right: "FROM debian:12\nRUN dpkg-query -W -f '${Package} ${Version}\\n' > /packages.txt\n",
    },
  ],
  references: ['https://manpages.debian.org/stable/apt/apt.8.en.html'],
  messages: { apt: 'apt is for people at a terminal and may change: use {instead} in scripts.' },
  check({ tree, model, report }) {
    for (const call of runsOf(model).callsOf('apt')) {
      const verb = readPackageCall(call)?.verb ?? '';
      const instead = /^(search|show|policy|depends|rdepends|pkgnames)$/.test(verb)
        ? 'apt-cache'
        : verb === 'list'
          ? 'dpkg-query'
          : 'apt-get';
      const sameVerb =
        instead === 'apt-cache' ||
        /^(install|reinstall|update|upgrade|remove|purge|autoremove|autopurge|clean|autoclean|download|source|build-dep|satisfy|dist-upgrade|changelog)$/.test(
          verb,
        );
      const { word } = call.program;
      const edit = sameVerb && word.value === 'apt' ? otherWord(tree, call, word, instead) : undefined;
      report({
        span: word.span,
        message: 'apt',
        params: { instead },
        fixes: edit ? [{ title: `Use ${instead}`, safe: true, edits: [edit] }] : [],
      });
    }
  },
});
