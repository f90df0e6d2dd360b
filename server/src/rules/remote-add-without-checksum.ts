import { sourceKind } from '../dockerfile/values/sources';
import { unquote } from '../dockerfile/variables';
import { copiedFiles } from '../model/copiedFiles';
import { defineRule } from './rule';

export const remoteAddWithoutChecksum = defineRule({
  id: 'remote-add-without-checksum',
  title: 'Download with ADD that nobody checks',
  aliases: [],
  category: 'security',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'What `ADD` downloads goes into the image as the server sends it today. With `--checksum` the build stops when it ' +
    'is not what the author saw, and the cache need not ask the server again.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nADD «https://example.com/tool» /usr/local/bin/tool\n',
      right:
        'FROM alpine:3.22\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d ' +
        'https://example.com/tool /usr/local/bin/tool\n',
    },
    {
      note: 'From Git, a tag says what is wanted; without one, the newest commit comes.',
      wrong: 'FROM alpine:3.22\nADD «https://github.com/moby/moby.git» /src\n',
      right: 'FROM alpine:3.22\nADD https://github.com/moby/moby.git#v28.0.0 /src\n',
    },
    {
      note: 'An answer of an API that only tells the cache of a new commit is meant to change.',
      wrong:
        'FROM alpine:3.22\nADD https://api.github.com/repos/moby/moby/git/refs/heads/master /tmp/moby.json\n' +
        'ADD «https://example.com/moby.json» /etc/moby.json\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#add---checksum'],
  messages: {
    url: 'Whatever the server sends gets into the image: say with --checksum what it has to be.',
    git: 'This takes whatever commit is the newest: name a tag or a commit behind a #.',
  },
  check({ tree, model, report }) {
    for (const outer of tree.instructions) {
      const instruction = outer.trigger ?? outer;
      if (instruction.name !== 'ADD' || instruction.flags.some(({ name }) => name === 'checksum')) {
        continue;
      }
      for (const { text, span } of copiedFiles(instruction)?.sources ?? []) {
        // Where a variable decides, its default tells at least what kind of source it is.
        const known = text.includes('$') ? model.variables.valueAt(instruction, text) : undefined;
        const value = known ?? unquote(text, tree.escape);
        const kind = sourceKind(value);
        const isFixed = kind === 'git' && /[#?]./.test(value);
        if (kind !== 'local' && !isFixed && !isQuestion.test(value)) {
          report({ span, message: kind });
        }
      }
    }
  },
});

/** Asked for in order to notice that there is something new: such an answer is to change. */
const isQuestion = /^https:\/\/api\.github\.com\//i;
