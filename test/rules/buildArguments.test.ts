import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';

const ruleSet = ruleSetFor({ profile: 'strict' });

/** Files that build with the arguments in the second place, and that a plain build refuses or builds otherwise. */
const open: readonly (readonly [dockerfile: string, args: Readonly<Record<string, string>>])[] = [
  ['ARG BASE\nFROM $BASE\n', { BASE: 'alpine:3.22' }],
  ['ARG BASE=\nFROM ${BASE}\n', { BASE: 'alpine:3.22' }],
  ['ARG TAG\nFROM alpine:$TAG\n', { TAG: '3.22' }],
  ['ARG TAG\nFROM alpine:${TAG:?missing}\n', { TAG: '3.22' }],
  ['ARG BASE=Alpine\nFROM $BASE\n', { BASE: 'alpine:3.22' }],
  ['ARG PLATFORM\nFROM --platform=$PLATFORM alpine:3.22\n', { PLATFORM: 'linux/amd64' }],
  ['ARG PLATFORM=none\nFROM --platform=$PLATFORM alpine:3.22\n', { PLATFORM: 'linux/amd64' }],
  ['ARG STAGE\nFROM alpine:3.22 AS a\nFROM alpine:3.22 AS b\nFROM $STAGE\n', { STAGE: 'a' }],
  ['FROM scratch\nARG PORT\nEXPOSE $PORT\n', { PORT: '80' }],
  ['FROM scratch\nARG PORT=none\nEXPOSE $PORT\n', { PORT: '80' }],
  ['FROM scratch\nARG SIGNAL\nSTOPSIGNAL $SIGNAL\n', { SIGNAL: 'SIGINT' }],
  ['FROM scratch\nARG OWNER\nCOPY --chown=$OWNER a /a\n', { OWNER: '1000' }],
  ['FROM scratch\nARG MODE\nCOPY --chmod=$MODE a /a\n', { MODE: '0644' }],
  ['FROM scratch\nARG DIR\nWORKDIR $DIR\nCOPY a b $DIR\n', { DIR: '/srv/' }],
  ['FROM scratch\nARG SUM\nADD --checksum=$SUM https://example.com/a /a\n', { SUM: `sha256:${'0'.repeat(64)}` }],
  ['FROM scratch\nARG NAME\nCOPY ${NAME:?missing} /a\n', { NAME: 'a' }],
  ['FROM alpine:3.22\nARG ID\nRUN --mount=type=cache,id=$ID,target=/c make\n', { ID: 'c' }],
  ['FROM alpine:3.22\nARG TARGET\nRUN --mount=type=cache,target=$TARGET make\n', { TARGET: '/c' }],
];

describe.each(open)('%j', (dockerfile, args) => {
  it('is no error while the argument is open', () => {
    const { findings } = lintText(dockerfile, { ruleSet });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('is silent about the argument when it is given', () => {
    const { findings } = lintText(dockerfile, { buildArgs: new Map(Object.entries(args)) });
    expect(findings.filter(({ category }) => category === 'correctness' || category === 'build')).toEqual([]);
  });
});

describe('given build arguments', () => {
  it.each(['ARG BASE=alpine\nFROM $BASE\n', 'ARG BASE=latest\nFROM alpine:${BASE}\n'])(
    'decide in place of a default without a version: %j',
    (dockerfile) => {
      const codes = (buildArgs: ReadonlyMap<string, string>) =>
        lintText(dockerfile, { buildArgs }).findings.map(({ rule }) => rule);
      expect(codes(new Map())).toEqual([expect.stringMatching(/^(untagged-image|latest-tag)$/)]);
      expect(codes(new Map([['BASE', '3.22']]))).toEqual([]);
      expect(codes(new Map([['OTHER', '3.22']]))).toHaveLength(1);
    },
  );

  const findingsFor = (text: string, args: Readonly<Record<string, string>>): string[] =>
    lintText(text, { buildArgs: new Map(Object.entries(args)) }).findings.map(({ rule }) => rule);

  it('beat defaults', () => {
    expect(findingsFor('ARG TAG=3.22\nFROM alpine:$TAG\n', { TAG: '' })).toEqual(['invalid-default-in-from']);
  });

  it('count only where they are declared', () => {
    expect(findingsFor('FROM scratch\nCOPY a /$DIR/\n', { DIR: 'srv' })).toEqual(['undefined-variable']);
  });

  it('tell which base image there is', () => {
    const text = 'ARG BASE\nFROM $BASE\nRUN apt-get update && apt-get install -y --no-install-recommends less\n';
    expect(findingsFor(text, { BASE: 'debian:12' })).toContain('apt-lists-left-behind');
  });
});
