import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const temporaryFilesLeftBehind = defineRule({
  id: 'temporary-files-left-behind',
  title: 'Temporary files left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'What lies in `/tmp`, `/var/tmp` or a cache folder at the end of an instruction stays in its layer ' +
    'for good. Delete it in the same `RUN`, or mount a tmpfs there: `RUN --mount=type=tmpfs,target=/tmp`.',
  examples: [
    {
      wrong:
        'FROM debian:12\nRUN «head -c 2000000 /dev/urandom > /tmp/seed.bin» && sha256sum /tmp/seed.bin > /seed.sum\n',
      right:
        'FROM debian:12\n' +
        'RUN head -c 2000000 /dev/urandom > /tmp/seed.bin && sha256sum /tmp/seed.bin > /seed.sum && rm /tmp/seed.bin\n',
      fixed:
        'FROM debian:12\n' +
        'RUN head -c 2000000 /dev/urandom > /tmp/seed.bin && sha256sum /tmp/seed.bin > /seed.sum && rm -rf /tmp/seed.bin\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#run---mounttypetmpfs'],
  messages: leftoverMessages('Temporary files'),
  check(context) {
    reportLeftovers(context, { cause: 'temporary-files', isFixSafe: false });
  },
});
