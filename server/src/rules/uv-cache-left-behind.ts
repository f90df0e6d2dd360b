import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const uvCacheLeftBehind = defineRule({
  id: 'uv-cache-left-behind',
  title: 'Cache of uv left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'uv keeps what it downloads in `~/.cache/uv` and links its files into the environment. On one file ' +
    'system the links cost nothing, and only indexes and metadata are extra; with `UV_LINK_MODE=copy` ' +
    'everything is there twice. `--no-cache` keeps nothing, and a cache mount keeps it for the next ' +
    'build.',
  examples: [
    {
      wrong:
        'FROM python:3.13-slim\nENV UV_LINK_MODE=copy\nRUN pip install --no-cache-dir uv==0.9.5 && «uv pip install» --system flask==3.1.1\n',
      right:
        'FROM python:3.13-slim\nENV UV_LINK_MODE=copy\nRUN pip install --no-cache-dir uv==0.9.5 && uv pip install --no-cache --system flask==3.1.1\n',
      fixed:
        'FROM python:3.13-slim\nENV UV_LINK_MODE=copy\nRUN pip install --no-cache-dir uv==0.9.5 && uv pip install --no-cache --system flask==3.1.1\n',
    },
  ],
  references: ['https://docs.astral.sh/uv/guides/integration/docker/#caching'],
  messages: leftoverMessages('Files in the cache of uv'),
  check(context) {
    reportLeftovers(context, { cause: 'uv-cache' });
  },
});
