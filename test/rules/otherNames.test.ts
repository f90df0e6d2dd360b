import { expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';

const aliasesIn = (text: string, rule: string) =>
  lintText(text, { ruleSet: ruleSetFor({ select: [rule] }) }).findings.map(({ aliases }) => aliases);

it('a list that is no JSON has no code of BuildKit where SHELL has chosen the shell', () => {
  expect(aliasesIn('FROM a:1\nCMD ["b" "c"]\n', 'mistaken-json')).toEqual([['DL3025', 'JSONArgsRecommended']]);
  expect(aliasesIn('FROM a:1\nSHELL ["cmd"]\nCMD ["b" "c"]\n', 'mistaken-json')).toEqual([['DL3025']]);
});

it('the cache of dnf and yum has the codes of the programs that fill it', () => {
  const aliases = (run: string) => aliasesIn(`ARG BASE\nFROM $BASE\nRUN ${run}\n`, 'dnf-cache-left-behind');
  expect(aliases('yum install -y a')).toEqual([['DL3032']]);
  expect(aliases('dnf install -y a')).toEqual([['DL3040']]);
  expect(aliases('yum install -y dnf && dnf install -y a')).toEqual([['DL3032', 'DL3040']]);
});

it('what swap of yum brings has no version', () => {
  const aliases = (run: string) => aliasesIn(`FROM centos:7\nRUN ${run}\n`, 'unpinned-package');
  expect(aliases('yum -y swap -- remove a -- install b c-1.0')).toEqual([['DL3033']]);
  expect(aliases('yum -y swap a b')).toEqual([['DL3033']]);
  expect(aliases('yum -y swap a b-1.0')).toEqual([]);
});
