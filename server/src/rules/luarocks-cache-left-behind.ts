import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const luarocksCacheLeftBehind = defineRule({
  id: 'luarocks-cache-left-behind',
  title: 'Cache of LuaRocks left in the layer',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'LuaRocks keeps the manifests of its servers, some megabytes, in `~/.cache/luarocks`. What is ' +
    'installed does not need them.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN «luarocks install» lpeg 1.1.0\n',
      right: 'FROM debian:12\nRUN luarocks install lpeg 1.1.0 && rm -rf /root/.cache/luarocks\n',
      fixed: 'FROM debian:12\nRUN luarocks install lpeg 1.1.0 && rm -rf /root/.cache/luarocks\n',
    },
  ],
  references: ['https://github.com/luarocks/luarocks/wiki/luarocks'],
  messages: leftoverMessages('Files in the cache of LuaRocks'),
  check(context) {
    reportLeftovers(context, { cause: 'luarocks-cache' });
  },
});
