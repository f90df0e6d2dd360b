import type { LateRemoval } from '../model/effects/effects';
import type { Fix, RuleContext } from './rule';
import { defineRule } from './rule';
import { chownWhileCopying } from './size/chownWhileCopying';
import { lineOf, listPaths } from './size/wording';

export const removedInLaterLayer = defineRule({
  id: 'removed-in-later-layer',
  title: 'Something removed or rewritten in a later layer than it was written in',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'An image is a stack of layers that never change. Deleting a file of an earlier layer only hides it, and changing ' +
    'its owner, its mode or its time writes the whole file a second time, so that the image grows. What is not wanted ' +
    'has to go in the instruction that brings it, or must not be brought at all; owner and mode can be set while copying.',
  examples: [
    {
      wrong:
        'FROM buildpack-deps:12-curl\n' +
        'ADD https://example.com/tool-1.4.tar.gz /opt/\n' +
        'RUN tar -xzf /opt/tool-1.4.tar.gz -C /usr/local && «rm /opt/tool-1.4.tar.gz»\n',
      right:
        'FROM buildpack-deps:12-curl\n' +
        'RUN curl -fsSL https://example.com/tool-1.4.tar.gz | tar -xz -C /usr/local\n',
    },
    {
      note: 'Only the owner changes, and yet every file is written once more.',
      wrong: 'FROM debian:12\nRUN useradd app\nCOPY app /srv/app\nRUN «chown -R app:app /srv/app»\nUSER app\n',
      right: 'FROM debian:12\nRUN useradd app\nCOPY --chown=app:app app /srv/app\nUSER app\n',
      fixed: 'FROM debian:12\nRUN useradd app\nCOPY --chown=app:app app /srv/app\nUSER app\n',
    },
    {
      note: 'Packages that are needed for a build only come and go in one instruction.',
      wrong:
        'FROM alpine:3.22\n' +
        'RUN apk add --no-cache --virtual .build-deps gcc musl-dev\n' +
        'RUN make -C /src && «apk del .build-deps»\n',
    },
  ],
  references: [
    'https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts',
    'https://docs.docker.com/build/building/best-practices/#run',
  ],
  messages: {
    deleted:
      '{paths} stays in the layer of line {lines}: deleting it here frees nothing, so delete it there, or do not bring it at all.',
    moved:
      '{paths} stays in the layer of line {lines} as well: moving it here writes it a second time, so put it in the right place at once.',
    packages:
      '{paths} stays installed in the layer of line {lines}: removing it here frees nothing, so install and remove it in one RUN.',
    overwritten:
      '{paths} was written in line {lines} and is in the image twice when it is changed here: change it where it is written.',
    metadata:
      '{paths} was written in line {lines} and is in the image twice when its owner, mode or time is changed here: set it where it is written.',
  },
  check(context) {
    for (const group of byKiller(context.model.effects.removedLate)) {
      reportGroup(context, group);
    }
  },
});

/** One finding for each command that removes or rewrites, whatever number of instructions wrote what it meets. */
function byKiller(removals: readonly LateRemoval[]): Iterable<readonly LateRemoval[]> {
  const groups = new Map<string, LateRemoval[]>();
  for (const removal of removals) {
    const key = `${removal.removedAt.start} ${removal.removedAt.end} ${removal.how} ${removal.cause === 'packages'}`;
    groups.set(key, [...(groups.get(key) ?? []), removal]);
  }
  return groups.values();
}

function reportGroup(context: RuleContext, group: readonly LateRemoval[]): void {
  const first = group[0]!;
  const fix = chownWhileCopying(context, group);
  context.report({
    span: first.removedAt,
    message: first.cause === 'packages' ? 'packages' : first.how,
    params: {
      paths: listPaths([...new Set(group.flatMap((it) => it.paths))]),
      lines: [...new Set(group.map((it) => lineOf(it.writtenBy)))].sort((a, b) => a - b).join(', '),
    },
    related: group.map((it) => ({ span: it.writtenAt, message: 'Written here, in a layer that keeps it.' })),
    fixes: fix ? [fix satisfies Fix] : [],
  });
}
