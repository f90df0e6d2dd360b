import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { keptRun } from '../../server/src/host/node/keptRun';

const folder = mkdtempSync(join(tmpdir(), 'kept-run-'));
vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
vi.stubEnv('LOCALAPPDATA', join(folder, 'cache'));
vi.stubEnv('HOME', folder);

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A script as npm installs it: the time of modification is the same for all versions. */
function install(text: string): string {
  const program = join(folder, 'program.js');
  const brought = join(folder, 'brought.js');
  writeFileSync(brought, text);
  rmSync(program, { force: true });
  copyFileSync(brought, program);
  utimesSync(program, 499162500, 499162500);
  return program;
}

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes);
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('what one run leaves', () => {
  it('is there for the next one with the same arguments, and for no other', async () => {
    const program = install('version 1');
    const first = await keptRun(program, ['lint', '.']);
    expect(first.before).toBeUndefined();
    await first.keep(bytes('one'));
    expect(text((await keptRun(program, ['lint', '.'])).before)).toBe('one');
    expect((await keptRun(program, ['lint', '..'])).before).toBeUndefined();
    expect((await keptRun(program, ['lint .'])).before).toBeUndefined();
  });

  it('is not for another version of the program, of the same size and time of modification either', async () => {
    await (await keptRun(install('version 1'), ['lint', '.'])).keep(bytes('one'));
    expect((await keptRun(install('version 2'), ['lint', '.'])).before).toBeUndefined();
  });
});
