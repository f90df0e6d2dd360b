import type { RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import { defineRule } from './rule';
import { lineOf } from './size/wording';

export const curlAndWget = defineRule({
  id: 'curl-and-wget',
  title: 'Both curl and wget in one stage',
  aliases: ['DL4001'],
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'none',
  why: '`curl` and `wget` do the same for a build. Using one of them saves installing the other, and readers one syntax.',
  differs:
    'One finding for each stage, at the first use of the second program; the other uses are related places. ' +
    'A call in a script for another shell is found as well.',
  examples: [
    {
      wrong: 'FROM buildpack-deps:12\nRUN curl -fsSLO https://example.com/a\nRUN «wget» -q https://example.com/b\n',
      right: 'FROM buildpack-deps:12\nRUN curl -fsSLO https://example.com/a\nRUN curl -fsSLO https://example.com/b\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages'],
  messages: { both: 'This stage uses {other} in line {line} and {name} here: use one of them.' },
  check({ model, report }) {
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
        });
      }
    }
  },
});
