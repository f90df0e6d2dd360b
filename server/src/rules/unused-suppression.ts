import type { DockerfileTree } from '../dockerfile/tree';
import { createPlaceFinder } from './engine/placesOfCodes';
import { removeComment, removeName } from './engine/suppressionRemoval';
import type { SuppressedName, Suppression } from './engine/suppressions';
import { defineRule } from './rule';

export const unusedSuppression = defineRule({
  id: 'unused-suppression',
  title: 'Suppression without anything to suppress',
  aliases: [],
  category: 'style',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'A comment that silences a rule should go when there is nothing to silence any more: it would hide the next real ' +
    'finding at this place. Of the comments for other tools, which may find what this one does not, only those are ' +
    'reported whose codes cannot occur there: of `apt-get` where there is none, of `CMD` above `COPY`.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\n«# strata ignore=maintainer-deprecated -- we are used to it»\nRUN id\n',
      right: 'FROM alpine:3.22\n# strata ignore=maintainer-deprecated -- we are used to it\nMAINTAINER Jane\n',
      fixed: 'FROM alpine:3.22\nRUN id\n',
    },
    {
      note: 'What is still needed stays.',
      wrong: 'FROM alpine:3.22\n# strata ignore=maintainer-deprecated,«keyword-not-upper-case»\nMAINTAINER Jane\n',
      fixed: 'FROM alpine:3.22\n# strata ignore=maintainer-deprecated\nMAINTAINER Jane\n',
    },
    {
      note: 'Once is enough.',
      wrong: 'FROM alpine:3.22\n# hadolint ignore=DL4000,«DL4000»\nMAINTAINER Jane\n',
      fixed: 'FROM alpine:3.22\n# hadolint ignore=DL4000\nMAINTAINER Jane\n',
    },
    {
      note: 'hadolint has nothing to say of apt-get here, and BuildKit nothing of a CMD in JSON form.',
      wrong:
        'FROM alpine:3.22\n«# hadolint ignore=DL3008»\nRUN apk add --no-cache curl=8.14.1-r1\n«# check=skip=JSONArgsRecommended»\nCMD ["curl"]\n',
      fixed: 'FROM alpine:3.22\nRUN apk add --no-cache curl=8.14.1-r1\nCMD ["curl"]\n',
    },
  ],
  references: [],
  messages: {
    comment: 'This comment suppresses nothing here: remove it.',
    twice: '{name} stands in this comment twice: remove one of them.',
    name: 'There is no finding of {name} to suppress here: remove the name.',
    foreignComment: '{names} cannot occur here: remove this comment.',
    foreignName: '{name} cannot occur here: remove the name.',
  },
  afterOthers: true,
  check({ tree, suppressions, report }) {
    const cannotOccur = createPlaceFinder(tree);
    for (const suppression of suppressions.all) {
      const { dialect, names, span } = suppression;
      const isOurs = dialect === 'strata';
      const idle = names.filter((name) =>
        isOurs ? suppressions.isIdle(name) : suppressions.isUnused(name) && cannotOccur(name.name!, suppression),
      );
      for (const name of repeated(names).filter((each) => !idle.includes(each))) {
        const fixes = [removeName(name, names)];
        report({ span: name.span, message: 'twice', params: { name: name.written }, tags: ['unnecessary'], fixes });
      }
      if (idle.length === 0) {
        continue;
      }
      const severity = isOurs ? 'info' : 'hint';
      if (idle.length === names.length) {
        report({
          span,
          message: isOurs ? 'comment' : 'foreignComment',
          params: { names: listed(idle) },
          severity,
          tags: ['unnecessary'],
          fixes: asksForMore(suppression, tree) ? [] : [removeComment(suppression, tree)],
        });
        continue;
      }
      for (const name of idle) {
        report({
          span: name.span,
          message: isOurs ? 'name' : 'foreignName',
          params: { name: name.written },
          severity,
          tags: ['unnecessary'],
          fixes: [removeName(name, names)],
        });
      }
    }
  },
});

/** Names that stand in the same comment before. */
function repeated(names: readonly SuppressedName[]): readonly SuppressedName[] {
  const seen = new Set<string>();
  return names.filter(({ written }) => seen.size === seen.add(written.toLowerCase()).size);
}

/** `DL3008`, `DL3008 and DL3009`. */
function listed(names: readonly SuppressedName[]): string {
  const written = names.map((name) => name.written);
  return [written.slice(0, -1).join(', '), written.at(-1)].filter(Boolean).join(' and ');
}

/** True for `# check=skip=…;error=true`. */
function asksForMore({ dialect, span }: Suppression, { text }: DockerfileTree): boolean {
  return dialect === 'buildkit' && text.slice(span.start, span.end).includes(';');
}
