import { afterEach, expect, it, vi } from 'vitest';
import { nodeCommandHost } from '../../server/src/host/node/commandHost';

afterEach(() => void vi.unstubAllEnvs());

it.each<[string, Record<string, string>, boolean]>([
  ['are left out on a terminal without', { TERM: 'dumb' }, false],
  ['are there when they are forced', { FORCE_COLOR: '1' }, true],
  ['are there for FORCE_COLOR with a level', { FORCE_COLOR: '3', TERM: 'dumb' }, true],
  ['are not forced by 0', { FORCE_COLOR: '0' }, false],
  ['are not there for NO_COLOR, whatever else is said', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
])('colours %s', (_, variables, expected) => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM']) {
    vi.stubEnv(name, variables[name] ?? '');
  }
  expect(nodeCommandHost().stdout.colours).toBe(expected);
});
