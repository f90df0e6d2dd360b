import type { DockerfileTree } from '../dockerfile/tree';
import type { RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import type { TextEdit } from '../text/edit';
import { defineRule, type Fix } from './rule';
import { asOtherDownloader } from './shell/downloaders';
import { lineOf } from './size/wording';

export const curlAndWget = defineRule({
  id: 'curl-and-wget',
  title: 'Both curl and wget in one stage',
  aliases: ['DL4001'],
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'suggestion',
  why: '`curl` and `wget` do the same for a build. Using one of them saves installing the other, and readers one syntax.',
  differs:
    'One finding for each stage, at the first use of the second program; the other uses are related places. ' +
    'A call behind `sudo` or in a script for another shell is found as well. Nothing is said above the first `FROM`.',
  examples: [
    {
      wrong: 'FROM buildpack-deps:12\nRUN curl -fsSLO https://example.com/a\nRUN «wget» -q https://example.com/b\n',
      right: 'FROM buildpack-deps:12\nRUN curl -fsSLO https://example.com/a\nRUN curl -fsSLO https://example.com/b\n',
      fixed: 'FROM buildpack-deps:12\nRUN curl -fsSLO https://example.com/a\nRUN curl -fsSLO https://example.com/b\n',
    },
    {
      note: 'The fix writes every call of the second program as one of the first, where both can do what is asked.',
      wrong:
        'FROM buildpack-deps:12\nRUN wget -qO- https://example.com/a.tgz | tar -xz\n' +
        'RUN set -e; \\\n    «curl» -sSL \\\n      -H "Accept: */*" \\\n      https://example.com/b.tgz | tar -xz; \\\n    curl -fLo /srv/c "https://example.com/c?x=$X"\n',
      fixed:
        'FROM buildpack-deps:12\nRUN wget -qO- https://example.com/a.tgz | tar -xz\n' +
        'RUN set -e; \\\n    wget -nv -O- \\\n      --header "Accept: */*" \\\n      https://example.com/b.tgz | tar -xz; \\\n    wget -O /srv/c "https://example.com/c?x=$X"\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages'],
  messages: { both: 'This stage uses {other} in line {line} and {name} here: use one of them.' },
  check({ tree, model, report }) {
    const byStage = new Map<RunCall['run']['stage'], RunCall[]>();
    for (const { calls, stage } of runsOf(model).runs) {
      const downloads = calls.filter(({ name }) => name === 'curl' || name === 'wget');
      if (downloads.length > 0) {
        byStage.set(stage, [...(byStage.get(stage) ?? []), ...downloads]);
      }
    }
    for (const calls of byStage.values()) {
      const first = calls[0]!;
      const second = calls.find(({ name }) => name !== first.name);
      if (second) {
        report({
          span: second.program.word.span,
          message: 'both',
          params: { other: first.name, name: second.name, line: lineOf(first.run.instruction) },
          related: calls
            .filter((call) => call !== second)
            .map(({ program, name }) => ({ span: program.word.span, message: `A use of ${name}.` })),
          fixes: fixesFor(
            tree,
            calls.filter(({ name }) => name === second.name),
            first.name,
          ),
        });
      }
    }
  },
});

/** Writes all calls of one program as calls of the other, which is there where they are. */
function fixesFor(tree: DockerfileTree, calls: readonly RunCall[], other: string): Fix[] {
  const edits: TextEdit[] = [];
  for (const call of calls) {
    const found = asOtherDownloader(tree, call);
    if (!found) {
      return [];
    }
    edits.push(...found);
  }
  return [{ title: `Use ${other} for all downloads`, safe: false, edits }];
}
