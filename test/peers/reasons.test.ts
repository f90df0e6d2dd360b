import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules';
import { compareFile, type PeerAnswer } from './lint/comparison';
import { reasons } from './lint/reasons';

describe('every reason why a difference is to our credit', () => {
  it.each(reasons.flatMap(({ codes, quote }) => codes.map((code) => [code, quote])))('%s: %s', (code, quote) => {
    const pages = rules.filter(({ aliases }) => aliases.includes(code!)).map(({ differs }) => differs ?? '');
    expect(pages.some((page) => page.includes(quote!))).toBe(true);
  });
});

describe('a comparison of one file', () => {
  const codesOf = { hadolint: new Set(['DL3002', 'DL3006', 'DL4000', 'DL4003']), BuildKit: new Set<string>() };
  const compare = (text: string, answers: Readonly<Record<string, PeerAnswer>>) => {
    const { agreements, differences, errorMistakes } = compareFile(new TextEncoder().encode(text), answers, codesOf);
    const brief = differences.map(({ code, side, line, reason }) => [code, side, line, reason !== undefined]);
    return { agreements: agreements.map(({ code }) => code), differences: brief, errorMistakes };
  };
  const finding = (code: string, line: number) => ({ code, line, message: '' });

  it('takes a related place for the same', () => {
    const answer = { findings: [finding('DL4003', 3)] };
    expect(compare('FROM a:1\nCMD ["a"]\nCMD ["b"]\n', { hadolint: answer })).toEqual({
      agreements: ['DL4003'],
      differences: [],
      errorMistakes: [],
    });
  });

  it('tells who is alone with a finding, and whether the reason is known', () => {
    const answer = { findings: [finding('DL3006', 1), finding('DL3002', 2)] };
    expect(compare('FROM a:1\nUSER root\nMAINTAINER x\nFROM b:1\n', { hadolint: answer })).toMatchObject({
      agreements: [],
      differences: [
        ['DL3006', 'peer', 1, false],
        ['DL3002', 'peer', 2, true],
        ['DL4000', 'ours', 3, false],
      ],
    });
  });

  it('leaves out what a comment silences, and files that the other tool cannot read', () => {
    const silenced = '# hadolint ignore=DL3006\nFROM a\n';
    expect(compare(silenced, { hadolint: { findings: [finding('DL3006', 2)] } }).differences).toEqual([]);
    const refused = { findings: [], refusal: { line: 1, message: '' } };
    expect(compare('FROM a\n', { hadolint: refused }).differences).toEqual([]);
  });

  it('wants an error on the instruction that BuildKit refuses, unless an argument decides', () => {
    const refusal = (line: number) => ({ BuildKit: { findings: [], refusal: { line, message: 'no' } } });
    expect(compare('FROM a:1\nEXPOSE\n', refusal(2)).errorMistakes).toEqual([]);
    expect(compare('FROM a:1\nEXPOSE\n', refusal(1)).errorMistakes).toEqual([
      'line 1: no error where BuildKit says: no',
    ]);
    expect(compare('ARG A\nFROM $A\n', refusal(2)).errorMistakes).toEqual([]);
  });

  it('wants none where an argument or the base image decides about a mount or a volume', () => {
    const refusal = (line: number, message = 'no') => ({ BuildKit: { findings: [], refusal: { line, message } } });
    const mount = 'RUN --mount=type=cache,target=/c,uid=$U make\n';
    expect(compare(`FROM a:1\nARG U\n${mount}`, refusal(3)).errorMistakes).toEqual([]);
    expect(compare('FROM a:1\nVOLUME $U\n', refusal(2)).errorMistakes).toEqual([]);
    expect(compare('FROM a:1\nVOLUME /v\n', refusal(2)).errorMistakes).toHaveLength(1);
    const violation = 'lint violation found for rules: UndefinedVar';
    expect(compare('# check=error=true\nFROM a:1\nWORKDIR $U\n', refusal(1, violation)).errorMistakes).toEqual([]);
    expect(compare('# check=error=true\nFROM a:1\nWORKDIR /u\n', refusal(1, violation)).errorMistakes).toHaveLength(1);
  });

  it('wants no error where BuildKit builds', () => {
    expect(compare('FROM a:1\nEXPOSE\n', { BuildKit: { findings: [] } }).errorMistakes).toHaveLength(1);
  });
});

describe('a reason is asked about the place', () => {
  // [code, text whose last instruction one side alone reports, is the reason known?]
  it.each([
    ['DL3009', 'FROM ubuntu:24.04\nRUN add-apt-repository -y ppa:a/b\n', true],
    ['DL3009', 'FROM ubuntu:24.04\nRUN apt-get install -qqUy less\n', true],
    ['DL3009', 'FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y less\n', false],
    ['DL3018', 'FROM alpine:3.22\nRUN sudo apk add make\n', true],
    ['DL3018', 'FROM alpine:3.22\nRUN apk add make\n', false],
    ['DL3040', 'FROM fedora:42\nRUN sudo dnf install -y less\n', true],
    ['DL3040', 'FROM fedora:42\nRUN dnf install -y less\n', false],
    ['DL3047', 'FROM debian:12\nRUN bash -c "wget https://example.com/a"\n', true],
    ['DL3047', 'FROM debian:12\nRUN wget https://example.com/a\n', false],
  ])('%s, ours alone: %j', (code, text, known) => {
    expect(reasonsOf(code, text, [])).toEqual([known]);
  });

  it.each([
    ['DL3016', 'FROM node:22\nRUN npm install $TOOLS/cli\n', true],
    ['DL3019', 'FROM alpine:3.22\nRUN apk add less && rm /var/cache/apk/*\n', true],
    ['DL3028', 'FROM ruby:3.4\nRUN gem install app-*.gem\n', true],
    ['DL3059', 'FROM a:1\nRUN a\nRUN b && $TOOLS/c\n', true],
    ['DL3059', 'FROM a:1\nRUN b && $TOOLS/c\nRUN a\n', true],
    ['DL3059', 'FROM a:1\nRUN a\nRUN b && c\n', false],
  ])('%s, the other tool alone: %j', (code, text, known) => {
    const line = text.split('\n').length - 1;
    expect(reasonsOf(code, text, [{ code, line, message: '' }])).toEqual([known]);
  });

  function reasonsOf(code: string, text: string, findings: PeerAnswer['findings']): boolean[] {
    const codesOf = { hadolint: new Set([code]) };
    const { differences } = compareFile(new TextEncoder().encode(text), { hadolint: { findings } }, codesOf);
    return differences.map(({ reason }) => reason !== undefined);
  }
});
