import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const compileCacheLeftBehind = defineRule({
  id: 'compile-cache-left-behind',
  title: 'Compile cache of Node.js left in the layer',
  aliases: [],
  category: 'size',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'npm 10.9 and newer leave 1.3 MB of compiled code in `/tmp/node-compile-cache` with every run, and ' +
    'yarn 1 leaves 2.3 MB in `/tmp/v8-compile-cache-0`. Neither a cache mount for the packages nor ' +
    'cleaning the package cache helps: delete the folder in the same `RUN`, mount a tmpfs on `/tmp`, or ' +
    'set `NODE_DISABLE_COMPILE_CACHE=1` (npm) or `DISABLE_V8_COMPILE_CACHE=1` (yarn).',
  examples: [
    {
      wrong: 'FROM node:22-slim\nRUN «npm install» --global serve@14.2.5 && npm cache clean --force\n',
      right:
        'FROM node:22-slim\nRUN npm install --global serve@14.2.5 && npm cache clean --force && rm -rf /tmp/node-compile-cache\n',
      fixed:
        'FROM node:22-slim\nRUN npm install --global serve@14.2.5 && npm cache clean --force && rm -rf /tmp/node-compile-cache\n',
    },
  ],
  references: ['https://nodejs.org/api/module.html#module-compile-cache'],
  messages: leftoverMessages('Files of a compile cache'),
  check(context) {
    const { left } = context.model.effects;
    reportLeftovers(context, {
      cause: 'compile-cache',
      // Cleaning the package cache fills this one again, so that comes first.
      isFixable: ({ instruction }) =>
        !left.some((it) => it.instruction === instruction && /^(?:npm|yarn)-cache$/.test(it.cause)),
    });
  },
});
