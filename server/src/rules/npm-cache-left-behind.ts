import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const npmCacheLeftBehind = defineRule({
  id: 'npm-cache-left-behind',
  title: 'Cache of npm left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'npm keeps everything that it downloads in `~/.npm`, often as much as `node_modules` itself. `npm ' +
    'cache clean` refuses to work without `--force`, `npm cache verify` and `--no-cache` leave the files ' +
    'where they are. A cache mount at `/root/.npm` keeps them for the next build instead.',
  examples: [
    {
      wrong: 'FROM node:20-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN «npm ci»\n',
      right:
        'FROM node:20-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci && npm cache clean --force\n',
      fixed:
        'FROM node:20-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci && npm cache clean --force\n',
    },
  ],
  references: [
    'https://docs.npmjs.com/cli/v11/commands/npm-cache',
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
  ],
  messages: leftoverMessages('Files in the cache of npm'),
  check(context) {
    reportLeftovers(context, { cause: 'npm-cache' });
  },
});
