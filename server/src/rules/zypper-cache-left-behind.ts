import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const zypperCacheLeftBehind = defineRule({
  id: 'zypper-cache-left-behind',
  title: 'Cache of zypper left in the layer',
  aliases: ['DL3036'],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'zypper keeps the metadata of every repository in `/var/cache/zypp`. `zypper clean --all` in the same ' +
    '`RUN` removes it; without `--all` only downloaded packages go, of which there are none as a rule.',
  differs: 'Stages that only files are copied from are left alone.',
  examples: [
    {
      wrong: 'FROM opensuse/leap:15.6\nRUN «zypper --non-interactive install» less\n',
      right: 'FROM opensuse/leap:15.6\nRUN zypper --non-interactive install less && zypper clean --all\n',
      fixed: 'FROM opensuse/leap:15.6\nRUN zypper --non-interactive install less && zypper clean --all\n',
    },
  ],
  references: ['https://manpages.opensuse.org/Tumbleweed/zypper/zypper.8.en.html'],
  messages: leftoverMessages('Files in the cache of zypper'),
  check(context) {
    reportLeftovers(context, { cause: 'zypper-cache' });
  },
});
