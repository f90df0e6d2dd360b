import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const apkCacheLeftBehind = defineRule({
  id: 'apk-cache-left-behind',
  title: 'Package index of apk left in the layer',
  aliases: ['DL3019'],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`apk add` and `apk update` keep the package index, some 2.5 MB, in `/var/cache/apk`. With `--no- ' +
    'cache` it is fetched for this one run only. `apk cache clean` does not help: it is about packages, ' +
    'and fails where they are not kept.',
  differs:
    'Stages that only files are copied from are left alone, as are an index that the same instruction removes, and calls where a variable holds `--no-cache`. With `--no-network` nothing is fetched. `apk update` and `apk upgrade` are found as well, and so are calls by path (`/sbin/apk`).' +
    ' A branch that the base image never takes, as for Alpine on Debian, leaves nothing, nor does a branch that no default of the file takes until `buildArgs` says so. A program of your own that is said to clean up (`docker-image-cleanup`) is believed.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nRUN «apk add» curl\n',
      right: 'FROM alpine:3.22\nRUN apk add --no-cache curl\n',
      fixed: 'FROM alpine:3.22\nRUN apk add --no-cache curl\n',
    },
    {
      note: 'After `apk update` the index is there already, so it has to be deleted.',
      wrong: 'FROM alpine:3.22\nRUN «apk update» && apk add --no-cache curl\n',
      fixed: 'FROM alpine:3.22\nRUN apk update && apk add --no-cache curl && rm -rf /var/cache/apk/*\n',
    },
  ],
  references: [
    'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
    'https://docs.docker.com/build/building/best-practices/#run',
  ],
  messages: leftoverMessages('Package indexes of apk'),
  check(context) {
    reportLeftovers(context, { cause: 'apk-cache' });
  },
});
