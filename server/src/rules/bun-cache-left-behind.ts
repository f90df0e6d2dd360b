import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const bunCacheLeftBehind = defineRule({
  id: 'bun-cache-left-behind',
  title: 'Cache of Bun left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Bun links the files of its cache into `node_modules`, which costs nothing. With `--backend=copyfile` everything is ' +
    'there twice: once in `~/.bun/install/cache`, where nobody reads it again.',
  examples: [
    {
      wrong: 'FROM oven/bun:1.2\nWORKDIR /app\nCOPY package.json bun.lock ./\nRUN «bun install» --backend=copyfile\n',
      right:
        'FROM oven/bun:1.2\nWORKDIR /app\nCOPY package.json bun.lock ./\nRUN bun install --backend=copyfile && bun pm cache rm\n',
      fixed:
        'FROM oven/bun:1.2\nWORKDIR /app\nCOPY package.json bun.lock ./\nRUN bun install --backend=copyfile && bun pm cache rm\n',
    },
  ],
  references: ['https://bun.sh/docs/install/cache'],
  messages: leftoverMessages('Files in the cache of Bun'),
  check(context) {
    reportLeftovers(context, { cause: 'bun-cache' });
  },
});
