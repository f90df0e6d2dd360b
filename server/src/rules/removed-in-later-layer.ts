import type { LateRemoval } from '../model/effects/effects';
import { outermost } from '../model/effects/paths';
import { contains } from '../text/span';
import type { Fix, RuleContext } from './rule';
import { defineRule } from './rule';
import { excludeWhileCopying } from './size/excludeWhileCopying';
import { joinRuns } from './size/joinRuns';
import { metadataWhileCopying } from './size/metadataWhileCopying';
import { mountInsteadOfCopy } from './size/mountInsteadOfCopy';
import { placesOf } from './size/places';
import { removeWhereWritten } from './size/removeWhereWritten';
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
        'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n' +
        'RUN curl -fsSL https://example.com/tool-1.4.tar.gz | tar -xz -C /usr/local\n',
    },
    {
      note: 'A bind mount shows a file to one RUN and leaves nothing in a layer.',
      wrong: 'FROM debian:12\nCOPY setup.bin /tmp/\nRUN sh /tmp/setup.bin --quiet \\\n && «rm /tmp/setup.bin»\n',
      fixed: 'FROM debian:12\nRUN --mount=type=bind,source=setup.bin,target=/tmp/setup.bin sh /tmp/setup.bin --quiet\n',
    },
    {
      note: 'The same for what comes from another stage, a folder as a whole.',
      wrong:
        'FROM debian:12 AS wheels\nRUN make -C /src wheels\n\nFROM python:3.13\nCOPY --from=wheels /src/dist /tmp/wheels\n' +
        'RUN pip install --no-cache-dir /tmp/wheels/*.whl && «rm -rf /tmp/wheels»\n',
      fixed:
        'FROM debian:12 AS wheels\nRUN make -C /src wheels\n\nFROM python:3.13\n' +
        'RUN --mount=type=bind,from=wheels,source=/src/dist,target=/tmp/wheels,rw pip install --no-cache-dir /tmp/wheels/*.whl\n',
    },
    {
      note: 'What is not wanted need not come along.',
      wrong: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN «rm -rf tests»\nRUN make\n',
      fixed: 'FROM node:22\nWORKDIR /app\nCOPY --exclude=tests . .\nRUN make\n',
    },
    {
      note: 'Only the owner changes, and yet every file is written once more.',
      wrong: 'FROM debian:12\nRUN useradd app\nCOPY app /srv/app\nRUN «chown -R app:app /srv/app»\nUSER app\n',
      right: 'FROM debian:12\nRUN useradd app\nCOPY --chown=app:app app /srv/app\nUSER app\n',
      fixed: 'FROM debian:12\nRUN useradd app\nCOPY --chown=app:app app /srv/app\nUSER app\n',
    },
    {
      wrong: 'FROM debian:12\nWORKDIR /srv/app\nCOPY --link . .\nRUN «chmod -R 755 .»\n',
      fixed: 'FROM debian:12\nWORKDIR /srv/app\nCOPY --chmod=755 --link . .\n',
    },
    {
      note: 'What stands between moves out of the way where neither RUN looks at it.',
      wrong:
        'FROM alpine:3.22\nRUN apk add --no-cache --virtual .build-deps gcc musl-dev\n' +
        'ENV APP_PORT=80\n# Starts it.\nCOPY start.sh /usr/local/bin/\nRUN make -C /src && «apk del .build-deps»\n',
      fixed:
        'FROM alpine:3.22\nENV APP_PORT=80\nRUN apk add --no-cache --virtual .build-deps gcc musl-dev \\\n' +
        ' && make -C /src && apk del .build-deps\n# Starts it.\nCOPY start.sh /usr/local/bin/\n',
    },
    {
      note: 'Packages that are needed for a build only come and go in one instruction.',
      wrong:
        'FROM alpine:3.22\n' +
        'RUN apk add --no-cache --virtual .build-deps gcc musl-dev\n' +
        'RUN make -C /src && «apk del .build-deps»\n',
      fixed:
        'FROM alpine:3.22\n' +
        'RUN apk add --no-cache --virtual .build-deps gcc musl-dev \\\n && make -C /src && apk del .build-deps\n',
    },
  ],
  references: [
    'https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts',
    'https://docs.docker.com/build/building/best-practices/#run',
  ],
  messages: {
    deleted:
      'Deleting {paths} here frees nothing: {keepers} the bytes, so delete them there or do not bring them at all.',
    moved:
      'Moving {paths} here writes the bytes a second time: {keepers} the first, so put them in the right place at once.',
    unpacked:
      'Unpacking {paths} here keeps both: {keepers} the packed file, so fetch and unpack it in one RUN, or copy it unpacked.',
    packed: 'Packing {paths} here keeps both: {keepers} the first, so pack it where it is written.',
    replaced:
      'Another version in place of {paths} frees nothing: {keepers} the first, so install the right version there.',
    packages: 'Removing {paths} here frees nothing: {keepers} the packages, so install and remove them in one RUN.',
    overwritten:
      'Changing {paths} here writes the files a second time: {keepers} the first, so change them where they are written.',
    metadata:
      'Changing owner, mode or time of {paths} here writes the files a second time: {keepers} the first, so set them where they are written.',
    linked:
      'A hard link to {paths} writes the files a second time: {keepers} the first, so link them there, or use ln -s.',
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
  context.report({
    span: first.removedAt,
    message: first.cause === 'packages' && first.how === 'deleted' ? 'packages' : first.how,
    params: {
      paths: listPaths(outermost(group.flatMap((it) => it.paths))),
      keepers: keepersIn([...new Set(group.map((it) => lineOf(it.writtenBy)))].sort((a, b) => a - b)),
    },
    related: group.map((it) => ({ span: it.writtenAt, message: 'Written here, in a layer that keeps it.' })),
    fixes: fixesFor(context, group),
  });
}

function keepersIn(lines: readonly number[]): string {
  const last = lines.at(-1)!;
  return lines.length === 1
    ? `an earlier layer (line ${last}) keeps`
    : `earlier layers (lines ${lines.slice(0, -1).join(', ')} and ${last}) keep`;
}

function fixesFor(context: RuleContext, group: readonly LateRemoval[]): Fix[] {
  const fixes = [
    mount(context, group),
    metadataWhileCopying(context, group),
    excludeWhileCopying(context, group),
    removeWhereWritten(context, group),
    join(context, group),
  ];
  return fixes.filter((it) => it !== undefined);
}

/** A mount of what was copied for the one RUN that deletes it in the end. */
function mount({ model }: RuleContext, [first, ...others]: readonly LateRemoval[]): Fix | undefined {
  const { writtenBy, removedBy, removedAt, how } = first!;
  if ((writtenBy.name !== 'COPY' && writtenBy.name !== 'ADD') || others.length > 0) {
    return undefined;
  }
  const removals = (placesOf(model).runs.get(removedBy)?.calls ?? []).filter(({ name }) => name === 'rm');
  const removal =
    how === 'deleted'
      ? removals.find(({ command }) => contains(command.span, removedAt))
      : removals.findLast(({ command }) => command.span.start > removedAt.start);
  return removal && mountInsteadOfCopy(model, writtenBy, removal);
}

/** One RUN of all between the first that writes and the one that removes. */
function join({ model }: RuleContext, group: readonly LateRemoval[]): Fix | undefined {
  const [first, ...others] = group.map(({ writtenBy }) => writtenBy).sort((a, b) => a.span.start - b.span.start);
  const { removedBy } = group[0]!;
  if (first?.name !== 'RUN' || removedBy.name !== 'RUN' || others.some(({ name }) => name !== 'RUN')) {
    return undefined;
  }
  const edits = joinRuns(model, first, removedBy);
  return edits && { title: `Join with the RUN in line ${lineOf(first)}`, safe: false, edits };
}
