import { describe, expect, it } from 'vitest';
import { ls } from '../../server/src/cli/ls';
import { runProgram } from '../../server/src/cli/main';
import { imageHost } from '../support/imageHost';
import { memoryHost } from '../support/memoryHost';
import { dockerArchive, file, folder, symlink, tar } from '../support/tarBuilder';

const layers = [
  tar(
    folder('etc'),
    file('etc/a', 1000),
    file('etc/b', 20, { mode: 0o4755, uid: 5, gid: 6 }),
    folder('old'),
    file('old/x', 7),
  ),
  tar(file('etc/.wh.a'), file('etc/b', 21), symlink('link', 'etc'), folder('old'), file('old/.wh..wh..opq')),
];
const files = { 'app.tar': dockerArchive(layers), 'cut.tar': dockerArchive([layers[0]!.subarray(0, 2000)]) };

async function strataLs(...args: string[]) {
  const host = memoryHost({});
  const code = await runProgram({ commands: [ls(imageHost(files))], version: '' }, ['ls', ...args], host);
  return { code, out: host.out(), err: host.err() };
}

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('strata ls', () => {
  it('lists a folder of the final file system', async () => {
    expect(lines((await strataLs('app.tar')).out)).toEqual([
      '   drwxr-xr-x  0:0                   2023-11-14 22:13  /etc',
      '   lrwxrwxrwx  0:0              0 B  2023-11-14 22:13  /link -> etc',
      '   drwxr-xr-x  0:0                   2023-11-14 22:13  /old',
    ]);
    expect(lines((await strataLs('app.tar', 'etc')).out)).toEqual([
      '   -rw-r--r--  0:0             21 B  2023-11-14 22:13  /etc/b',
    ]);
  });

  it('lists a layer with what it deletes', async () => {
    expect(lines((await strataLs('--layer', '1', '--recursive', 'app.tar')).out)).toEqual([
      '   d?????????                                          /etc',
      'D  whiteout                 1.00 kB                    /etc/a',
      'M  -rw-r--r--  0:0             21 B  2023-11-14 22:13  /etc/b',
      'A  lrwxrwxrwx  0:0              0 B  2023-11-14 22:13  /link -> etc',
      '   drwxr-xr-x  0:0                   2023-11-14 22:13  /old',
      'O  opaque                       7 B                    /old',
    ]);
  });

  it('prints JSON that is an array, also when there is nothing', async () => {
    expect(JSON.parse((await strataLs('--format', 'json', '--layer', '0', 'app.tar', '/etc')).out)).toEqual([
      {
        path: '/etc/a',
        type: 'file',
        size: 1000,
        mode: '0644',
        uid: 0,
        gid: 0,
        mtime: 1_700_000_000,
        linkTarget: null,
        layer: 0,
        change: 'added',
      },
      {
        path: '/etc/b',
        type: 'file',
        size: 20,
        mode: '4755',
        uid: 5,
        gid: 6,
        mtime: 1_700_000_000,
        linkTarget: null,
        layer: 0,
        change: 'added',
      },
    ]);
    expect(JSON.parse((await strataLs('--format', 'json', 'app.tar', '/old')).out)).toEqual([]);
  });

  it('lists what could be read of a damaged image, and says so', async () => {
    const { code, out, err } = await strataLs('--recursive', 'cut.tar');
    expect(code).toBe(0);
    expect(lines(out)).toHaveLength(2);
    expect(err).toMatch(/^strata ls: cut\.tar: It is cut short: .* \[truncated\] What could be read is listed\.\n$/);
  });

  it.each([
    [[], /Name one saved image/],
    [['app.tar', '/nowhere'], /The image has no path "\/nowhere"/],
    [['--layer', '0', 'app.tar', '/link'], /Layer 0 has no path "\/link"/],
    [['--layer', '9', 'app.tar'], /There is no layer 9; the layers are 0 to 1/],
    [['--layer', 'x', 'app.tar'], /takes the number of a layer/],
  ])('%j is wrong usage', async (args, message) => {
    const { code, out, err } = await strataLs(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });
});
