import type { Instruction } from '../dockerfile/tree';
import { sourceKind } from '../dockerfile/values/sources';
import { unquote } from '../dockerfile/variables';
import { copiedFiles } from '../model/copiedFiles';
import type { DockerfileModel } from '../model/model';
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
      note: 'A check in a later instruction does as well.',
      wrong:
        'FROM alpine:3.22\nADD https://example.com/tool-1.0.tgz /tmp/\nADD «https://example.com/more.tgz» /tmp/\n' +
        'RUN cd /tmp && echo "24454f83  tool-1.0.tgz" | sha256sum -c -\n',
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
        const isSure = isFixed || isQuestion.test(value);
        if (kind !== 'local' && !isSure && !isCheckedLater(model, outer, instruction, value)) {
          report({ span, message: kind });
        }
      }
    }
  },
});

/** True for a download whose sum or signature a later RUN compares under its name. */
function isCheckedLater(model: DockerfileModel, outer: Instruction, add: Instruction, url: string): boolean {
  const target = unquote(copiedFiles(add)?.destination?.text ?? '', '\\');
  const name = lastComponent(target) || lastComponent(url.replace(/[?#].*/, ''));
  return (
    name.length > 2 &&
    model
      .stageOf(outer)
      ?.instructions.some(
        ({ name: keyword, span, body: { text } }) =>
          keyword === 'RUN' &&
          span.start > outer.span.start &&
          text.includes(name) &&
          /\b(?:(?:sha|md5|b2)\d*sum|shasum|gpgv?\d?)\b/.test(text) &&
          /\s(?:-\w*c\b|--check\b|--verify\b)|\bgpgv\b/.test(text),
      ) === true
  );
}

function lastComponent(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Asked for in order to notice that there is something new: such an answer is to change. */
const isQuestion = /^https:\/\/api\.github\.com\//i;
