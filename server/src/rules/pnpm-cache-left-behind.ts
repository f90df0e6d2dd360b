import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const pnpmCacheLeftBehind = defineRule({
  id: 'pnpm-cache-left-behind',
  title: 'Registry cache of pnpm left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'The store of pnpm is linked into `node_modules` and costs nothing, but what the registry answered ' +
    'stays in `~/.cache/pnpm`. `pnpm store prune` in the same `RUN` removes it, and a cache mount keeps ' +
    'it for the next build.',
  examples: [
    {
      wrong:
        'FROM node:20-slim\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml ./\nRUN «pnpm install» --frozen-lockfile\n',
      right:
        'FROM node:20-slim\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install --frozen-lockfile && pnpm store prune\n',
      fixed:
        'FROM node:20-slim\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install --frozen-lockfile && pnpm store prune\n',
    },
  ],
  references: ['https://pnpm.io/cli/store#prune', 'https://pnpm.io/docker'],
  messages: leftoverMessages('Answers of the registry that pnpm has kept'),
  check(context) {
    reportLeftovers(context, { cause: 'pnpm-cache' });
  },
});
