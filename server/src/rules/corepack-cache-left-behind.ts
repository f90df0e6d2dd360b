import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const corepackCacheLeftBehind = defineRule({
  id: 'corepack-cache-left-behind',
  title: 'Package managers fetched by corepack left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'corepack keeps every manager that it fetches in `~/.cache/node/corepack`, 17 MB for pnpm. An application that is installed does ' +
    'not need them: install in a builder stage and copy the result, keep the folder in a cache mount, or delete it in the same `RUN`. ' +
    'Where the image is meant to bring the manager, give it a place of its own with `COREPACK_HOME`: in `~/.cache` other users do not ' +
    'find it. Nothing is said where `CMD` or `ENTRYPOINT` start the application by such a manager.',
  examples: [
    {
      wrong: 'FROM node:20-slim\nRUN corepack enable && «corepack prepare» pnpm@9.15.0 --activate\n',
      right:
        'FROM node:20-slim\nENV COREPACK_HOME=/usr/local/share/corepack\nRUN corepack enable && corepack prepare pnpm@9.15.0 --activate\n',
      fixed:
        'FROM node:20-slim\nRUN corepack enable && corepack prepare pnpm@9.15.0 --activate && rm -rf /root/.cache/node/corepack\n',
    },
  ],
  references: ['https://github.com/nodejs/corepack#environment-variables'],
  messages: leftoverMessages('Package managers that corepack has fetched'),
  check(context) {
    const starts =
      context.model.stages.at(-1)?.instructions.filter((it) => /^(CMD|ENTRYPOINT)$/.test(it.name ?? '')) ?? [];
    if (!starts.some(({ body }) => /\b(corepack|pnpm|yarn)\b/.test(body.text))) {
      reportLeftovers(context, { cause: 'corepack-cache', isFixSafe: false });
    }
  },
});
