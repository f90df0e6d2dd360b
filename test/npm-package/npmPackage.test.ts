import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureEmbeddedEditor, hasEmbeddedEditor } from '../../scripts/parts/embedded-editor.mjs';
import { fixturePath } from '../support/imageFixtures';
import { startClient } from '../support/lspClient';

const root = resolve(__dirname, '../..');
const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const tarball = join(root, `strata-cli-${version}.tgz`);
const isWindows = process.platform === 'win32';
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-npm-'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm('install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function npm(...args: string[]): string {
  return execFileSync('npm', args, { cwd: folder, shell: isWindows, encoding: 'utf8' });
}

/** Runs the command that npm has put in place, in the folder where it is installed. */
function strata(...args: string[]) {
  const command = join(folder, 'node_modules', '.bin', isWindows ? 'strata.cmd' : 'strata');
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, shell: isWindows, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

const installed = (...names: string[]): string => join(folder, 'node_modules', 'strata-cli', ...names);

describe('the npm package', () => {
  it('has a manifest of its own, and nothing that it does not need', () => {
    const manifest = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      name: 'strata-cli',
      version,
      license,
      engines: { node: '>=20' },
      bin: { strata: 'dist/main.cli.js' },
    });
    expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(['dependencies']));
    expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(['contributes']));
    expect(readdirSync(installed()).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'docs', 'package.json']);
    expect(readdirSync(installed('dist')).sort()).toEqual([
      'main.cli.js',
      'main.images.js',
      'main.lint.js',
      'main.lsp.js',
      'main.worker.js',
    ]);
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['strata-cli']);
  });

  it('is packed the same way each time', () => {
    const again = join(folder, 'again');
    mkdirSync(again);
    npm(
      'pack',
      join(root, '.cache', 'npm-package'),
      '--pack-destination',
      again,
      '--offline',
      '--ignore-scripts',
      '--silent',
    );
    const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(digest(join(again, `strata-cli-${version}.tgz`))).toBe(digest(tarball));
  });

  it('lints a file and a folder', () => {
    mkdirSync(join(folder, 'app', 'web'), { recursive: true });
    writeFileSync(join(folder, 'Dockerfile'), 'FROM alpine:3.22\nEXPOSE 80000\n');
    writeFileSync(join(folder, 'app', 'web', 'Dockerfile'), 'FROM alpine:3.22\nMAINTAINER jane\n');
    expect(strata('lint', 'Dockerfile')).toMatchObject({ code: 1, err: '', out: expect.stringContaining('80000') });
    const { code, out, err } = strata('lint', '--format', 'json', 'app');
    expect([code, err]).toEqual([1, '']);
    const [finding, ...more] = JSON.parse(out);
    expect(finding).toMatchObject({ file: 'app/web/Dockerfile', line: 2, rule: 'maintainer-deprecated' });
    expect(more).toEqual([]);
    expect(existsSync(installed(finding.url))).toBe(true);
  });

  it('shows the layers of an image', () => {
    const { code, out } = strata('layers', '--no-cache', '--format', 'json', fixturePath('busybox-docker-save.tar.gz'));
    expect(code).toBe(0);
    expect(JSON.parse(out).images[0].layers.length).toBeGreaterThan(0);
  });

  it.runIf(hasEmbeddedEditor())(
    'works with the newer Node.js of the embedded editor, without a word of V8',
    async () => {
      const { node } = await ensureEmbeddedEditor();
      const run = (...args: string[]) => {
        const command = [installed('dist', 'main.cli.js'), ...args];
        const { status, stdout, stderr } = spawnSync(node, command, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
        return { code: status, out: stdout, err: stderr };
      };
      const fixture = fixturePath('busybox-docker-save.tar.gz');
      for (const args of [
        ['lint', '--no-cache', 'app'],
        ['layers', '--no-cache', fixture],
        ['ls', fixture, '/etc'],
      ]) {
        expect(run(...args)).toEqual(strata(...args));
        expect(run(...args).err).toBe('');
      }
    },
  );

  it('is a language server', async () => {
    const client = await startClient({ command: [installed('dist', 'main.cli.js'), 'lsp', '--stdio'] });
    try {
      expect(client.initialized.capabilities.hoverProvider).toBeTruthy();
      client.open('file:///x/Dockerfile', 'FROM alpine:3.22\nMAINTAINER jane\n');
      const found = await client.diagnostics('file:///x/Dockerfile');
      expect(found.map(({ code }) => code)).toContain('maintainer-deprecated');
    } finally {
      expect(await client.stop()).toBe(0);
    }
  });
});
