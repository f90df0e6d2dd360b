import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportFiles } from '../../server/src/cli/export';
import { runProgram } from '../../server/src/cli/main';
import { nodeCommandHost } from '../../server/src/host/node/commandHost';
import { nodeExportHost } from '../../server/src/host/node/exportTargets';
import type { ExportHost } from '../../server/src/ports';
import { filesOnDisk, membersOf } from '../support/exports';
import { imageHost } from '../support/imageHost';
import { memoryHost } from '../support/memoryHost';
import { dockerArchive, file, folder, symlink, tar } from '../support/tarBuilder';

const top = mkdtempSync(join(tmpdir(), 'strata-cli-export-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const layer = tar(folder('etc'), file('etc/a', 'one'), symlink('etc/link', 'a'), file('gone', 'x'));
const files = {
  'a.tar': dockerArchive([layer, tar(file('.wh.gone'), file('b', 'two'))]),
  'links.tar': dockerArchive([
    tar(...Array.from({ length: 5 }, (_, i) => symlink(`l${i}`, 'x')), { name: 'p', type: '6' }, file('f', 'x')),
  ]),
  'cut.tar': dockerArchive([tar(file('whole', 'here'), file('cut', 5000)).slice(0, 3000)]),
};

async function strata(args: string[], exports: ExportHost = nodeExportHost(), cancelled = false) {
  const { absolute, kindOf } = nodeCommandHost();
  const memory = memoryHost({});
  const command = exportFiles(
    imageHost(files),
    () => exports,
    () => ({ cancelled }),
  );
  // Images are in memory, targets on the disk.
  const host = {
    ...memory,
    kindOf,
    absolute: (path: string) => (path.endsWith('.tar') && path in files ? path : absolute(path)),
  };
  const code = await runProgram({ commands: [command], version: '' }, ['export', ...args], host);
  return { code, out: memory.out(), err: memory.err() };
}

let targets = 0;
function place(): string {
  const path = join(top, String(++targets));
  mkdirSync(path);
  return path;
}

describe('strata export', () => {
  it('writes the final file system to a folder and tells what it left out', async () => {
    const out = join(place(), 'out');
    const { code, err } = await strata(['a.tar', '--to', out]);
    expect(code).toBe(0);
    expect(err).toBe(
      'Exported 2 files, 1 folder with 6 B. 1 path was left out.\n  /etc/link: symbolic links are not made on a disk; a tar archive keeps them\n',
    );
    expect(filesOnDisk(out)).toEqual(['b=two', 'etc/', 'etc/a=one']);
  });

  it('names of many paths that it left out for one reason the first', async () => {
    const { err } = await strata(['links.tar', '--to', join(place(), 'out')]);
    expect(err.split('\n')).toEqual([
      'Exported 1 file with 1 B. 6 paths were left out.',
      expect.stringMatching(
        /^ {2}5 paths, such as \/l\d: symbolic links are not made on a disk; a tar archive keeps them$/,
      ),
      '  /p: named pipes are not made on a disk; a tar archive keeps them',
      '',
    ]);
  });

  it('writes a layer, a folder as a tar, a file, and a file into a folder', async () => {
    const around = place();
    await strata(['--layer', '0', 'a.tar', '--to', join(around, 'layer')]);
    await strata(['a.tar', '/etc', '--to', join(around, 'etc.tar')]);
    await strata(['a.tar', '/etc/a', '--to', join(around, 'name')]);
    await strata(['a.tar', '/etc/link', '--to', join(around, 'layer')]);
    expect(filesOnDisk(join(around, 'layer'))).toEqual(['a=one', 'etc/', 'etc/a=one', 'gone=x']);
    expect((await membersOf(join(around, 'etc.tar'))).map(({ name }) => name)).toEqual(['a', 'link']);
    expect(readFileSync(join(around, 'name'), 'utf8')).toBe('one');
  });

  it('replaces a file only when it may', async () => {
    const out = join(place(), 'file');
    expect((await strata(['a.tar', '/b', '--to', out])).code).toBe(0);
    expect(await strata(['a.tar', '/b', '--to', out])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/already/),
    });
    expect((await strata(['--overwrite', 'a.tar', '/b', '--to', out])).code).toBe(0);
  });

  it('exits with 1 when files of a damaged image are missing', async () => {
    const out = join(place(), 'out');
    const { code, err } = await strata(['cut.tar', '--to', out]);
    expect([code, filesOnDisk(out)]).toEqual([1, ['whole=here']]);
    expect(err).toMatch(/\/cut: its bytes are not all in the archive/);
  });

  it('leaves nothing behind when it is stopped, or when the disk has no room', async () => {
    const around = place();
    const full: ExportHost = {
      open: (...how) => Object.assign(nodeExportHost().open(...how), { freeBytes: 10 }),
    };
    expect(await strata(['a.tar', '--to', join(around, 'out')], full)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/takes .*, but only 10 B are free/),
    });
    expect(await strata(['a.tar', '--to', join(around, 'out')], undefined, true)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/Stopped; nothing of the export was kept/),
    });
    expect(readdirSync(around)).toEqual([]);
  });

  it.each([
    [['a.tar'], /with --to what to make/],
    [['--to', join(top, 'x')], /Name one saved image/],
    [['a.tar', '/nowhere', '--to', join(top, 'x')], /has no path "\/nowhere"/],
    [['--layer', '1', 'a.tar', '/gone', '--to', join(top, 'x')], /the layer deletes it/],
    [['a.tar', '--to', join(top, 'no', 'folder')], /^strata export: There is no folder/],
  ])('%j is wrong usage', async (args, message) => {
    const { code, err } = await strata(args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain('\n');
  });
});
