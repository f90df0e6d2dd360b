import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const gemCacheLeftBehind = defineRule({
  id: 'gem-cache-left-behind',
  title: 'Downloaded gems left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'RubyGems and Bundler keep every gem that they install a second time, packed, in a folder `cache` ' +
    'beside the installed ones. Nothing reads it again. Nothing is said where a Ruby of rvm, rbenv or the like installs ' +
    'them, since only a build can tell where that is.',
  examples: [
    {
      wrong: 'FROM ruby:3.4-slim\nRUN «gem install» --no-document puma:6.6.0\n',
      right: 'FROM ruby:3.4-slim\nRUN gem install --no-document puma:6.6.0 && rm -rf /usr/local/bundle/cache\n',
      fixed: 'FROM ruby:3.4-slim\nRUN gem install --no-document puma:6.6.0 && rm -rf /usr/local/bundle/cache\n',
    },
  ],
  references: ['https://guides.rubygems.org/command-reference/'],
  messages: leftoverMessages('Packed copies of the installed gems'),
  check(context) {
    reportLeftovers(context, { cause: 'gem-cache' });
  },
});
