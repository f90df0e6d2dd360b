import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const packedArchiveLeftBehind = defineRule({
  id: 'packed-archive-left-behind',
  title: 'Archive left in the layer beside the files in it',
  aliases: [],
  category: 'size',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'An archive made by `tar`, `zip` or `gzip -k` holds its files a second time as long as they stay too. Keep one of ' +
    'them: remove the files in the same `RUN`, or make the archive in a builder stage and copy it alone.',
  examples: [
    {
      wrong: 'FROM buildpack-deps:12\nCOPY data /data\nRUN «tar -czf /srv/data.tar.gz /data»\n',
      right:
        'FROM buildpack-deps:12 AS pack\nCOPY data /data\nRUN tar -czf /srv/data.tar.gz /data\nFROM debian:12-slim\nCOPY --from=pack /srv/data.tar.gz /srv/data.tar.gz\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/multi-stage/'],
  messages: {
    ...leftoverMessages('Archives of files that are in the image as well'),
    left: 'Archives of files that are in the image as well stay in this layer ({paths}): keep only one of them.',
  },
  check(context) {
    reportLeftovers(context, { cause: 'packed-archive', isFixable: () => false });
  },
});
