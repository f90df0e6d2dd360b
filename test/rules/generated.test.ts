import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it('what is derived from the rules is up to date', () => {
  const script = resolve(__dirname, '../../scripts/generate.mjs');
  const run = (): string => execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8', stdio: 'pipe' });
  expect(run).not.toThrow();
});
