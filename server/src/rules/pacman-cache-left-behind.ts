import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const pacmanCacheLeftBehind = defineRule({
  id: 'pacman-cache-left-behind',
  title: 'Package cache of pacman left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'pacman keeps every package that it installs in `/var/cache/pacman/pkg`. `pacman -Sc` removes only ' +
    'packages that are not installed, which are none in a fresh layer; `-Scc` or deleting the files in ' +
    'the same `RUN` removes them all.',
  examples: [
    {
      wrong: 'FROM archlinux:base-20250615.0.366500\nRUN «pacman -Syu» --noconfirm less\n',
      right:
        'FROM archlinux:base-20250615.0.366500\nRUN pacman -Syu --noconfirm less && rm -rf /var/cache/pacman/pkg/*\n',
      fixed:
        'FROM archlinux:base-20250615.0.366500\nRUN pacman -Syu --noconfirm less && rm -rf /var/cache/pacman/pkg/*\n',
    },
  ],
  references: ['https://man.archlinux.org/man/pacman.8'],
  messages: leftoverMessages('Files in the package cache of pacman'),
  check(context) {
    reportLeftovers(context, { cause: 'pacman-cache' });
  },
});
