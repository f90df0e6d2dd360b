import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const yarnCacheLeftBehind = defineRule({
  id: 'yarn-cache-left-behind',
  title: 'Cache of yarn left in the layer',
  aliases: ['DL3060'],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Yarn 1 keeps everything that it downloads: as root in `/usr/local/share/.cache/yarn`, for other ' +
    'users in `~/.cache/yarn`. So `rm -rf ~/.cache` frees nothing as root; `yarn cache clean` in the same ' +
    '`RUN` does.',
  differs:
    '`yarn` without a word installs, too, and so do `yarn add` and `yarn global add`. Calls by path are found as well. Stages that only files are copied from are left alone.',
  examples: [
    {
      wrong:
        'FROM node:20-slim\nENV DISABLE_V8_COMPILE_CACHE=1\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN «yarn install» --frozen-lockfile\n',
      right:
        'FROM node:20-slim\nENV DISABLE_V8_COMPILE_CACHE=1\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile && yarn cache clean\n',
      fixed:
        'FROM node:20-slim\nENV DISABLE_V8_COMPILE_CACHE=1\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile && yarn cache clean\n',
    },
  ],
  references: ['https://classic.yarnpkg.com/lang/en/docs/cli/cache/'],
  messages: leftoverMessages('Files in the cache of yarn'),
  check(context) {
    reportLeftovers(context, { cause: 'yarn-cache' });
  },
});
