import { describe, expect, it } from 'vitest';
import { type CodeAction, codeActions } from '../../server/src/features/codeActions';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { listingOf } from '../../server/src/model/contextListing';
import { applyEdits } from '../../server/src/text/edit';
import { knownRuleSet } from '../support/knownRules';
import { marked } from '../support/marks';

const lintKnown = (text: string) => lintText(text, { ruleSet: knownRuleSet });

/** For somebody who takes what does not build for a mere warning. */
const lowered = ruleSetFor({ rules: { build: 'warning' } });

/** The actions at the cursor. */
function actionsAt(source: string, ruleSet = knownRuleSet): { readonly text: string; readonly actions: CodeAction[] } {
  const { text, cursor } = marked(source);
  return { text, actions: codeActions(lintText(text, { ruleSet }), { start: cursor!, end: cursor! }) };
}

/** The text after the action with a title. */
function apply(source: string, title: string, ruleSet = knownRuleSet): string {
  const { text, actions } = actionsAt(source, ruleSet);
  const action = actions.find((each) => each.title === title);
  expect(actions.map((each) => each.title)).toContain(title);
  return applyEdits(text, action!.edits);
}

describe('actions', () => {
  it('are the fixes, all of a kind, and the comments that suppress', () => {
    const { actions } = actionsAt('from a\n‸run b\nMAINTAINER x\n');
    expect(actions.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ['Write the keyword in upper case', true],
      ['Fix all keyword-not-upper-case in this file', false],
      ['Disable keyword-not-upper-case for this line', false],
      ['Disable keyword-not-upper-case for this file', false],
    ]);
  });

  it('are offered for every finding of a range', () => {
    const { text } = marked('from a\nMAINTAINER x\n');
    const rules = codeActions(lintKnown(text), { start: 0, end: text.length }).map(({ finding }) => finding.rule);
    expect(new Set(rules)).toEqual(new Set(['keyword-not-upper-case', 'maintainer-deprecated']));
  });

  it('are none where nothing is found', () => {
    expect(actionsAt('from a\nRUN‸ b\n').actions).toEqual([]);
  });

  it('prefer no fix that needs a look', () => {
    const { actions } = actionsAt('FROM a\nRUNN‸ b\n');
    expect(actions[0]).toMatchObject({ title: 'Write RUN', isPreferred: false });
  });

  it('fix one finding', () => {
    expect(apply('from a\nru‸n b\n', 'Write the keyword in upper case')).toBe('from a\nRUN b\n');
  });

  it('fix all of a kind', () => {
    expect(apply('from a\nru‸n b\nMAINTAINER c\n', 'Fix all keyword-not-upper-case in this file')).toBe(
      'FROM a\nRUN b\nMAINTAINER c\n',
    );
  });
});

describe('disabling for the line', () => {
  it.each([
    [
      'puts a comment above',
      'FROM a\nMAIN‸TAINER x\n',
      'FROM a\n# strata ignore=maintainer-deprecated\nMAINTAINER x\n',
    ],
    [
      'keeps indentation and line breaks',
      'FROM a\r\n\t MAIN‸TAINER x\r\n',
      'FROM a\r\n\t # strata ignore=maintainer-deprecated\r\n\t MAINTAINER x\r\n',
    ],
    [
      'extends a comment that is there',
      'FROM a\n# strata ignore=keyword-not-upper-case -- why\n# more\n\nMAIN‸TAINER x\n',
      'FROM a\n# strata ignore=keyword-not-upper-case,maintainer-deprecated -- why\n# more\n\nMAINTAINER x\n',
    ],
    [
      'leaves the comments of others right above, where they count',
      'FROM a\n# hadolint ignore=DL3008\nMAIN‸TAINER x\n',
      'FROM a\n# strata ignore=maintainer-deprecated\n# hadolint ignore=DL3008\nMAINTAINER x\n',
    ],
    [
      'stays behind a byte order mark',
      '\ufeffMAIN‸TAINER x\n',
      '\ufeff# strata ignore=maintainer-deprecated\nMAINTAINER x\n',
    ],
  ])('%s', (_, source, expected) => {
    expect(apply(source, 'Disable maintainer-deprecated for this line')).toBe(expected);
  });

  it('goes between the lines of an instruction', () => {
    expect(apply('FROM a\nONBUILD \\\n  r‸un id\n', 'Disable keyword-not-upper-case for this line')).toBe(
      'FROM a\nONBUILD \\\n  # strata ignore=keyword-not-upper-case\n  run id\n',
    );
    const there = 'FROM a\nONBUILD \\\n  # strata ignore=unknown-instruction\n  r‸un id\n';
    expect(apply(there, 'Disable keyword-not-upper-case for this line')).toBe(
      'FROM a\nONBUILD \\\n  # strata ignore=unknown-instruction,keyword-not-upper-case\n  run id\n',
    );
  });

  it('is not offered outside of instructions', () => {
    const { actions } = actionsAt('# Nothing‸\n', lowered);
    expect(actions.map(({ title }) => title)).toEqual(['Disable missing-from for this file']);
  });
});

describe('disabling what stops the build', () => {
  it.each([
    ['of an instruction', 'FROM a\nVOLUMEN‸ /data\n', ['Write VOLUME']],
    ['of the whole file', '# Nothing‸\n', []],
    ['beside something else', 'FROM a\nexpose‸\n', ['keyword-not-upper-case']],
  ])('is not offered, as a comment would not make it build: %s', (_, source, expected) => {
    const titles = actionsAt(source).actions.map(({ title }) => title);
    const disabled = titles.flatMap((title) => /^Disable (\S+) for this line/.exec(title)?.[1] ?? []);
    const written = titles.filter((title) => title.startsWith('Write VOLUME'));
    expect([...written, ...disabled]).toEqual(expected);
  });

  it('is offered for a file that may be there when the image is built', () => {
    const text = 'FROM a\nCOPY app.js dist /\n';
    const context = { root: 'shop', isGiven: true, listing: listingOf({ 'app.js': 1 }), ignoreFile: undefined };
    const lint = lintText(text, { facts: { context } });
    const missing = lint.findings.find(({ rule }) => rule === 'missing-copy-source')!;
    expect(missing).toMatchObject({ category: 'build', severity: 'error' });
    expect(codeActions(lint, missing.span).map(({ title }) => title)).toContain(
      'Disable missing-copy-source for this line',
    );
  });

  it('counts when it is written by hand', () => {
    expect(lintText('FROM a\n# strata ignore=unknown-instruction -- Buildah\nVOLUMEN /data\n').findings).toEqual([
      expect.objectContaining({ rule: 'untagged-image' }),
    ]);
  });
});

describe('disabling for the file', () => {
  it.each([
    [
      'puts a comment on top',
      'FROM a\nMAIN‸TAINER x\n',
      '# strata ignore-file=maintainer-deprecated\nFROM a\nMAINTAINER x\n',
    ],
    [
      'stays below directives',
      '# syntax=docker/dockerfile:1\n# escape=`\n# Jane\nFROM a\nMAIN‸TAINER x\n',
      '# syntax=docker/dockerfile:1\n# escape=`\n# strata ignore-file=maintainer-deprecated\n# Jane\nFROM a\nMAINTAINER x\n',
    ],
    [
      'stays below a first line for the system',
      '#!/usr/bin/env docker\nFROM a\nMAIN‸TAINER x\n',
      '#!/usr/bin/env docker\n# strata ignore-file=maintainer-deprecated\nFROM a\nMAINTAINER x\n',
    ],
    [
      'extends a comment that is there',
      'FROM a\nMAIN‸TAINER x\n# strata ignore-file=missing-from -- why\n',
      'FROM a\nMAINTAINER x\n# strata ignore-file=missing-from,maintainer-deprecated -- why\n',
    ],
  ])('%s', (_, source, expected) => {
    expect(apply(source, 'Disable maintainer-deprecated for this file')).toBe(expected);
  });

  it('works in a file that is empty or has no last line break', () => {
    expect(apply('‸', 'Disable missing-from for this file', lowered)).toBe('# strata ignore-file=missing-from\n');
    expect(apply('# syntax=x‸', 'Disable missing-from for this file', lowered)).toBe(
      '# syntax=x\n# strata ignore-file=missing-from',
    );
  });
});

describe('disabling in the profile of another tool', () => {
  type Case = [what: string, title: string, source: string, expected: string];

  const expectAfter = (profile: 'hadolint' | 'buildkit', [, title, source, expected]: Case): void => {
    const { text, cursor } = marked(source);
    const ruleSet = ruleSetFor({ profile, rules: { DL3048: 'info', 'unknown-instruction': 'warning' } });
    const lint = lintText(text, { ruleSet });
    const actions = codeActions(lint, { start: cursor!, end: cursor! });
    const action = actions.find((each) => each.title === title);
    expect(actions.map((each) => each.title)).toContain(title);
    const fixed = applyEdits(text, action!.edits);
    expect(fixed).toBe(expected);
    const left = lintText(fixed, { ruleSet }).findings.map(({ message }) => message);
    expect(left).not.toContain(action!.finding.message);
    expect(left.length).toBeLessThan(lint.findings.length);
  };

  it.each<Case>([
    [
      'is a comment of hadolint right above the instruction',
      'Disable DL3020 for this instruction',
      'FROM a:1\n# strata ignore=missing-from\n\tA‸DD b /c\n',
      'FROM a:1\n# strata ignore=missing-from\n\t# hadolint ignore=DL3020\n\tADD b /c\n',
    ],
    [
      'is above the whole instruction for a later line of it',
      'Disable DL3027 for this instruction',
      'FROM a:1\nRUN id && \\\n  a‸pt list\n',
      'FROM a:1\n# hadolint ignore=DL3027\nRUN id && \\\n  apt list\n',
    ],
    [
      'extends a comment right above',
      'Disable DL3020 for this instruction',
      'FROM a:1\r\n# hadolint ignore=DL3000 # why\r\nA‸DD b /c\r\n',
      'FROM a:1\r\n# hadolint ignore=DL3000,DL3020 # why\r\nADD b /c\r\n',
    ],
    [
      'leaves one alone that hadolint does not look at',
      'Disable DL3020 for this instruction',
      'FROM a:1\n# hadolint ignore=DL3000\n# more\nA‸DD b /c\n',
      'FROM a:1\n# hadolint ignore=DL3000\n# more\n# hadolint ignore=DL3020\nADD b /c\n',
    ],
    [
      'is above the instruction that hadolint tells of',
      'Disable DL4003 for this instruction',
      'FROM a:1\nC‸MD ["b"]\nUSER d\nCMD ["c"]\n',
      'FROM a:1\nCMD ["b"]\nUSER d\n# hadolint ignore=DL4003\nCMD ["c"]\n',
    ],
    [
      'is global for a file',
      'Disable DL3020 for this file',
      '# escape=`\n# Jane\nFROM a:1\nA‸DD b /c\n',
      '# escape=`\n# hadolint global ignore=DL3020\n# Jane\nFROM a:1\nADD b /c\n',
    ],
    [
      'extends what is global',
      'Disable DL3020 for this file',
      'FROM a:1\nA‸DD b /c\n# hadolint global ignore=DL3000\n',
      'FROM a:1\nADD b /c\n# hadolint global ignore=DL3000,DL3020\n',
    ],
    [
      'is ours for what only BuildKit refuses',
      'Disable unknown-instruction for this line',
      'FROM a:1\nRU‸NN b\n',
      'FROM a:1\n# strata ignore=unknown-instruction\nRUNN b\n',
    ],
  ])('%s', (...given) => expectAfter('hadolint', given));

  it.each<Case>([
    [
      'is a comment of BuildKit, which stands at the start of a line',
      'Disable MaintainerDeprecated for this instruction',
      'FROM a:1\n  MAIN‸TAINER x\n',
      'FROM a:1\n# check=skip=MaintainerDeprecated\n  MAINTAINER x\n',
    ],
    [
      'extends the comment that BuildKit looks at',
      'Disable MaintainerDeprecated for this instruction',
      'FROM a:1\n# check=skip=JSONArgsRecommended // why\n\n# more\nMAIN‸TAINER x\n',
      'FROM a:1\n# check=skip=JSONArgsRecommended,MaintainerDeprecated // why\n\n# more\nMAINTAINER x\n',
    ],
    [
      'is a directive for a file',
      'Disable MaintainerDeprecated for this file',
      '# syntax=docker/dockerfile:1\n\nFROM a:1\nMAIN‸TAINER x\n',
      '# syntax=docker/dockerfile:1\n# check=skip=MaintainerDeprecated\n\nFROM a:1\nMAINTAINER x\n',
    ],
    [
      'extends the names of the directive',
      'Disable MaintainerDeprecated for this file',
      '# check=skip=JSONArgsRecommended;error=true\nFROM a:1\nMAIN‸TAINER x\n',
      '# check=skip=JSONArgsRecommended,MaintainerDeprecated;error=true\nFROM a:1\nMAINTAINER x\n',
    ],
    [
      'extends a directive without names',
      'Disable MaintainerDeprecated for this file',
      '# check=error=true\nFROM a:1\nMAIN‸TAINER x\n',
      '# check=error=true;skip=MaintainerDeprecated\nFROM a:1\nMAINTAINER x\n',
    ],
  ])('%s', (...given) => expectAfter('buildkit', given));

  it('is not offered for an instruction where BuildKit looks at the whole file', () => {
    const text = 'FROM a:1\nRUN b\nrun c\n';
    const actions = codeActions(lintText(text, { ruleSet: ruleSetFor({ profile: 'buildkit' }) }), {
      start: text.indexOf('run'),
      end: text.indexOf('run'),
    });
    expect(actions.map(({ title }) => title).filter((title) => title.startsWith('Disable'))).toEqual([
      'Disable ConsistentInstructionCasing for this file',
    ]);
  });
});

describe('every disabling action', () => {
  const text =
    '# syntax=docker/dockerfile:1\nfrom a\nmaintainer x\nCMD a\nCMD \\\n b\nONBUILD \\\n \\\n\n exposee\nRUNN\nHEALTHCHECK\ncmd <<E\nE\nRUN \\\n# strata ignore=nobody\n id\n';
  const lint = lintKnown(text);

  it.each(lint.findings.map((finding, index) => [`${index}: ${finding.rule}`, finding] as const))(
    '%s',
    (_, finding) => {
      for (const action of codeActions(lint, finding.span)) {
        if (action.finding === finding && action.title.startsWith('Disable')) {
          const after = lintKnown(applyEdits(text, action.edits)).findings;
          expect(after.map(({ message }) => message)).not.toContain(finding.message);
          expect(after.length).toBeLessThan(lint.findings.length);
          expect(after.map(({ rule }) => rule)).not.toContain('unused-suppression');
          expect(after.length).toBeGreaterThan(0);
        }
      }
    },
  );
});

/** Two findings on one instruction, with what stands above it. */
const neighbours: readonly (readonly [what: string, above: string, instruction: string])[] = [
  ['nothing', '', 'MAINTAINER x\n'],
  ['a comment of ours', '# strata ignore=nothing-yet\n', 'workdir app\n'],
  ['a comment of ours with a reason', '# strata ignore=shell-form-command -- why\n', 'workdir app\n'],
  ['one of hadolint', '# hadolint ignore=DL3059\n', 'workdir app\n'],
  ['one of BuildKit', '# check=skip=JSONArgsRecommended\n', 'workdir app\n'],
  [
    'one of each',
    '# check=skip=JSONArgsRecommended\n# strata ignore=shell-form-command\n# hadolint ignore=DL3059\n',
    'workdir app\n',
  ],
  ['a comment that says something', '# What for.\n', 'workdir app\n'],
  ['an indented comment', '  # strata ignore=shell-form-command\n', '  workdir app\n'],
  ['a heredoc', 'RUN <<E\n# strata ignore=shell-form-command\nE\n', 'workdir app\n'],
];

describe.each(neighbours)('disabling below %s', (_, above, instruction) => {
  it.each([
    ['\n', ''],
    ['\r\n', ''],
    ['\n', '\t'],
  ])(
    'suppresses one finding after the other in one comment, with line breaks %j and indentation %j',
    (lineBreak, indentation) => {
      const start =
        `FROM alpine:3.22\n${above}${instruction.replace(/^ */, (blanks) => indentation || blanks)}`.replaceAll(
          '\n',
          lineBreak,
        );
      const comments = (text: string) => text.match(/^[ \t]*# strata ignore=/gm)?.length ?? 0;
      const isHere = (text: string) =>
        lintKnown(text).findings.filter(({ span }) => span.start >= text.search(/workdir|MAINTAINER/));
      let text = start;
      for (let left = isHere(text); left.length > 0; left = isHere(text)) {
        const [finding] = left;
        const action = codeActions(lintKnown(text), finding!.span).find(
          ({ title }) => title.startsWith('Disable') && title.endsWith('for this line'),
        );
        const next = applyEdits(text, action!.edits);
        expect(isHere(next).map(({ rule }) => rule)).not.toContain(finding!.rule);
        expect(comments(next)).toBeLessThanOrEqual(comments(start) + 1);
        expect(next).not.toMatch(lineBreak === '\n' ? /\r/ : /[^\r]\n/);
        text = next;
      }
      expect(text).not.toBe(start);
      // What was said to other tools still is.
      for (const line of above.trimEnd().split('\n')) {
        expect(text).toContain(line.replace(/ -- .*/, ''));
      }
    },
  );
});
