import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { fixAll } from '../../server/src/features/fixAll';
import { applyEdits } from '../../server/src/text/edit';

/** The rules that the texts below are about; a new rule must not change what these tests see. */
const knownRules: ReadonlySet<string> = new Set([
  'apt-lists-left-behind',
  'keyword-not-upper-case',
  'maintainer-deprecated',
  'misspelt-suppression',
  'missing-argument',
  'overridden-instruction',
  'syntax-error',
  'unknown-instruction',
  'unused-suppression',
]);

/** The rules and lines (from 1) that are reported, as `rule:line`. */
function reported(text: string): string[] {
  const { findings, tree } = lintText(text);
  const known = findings.filter(({ rule }) => knownRules.has(rule));
  return known.map(({ rule, span }) => `${rule}:${tree.text.slice(0, span.start).split('\n').length}`);
}

function check(source: string, ...expected: string[]): void {
  expect(reported(source)).toEqual(expected);
}

describe('our own comments', () => {
  it('speak of the next instruction only', () => {
    check('FROM a\n# strata ignore=maintainer-deprecated\nMAINTAINER x\nMAINTAINER y\n', 'maintainer-deprecated:4');
  });

  it.each([
    ['a blank line between', 'FROM a\n# strata ignore=maintainer-deprecated\n\nMAINTAINER x\n'],
    ['another comment between', 'FROM a\n# strata ignore=maintainer-deprecated\n# Jane\nMAINTAINER x\n'],
    ['a reason', 'FROM a\n# strata ignore=maintainer-deprecated -- she wants it\nMAINTAINER x\n'],
    ['several names', 'FROM a\n# strata ignore=keyword-not-upper-case, maintainer-deprecated\nmaintainer x\n'],
    ['two comments', 'FROM a\n# strata ignore=keyword-not-upper-case\n# strata ignore=DL4000\nmaintainer x\n'],
    ['blanks around', 'FROM a\n  #  strata  ignore = maintainer-deprecated\nMAINTAINER x\n'],
    ['the code of another tool', 'FROM a\n# strata ignore=MaintainerDeprecated\nMAINTAINER x\n'],
    ['a code in another case', 'FROM a\n# strata ignore=dl4000\nMAINTAINER x\n'],
    ['a category', 'FROM a\n# strata ignore=deprecated\nMAINTAINER x\n'],
    ['everything', 'FROM a\n# strata ignore=all\nmaintainer x\n'],
    ['a colon', 'FROM a\n# strata ignore: maintainer-deprecated\nMAINTAINER x\n'],
    ['other case', 'FROM a\n# Strata IGNORE=Maintainer-Deprecated\nMAINTAINER x\n'],
    ['blanks between names', 'FROM a\n# strata ignore=keyword-not-upper-case DL4000; why\nmaintainer x\n'],
    ['CRLF', 'FROM a\r\n# strata ignore=maintainer-deprecated\r\nMAINTAINER x\r\n'],
    ['the whole file', 'FROM a\n# strata ignore-file=maintainer-deprecated -- old\nMAINTAINER x\nMAINTAINER y\n'],
    ['the whole file, below', 'FROM a\nMAINTAINER x\n# strata ignore-file=maintainer-deprecated\n'],
  ])('work with %s', (_, source) => {
    check(source);
  });

  it('speak of all lines of an instruction when they stand above it', () => {
    check('FROM a\n# strata ignore=missing-argument,keyword-not-upper-case\nonbuild \\\n \\\n expose\n');
  });

  it('speak of one line when they stand inside an instruction', () => {
    check('FROM a\nONBUILD \\\n # strata ignore=missing-argument\n # more\n expose\n', 'keyword-not-upper-case:5');
    check(
      'FROM a\nONBUILD \\\n # strata ignore=missing-argument\n \\\n expose\n',
      'unused-suppression:3',
      'keyword-not-upper-case:5',
      'missing-argument:5',
    );
  });

  it('count above either of two instructions that a finding is about', () => {
    check('FROM a\n# strata ignore=overridden-instruction\nCMD a\nCMD b\n');
    check('FROM a\nCMD a\n# strata ignore=overridden-instruction\nCMD b\n');
  });

  it('do not hide what they do not name', () => {
    check(
      'FROM a\n# strata ignore=keyword-not-upper-case\nMAINTAINER x\n',
      'unused-suppression:2',
      'maintainer-deprecated:3',
    );
  });

  it('are no instructions in the script of a heredoc, but count there', () => {
    check('FROM a\nRUN <<E\n# strata ignore=maintainer-deprecated\nid\nE\n', 'unused-suppression:3');
    check('FROM a\nCOPY <<E /x\n# strata ignore=maintainer-deprecated\nE\n');
  });

  it('are told when they are misspelt', () => {
    check(
      'FROM a\n# strata ignore=maintainer-depreciated\nMAINTAINER x\n',
      'misspelt-suppression:2',
      'maintainer-deprecated:3',
    );
    check('FROM a\n# strata ignore\nMAINTAINER x\n', 'misspelt-suppression:2', 'maintainer-deprecated:3');
    check('FROM a\n# strata ignore-all=DL4000\nMAINTAINER x\n', 'misspelt-suppression:2', 'maintainer-deprecated:3');
    check('FROM a\n# hadolint ignore=DL4O00\nMAINTAINER x\n', 'misspelt-suppression:2', 'maintainer-deprecated:3');
  });

  it.each([
    '# strata disable=DL4000',
    '# strata-ignore DL4000',
    '# strata: ignore=maintainer-deprecated',
    '# strata ignore-next-line=maintainer-deprecated',
    '# hadolint ignore DL4000',
    '# hadolint ignore: DL4000',
    '# Hadolint ignore=DL4000',
    '# hadolint stage disable=DL4000',
  ])('are told when nobody reads them: %s', (comment) => {
    check(`FROM a\n${comment}\nMAINTAINER x\n`, 'misspelt-suppression:2', 'maintainer-deprecated:3');
  });

  it.each(['# strata: see DL4000', '# hadolint complains of DL4000', '# hadolint shell=bash', '# strata version=1'])(
    'are not told of what is none: %s',
    (comment) => check(`FROM a\n${comment}\nRUN id\n`),
  );

  it('end where the reason begins', () => {
    check('FROM a\n# strata ignore=keyword-not-upper-case as DL4000 says\nmaintainer x\n', 'maintainer-deprecated:3');
  });

  it('may name numbers of others that we do not have', () => {
    check('FROM a\n# strata ignore=SC2086,DL3998\nRUN id\n');
  });

  it('can suppress the complaint about themselves', () => {
    check('# strata ignore-file=unused-suppression\nFROM a\n# strata ignore=DL4000\nRUN id\n');
  });

  it.each(['# strata is a word', '# stratum ignore=DL4000', '# see strata ignore=DL4000'])('are not %j', (comment) => {
    check(`FROM a\n${comment}\nMAINTAINER x\n`, 'maintainer-deprecated:3');
  });
});

describe('comments of hadolint', () => {
  it.each([
    ['one code', 'FROM a\n# hadolint ignore=DL4000\nMAINTAINER x\n'],
    ['several codes', 'FROM a\n#hadolint   ignore = DL9008 ,DL4000 # reason\nMAINTAINER x\n'],
    ['the whole file', 'FROM a\nMAINTAINER x\n# hadolint global ignore=DL4000\nMAINTAINER y\n'],
    ['the later of two instructions', 'FROM a\nCMD a\n# hadolint ignore=DL4003\nCMD b\n'],
    ['a stage', '# hadolint stage ignore=DL4000\nFROM a\nMAINTAINER x\nMAINTAINER y\n'],
  ])('work for %s', (_, source) => {
    check(source);
  });

  it('end with the stage', () => {
    check('# hadolint stage ignore=DL4000\nFROM a\nMAINTAINER x\nFROM b\nMAINTAINER y\n', 'maintainer-deprecated:5');
    check(
      'FROM a\nMAINTAINER x\n# hadolint stage ignore=DL4000\nMAINTAINER y\nFROM b\nMAINTAINER z\n',
      'maintainer-deprecated:2',
      'maintainer-deprecated:6',
    );
  });

  it('know only the codes of the finding at hand', () => {
    check('FROM a\n# hadolint ignore=DL3025\nCMD a\nCMD b\n', 'overridden-instruction:3');
  });

  it('are not reported when they suppress nothing of ours, as long as the tool may find something', () => {
    check('FROM a\n# hadolint ignore=DL3009,SC2086\nRUN apt\\\n-get -v\n');
    check('# hadolint global ignore=DL3020,SC2086\nFROM a\nONBUILD ADD a /b\nCMD id\n');
    check('FROM a\n# hadolint stage ignore=DL3018,DL3020\nRUN <<E\napk add x\nE\nADD a /b\n');
    check('FROM a\n# check=skip=UndefinedVar,JSONArgsRecommended\nCMD echo $A\n');
    check('FROM a\n# hadolint ignore=DL1001,DL9999\nRUNN id\n', 'unknown-instruction:3');
    check('FROM a\nRUN id \\\n # hadolint ignore=DL3018\n  -u\n');
  });

  it('are reported where the tool cannot find anything', () => {
    check('FROM a\n# hadolint ignore=DL3008\nRUN apk add x\n', 'unused-suppression:2');
    check(
      'FROM a:1\nMAINTAINER x\n# hadolint global ignore=DL3020,DL3006\n',
      'maintainer-deprecated:2',
      'unused-suppression:3',
    );
    check(
      'FROM a\n# hadolint stage ignore=DL4000\nRUN id\nFROM b\nMAINTAINER x\n',
      'unused-suppression:2',
      'maintainer-deprecated:5',
    );
    check('FROM a\n# hadolint ignore=SC2086\nCOPY a /b\n', 'unused-suppression:2');
    check('FROM a\n# check=skip=JSONArgsRecommended\nCMD ["a"]\n', 'unused-suppression:2');
    check('# check=skip=MaintainerDeprecated;error=true\nFROM a\n', 'unused-suppression:1');
    check('FROM a\nRUN id\n# hadolint ignore=DL3008\n', 'unused-suppression:3');
  });

  it('lose what is unused, and nothing else', () => {
    const fixed = (text: string): string =>
      fixAll(text, { ruleSet: ruleSetFor({ select: ['unused-suppression'] }) }).text;
    expect(fixed('FROM a\n# hadolint ignore=DL3008,DL3018 why\nRUN apk add x\n')).toBe(
      'FROM a\n# hadolint ignore=DL3018 why\nRUN apk add x\n',
    );
    expect(fixed('FROM a\n# hadolint ignore=DL3008 why\nRUN apk add x\n')).toBe('FROM a\nRUN apk add x\n');
    const more = '# check=skip=MaintainerDeprecated;error=true\nFROM a\n';
    expect(fixed(more)).toBe(more);
  });
});

describe('check options of BuildKit', () => {
  it.each([
    ['a directive', '# check=skip=MaintainerDeprecated\nFROM a\nMAINTAINER x\n'],
    ['a directive for all', '# syntax=docker/dockerfile:1\n# check=skip=all;error=true\nFROM a\nMAINTAINER x\n'],
    ['a comment above', 'FROM a\n# check=skip=Other,MaintainerDeprecated // old\n\n# Jane\nMAINTAINER x\n'],
  ])('work as %s', (_, source) => {
    check(source);
  });

  it('speak of no more than BuildKit would', () => {
    check('# check=skip=all\nFROM a\nEXPOSE\n', 'missing-argument:3');
    check('# check=skip=Other, MaintainerDeprecated\nFROM a\nMAINTAINER x\n', 'maintainer-deprecated:3');
    check('# check=error=true\nFROM a\nMAINTAINER x\n', 'maintainer-deprecated:3');
  });
});

describe('comments behind an instruction', () => {
  it.each([
    ['RUN', 'FROM a\nRUN id # strata ignore=DL4000\n', 'misspelt-suppression:2'],
    ['a later line', 'FROM a\nRUN id \\\n  && ls # hadolint ignore=DL3008\n', 'misspelt-suppression:3'],
    ['WORKDIR', 'FROM a\nWORKDIR /a\t# hadolint global ignore = DL4000 why\n', 'misspelt-suppression:2'],
  ])('suppress nothing: %s', (_, source, ...expected) => {
    check(source, ...expected);
  });

  it.each([
    ['FROM a\nWORKDIR /a\t# hadolint ignore = DL4000 why\n', 'FROM a\n# hadolint ignore = DL4000 why\nWORKDIR /a\n'],
    [
      'FROM a\r\nRUN id && \\\r\n  ls  # strata ignore=DL3008\r\n',
      'FROM a\r\nRUN id && \\\r\n  # strata ignore=DL3008\r\n  ls\r\n',
    ],
    ['FROM a\nRUN id && \\\n  ls # hadolint ignore=DL3008\n', 'FROM a\n# hadolint ignore=DL3008\nRUN id && \\\n  ls\n'],
    ['\uFEFFFROM a # strata ignore=DL3008', '\uFEFF# strata ignore=DL3008\nFROM a'],
    ['FROM a\nRUN id # strata ignore=DL3008 \\\n  && ls\n', undefined],
    ['FROM a\nRUN <<E\nid # strata ignore=DL3008\nE\n', undefined],
  ])('can be moved to where they are read: %j', (source, fixed) => {
    const { findings } = lintText(source);
    const { fixes } = findings.find(({ rule }) => rule === 'misspelt-suppression')!;
    expect(fixes[0] && applyEdits(source, fixes[0].edits)).toBe(fixed);
  });

  it('are others when no name follows, and when they are in quotes', () => {
    check('FROM a\nRUN id # strata ignore=nothing\nRUN echo "# hadolint ignore=DL4000" # hadolint ignores\n');
  });
});

describe('comments of dockerfile-utils', () => {
  it('work for what that tool would say', () => {
    check('FROM a\n# dockerfile-utils: ignore\nmaintainer x\nrun id\n', 'keyword-not-upper-case:4');
    check('FROM a\n# dockerfile-utils: ignore\nRUN\n', 'missing-argument:3');
  });
});
