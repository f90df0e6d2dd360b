import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const composerCacheLeftBehind = defineRule({
  id: 'composer-cache-left-behind',
  title: 'Cache of Composer left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Composer keeps every package that it downloads in `~/.composer/cache` (where there is a folder `/etc/xdg`, in `~/.cache/composer`), or in the folder `cache` of ' +
    '`COMPOSER_HOME`. `--no-cache` keeps nothing, and a cache mount keeps it for the next build.',
  examples: [
    {
      wrong: 'FROM php:8.4-cli\nWORKDIR /app\nCOPY composer.json composer.lock ./\nRUN «composer install» --no-dev\n',
      right:
        'FROM php:8.4-cli\nWORKDIR /app\nCOPY composer.json composer.lock ./\nRUN composer install --no-cache --no-dev\n',
      fixed:
        'FROM php:8.4-cli\nWORKDIR /app\nCOPY composer.json composer.lock ./\nRUN composer install --no-cache --no-dev\n',
    },
  ],
  references: ['https://getcomposer.org/doc/06-config.md#cache-dir'],
  messages: leftoverMessages('Files in the cache of Composer'),
  check(context) {
    reportLeftovers(context, { cause: 'composer-cache' });
  },
});
