import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const cpanCacheLeftBehind = defineRule({
  id: 'cpan-cache-left-behind',
  title: 'Work folder of CPAN left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`cpanm` and `cpan` unpack and build every distribution in `~/.cpanm` or `~/.cpan` and leave it ' +
    'there. What is installed does not need it.',
  examples: [
    {
      wrong: 'FROM perl:5.42\nRUN «cpanm Mojolicious@9.41»\n',
      right: 'FROM perl:5.42\nRUN cpanm Mojolicious@9.41 && rm -rf /root/.cpanm\n',
      fixed: 'FROM perl:5.42\nRUN cpanm Mojolicious@9.41 && rm -rf /root/.cpanm\n',
    },
  ],
  references: ['https://metacpan.org/pod/App::cpanminus'],
  messages: leftoverMessages('Work files of CPAN'),
  check(context) {
    reportLeftovers(context, { cause: 'cpan-cache' });
  },
});
