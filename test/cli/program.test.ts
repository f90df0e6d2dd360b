import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programs } from '../../scripts/parts/programs.mjs';
import { knownRules } from '../support/knownRules';

const root = resolve(__dirname, '../..');
let folder = '';
let program = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strata-cli-'));
  program = join(folder, 'program', 'main.cli.js');
  await build({ ...programs, absWorkingDir: root, outdir: dirname(program), logLevel: 'error' });
  // Bundling takes seconds where other things are going on.
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the real program in a folder with these files. */
async function strata(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  stdin = '',
): Promise<Ended> {
  const cwd = mkdtempSync(join(folder, 'run-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const known = args[0] === 'lint' ? ['--select', knownRules.join(',')] : [];
  const child = spawn(process.execPath, [program, ...args, ...known], { cwd });
  child.stdin.end(stdin);
  return ended(child);
}

function ended(child: ChildProcess): Promise<Ended> {
  return new Promise((done) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('close', (code) => done({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }));
  });
}

describe('the program', () => {
  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await strata(['--version'])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
  });

  it('walks folders and exits with 1 for findings', async () => {
    const files = {
      'a/Dockerfile': 'FROM x\n',
      'b/app.Dockerfile': 'FROM x\nMAINTAINER y\n',
      'c/Dockerfile': 'FROM\n',
      '.gitignore': 'c\n',
    };
    const { code, out, err } = await strata(['lint', '--format', 'json', '.'], files);
    expect([code, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toMatchObject([{ file: 'b/app.Dockerfile', line: 2, rule: 'maintainer-deprecated' }]);
  });

  it('shares many files with threads', async () => {
    const names = Array.from({ length: 300 }, (_, n) => `d${1000 + n}/Dockerfile`);
    const files = Object.fromEntries(names.map((name) => [name, 'FROM x:1\nMAINTAINER y\n']));
    const { code, out, err } = await strata(['lint', '--format', 'json', '.'], files);
    expect([code, err]).toEqual([1, '']);
    expect(JSON.parse(out).map(({ file }: { file: string }) => file)).toEqual(names);
  });

  it('reads standard input', async () => {
    expect(await strata(['lint', '-'], {}, 'FROM x\n')).toMatchObject({ code: 0, out: '', err: '' });
    expect((await strata(['lint', '-'], {}, '')).out).toContain('[missing-from]');
  });

  it.each([
    [['lint', 'missing'], 'strata lint: missing: There is no such file or folder.\n'],
    [['lint', '.', '--wrong'], 'strata lint: Unknown option --wrong.\n'],
    [['lint'], 'strata lint: Name a Dockerfile or a folder to check, or - for standard input.\n'],
  ])('%j is one line and exit code 2', async (args, err) => {
    expect(await strata(args)).toMatchObject({ code: 2, out: '', err });
  });

  it('says in a sentence why a file cannot be read', async () => {
    const loop = join(folder, 'loop');
    symlinkSync(loop, loop);
    expect((await strata(['lint', loop])).err).toBe(`strata lint: ${loop}: Its symbolic links lead in a circle.\n`);
    expect((await strata(['lint', join(program, 'x')])).err).toContain('A part of the path is a file, not a folder.');
  });

  it('prints all of a long report into a pipe', async () => {
    const { out } = await strata(['lint', '--format=json', '-'], {}, 'from x\n'.repeat(20_000));
    expect(JSON.parse(out)).toHaveLength(20_000);
  });

  it('ends quietly when its reader goes away', async () => {
    const child = spawn(process.execPath, [program, 'lint', '-'], { cwd: folder });
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.end('from x\n'.repeat(20_000));
    const { err } = await ended(child);
    expect(err).toBe('');
  });

  it.skipIf(!existsSync('/dev/full'))('says in a sentence that its output could not be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [program, '--help'], { cwd: folder, stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect(await ended(child)).toEqual({
      code: 2,
      out: '',
      err: 'strata: The output could not be written: there is no room left.\n',
    });
  });

  it('tells what it has found by its exit code also when its reader goes away', async () => {
    const child = spawn(process.execPath, [program, 'lint', '-'], { cwd: folder });
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.end('from x\n'.repeat(20_000));
    expect((await ended(child)).code).toBe(1);
  });

  it('writes fixed files', async () => {
    const file = join(folder, 'Dockerfile');
    writeFileSync(file, 'from x\r\n');
    expect(await strata(['lint', '--fix', file])).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(file, 'utf8')).toBe('FROM x\r\n');
  });
});
