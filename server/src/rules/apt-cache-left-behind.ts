import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const aptCacheLeftBehind = defineRule({
  id: 'apt-cache-left-behind',
  title: 'Package cache of apt left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'The official Debian and Ubuntu images empty the package cache of apt after every run, by the file ' +
    '`/etc/apt/apt.conf.d/docker-clean`. Once that is removed, as instructions for cache mounts ' +
    'recommend, every `RUN` without such a mount keeps the downloaded packages and two binary caches in ' +
    '`/var/cache/apt`, which weigh more than 70 MB.',
  examples: [
    {
      wrong:
        'FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN «apt-get update» && apt-get install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/*\n',
      right:
        'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/*\n',
      fixed:
        'FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nRUN apt-get update && apt-get install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/* && apt-get clean\n',
    },
  ],
  references: [
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    'https://github.com/moby/moby/blob/v28.0.0/contrib/mkimage/debootstrap',
  ],
  messages: leftoverMessages('Files in the package cache of apt'),
  check(context) {
    reportLeftovers(context, { cause: 'apt-cache' });
  },
});
