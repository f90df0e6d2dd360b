import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const unpackedArchiveLeftBehind = defineRule({
  id: 'unpacked-archive-left-behind',
  title: 'Archive left in the layer after it was unpacked',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'What is in an archive is in the image once it is unpacked; the archive itself is there a second ' +
    'time. Delete it in the same `RUN`, pipe the download into the program that unpacks it, or let `ADD` ' +
    'unpack a local archive.',
  examples: [
    {
      wrong:
        'FROM buildpack-deps:12-curl\nRUN «curl -fsSLO https://example.com/tool-1.4.tar.gz» && tar -xzf tool-1.4.tar.gz -C /opt\n',
      right:
        'FROM buildpack-deps:12-curl\nRUN curl -fsSLO https://example.com/tool-1.4.tar.gz && tar -xzf tool-1.4.tar.gz -C /opt && rm tool-1.4.tar.gz\n',
      fixed:
        'FROM buildpack-deps:12-curl\nRUN curl -fsSLO https://example.com/tool-1.4.tar.gz && tar -xzf tool-1.4.tar.gz -C /opt && rm -f /tool-1.4.tar.gz\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#add',
    'https://docs.docker.com/build/building/best-practices/#run',
  ],
  messages: {
    ...leftoverMessages('Archives that are unpacked already'),
    needed:
      'Archives stay in this layer ({paths}) because line {line} unpacks them: join both instructions and remove them at the end.',
  },
  check(context) {
    reportLeftovers(context, {
      cause: 'unpacked-archive',
      isFixSafe: false,
      // The wheels that Debian packs for new environments belong to a package.
      severityOf: ({ paths }) => (paths.every((it) => it.startsWith('/usr/share/')) ? 'hint' : undefined),
    });
  },
});
