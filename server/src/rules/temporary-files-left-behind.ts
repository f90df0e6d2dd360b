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
        'FROM buildpack-deps:12-curl\n' +
        'RUN curl -fsSL https://example.com/data.tar.gz | «tar -xz -C /tmp» && cp -r /tmp/data/lib /opt/lib\n',
      right:
        'FROM buildpack-deps:12-curl\n' +
        'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n' +
        'RUN curl -fsSL https://example.com/data.tar.gz | tar -xz -C /tmp && mv /tmp/data/lib /opt/lib && rm -rf /tmp/data\n',
      fixed:
        'FROM buildpack-deps:12-curl\n' +
        'RUN curl -fsSL https://example.com/data.tar.gz | tar -xz -C /tmp && cp -r /tmp/data/lib /opt/lib && rm -rf /tmp/*\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#run---mounttypetmpfs'],
  messages: leftoverMessages('Temporary files'),
  check(context) {
    reportLeftovers(context, { cause: 'temporary-files', isFixSafe: false });
  },
});
