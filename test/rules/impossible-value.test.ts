import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';

function severitiesOf(body: string, from = 'debian:12'): string[] {
  const { findings } = lintText(`FROM ${from}\n${body}\n`, { ruleSet: ruleSetFor({ select: ['impossible-value'] }) });
  return findings.map(({ severity, message }) => `${severity} ${message}`);
}

describe('a value that Docker refuses once its variables are replaced', () => {
  it.each([
    ['ENV U=abc\nEXPOSE 80 $U', 'abc is no port'],
    ['ENV U="80 abc"\nEXPOSE $U', 'abc is no port'],
    ['ENV U=abc\nSTOPSIGNAL $U', 'abc is no signal'],
    ['ENV U=abc\nCOPY --chmod=$U a b', 'abc'],
    ['ENV U=\nVOLUME ["/a", "$U"]', 'a volume needs a path'],
    ['ENV U=abc\nRUN --mount=type=$U,target=/a make', 'The type of a mount'],
    ['ENV U=abc\nRUN --mount=type=cache,target=/a,gid=$U make', 'gid is a number'],
    ['ENV U=abc\nRUN --mount=type=cache,target=/a,sharing=$U make', 'sharing is one of'],
    ['ENV U=\nRUN --mount=type=tmpfs,target=/a,size=$U make', 'Nothing is no size'],
  ])('%j', (body, message) => {
    expect(severitiesOf(body)).toEqual([expect.stringMatching(new RegExp(`^error .*${message}`))]);
  });

  it('is a warning where a build argument can give another', () => {
    expect(severitiesOf('ARG PORT=http\nEXPOSE $PORT')).toEqual([expect.stringMatching(/^warning Unless/)]);
  });

  it.each([
    'ARG U\nVOLUME $U',
    'VOLUME $U',
    'ENV U=80/tcp\nEXPOSE $U',
    'ENV U="80 90"\nEXPOSE $U',
    'ENV U=\nEXPOSE $U',
    'ENV U=\nWORKDIR $U',
    'ARG U\nRUN --mount=type=cache,target=/a,uid=$U make',
    'ENV U=0644\nCOPY --chmod=$U a b',
    'ENV U=abc\nRUN --mount=type=cache,target=/a,id=$U make',
  ])('is none that only a build knows, or that fits: %j', (body) => expect(severitiesOf(body)).toEqual([]));

  it('is what nothing can set, where there is no base image', () => {
    expect(severitiesOf('VOLUME $U', 'scratch')).toHaveLength(1);
  });
});
