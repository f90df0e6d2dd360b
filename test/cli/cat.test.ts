import { describe, expect, it } from 'vitest';
import { cat } from '../../server/src/cli/cat';
import { diff } from '../../server/src/cli/diff';
import { runProgram } from '../../server/src/cli/main';
import { imageHost } from '../support/imageHost';
import { memoryHost } from '../support/memoryHost';
import { dockerArchive, file, folder, symlink, tar } from '../support/tarBuilder';

const lower = tar(folder('d'), file('d/f', 'lower\n'), file('gone', 'still here\n'));
const files = {
  'a.tar': dockerArchive([
    lower,
    tar(file('d/f', 'upper\n'), file('.wh.gone'), symlink('link', 'd/f'), { name: 'pipe', type: '6' }),
  ]),
  'b.tar': dockerArchive([lower, tar(file('new', 2000))], { tags: ['lab/b:2'] }),
  'cut.tar': dockerArchive([lower.slice(0, 1026)]),
};

async function strata(...args: string[]) {
  const host = memoryHost({});
  const images = imageHost(files);
  const code = await runProgram({ commands: [cat(images), diff(images)], version: '' }, args, host);
  return { code, out: host.out(), err: host.err() };
}

describe('strata cat', () => {
  it.each([
    [['a.tar', '/d/f'], 'upper\n'],
    [['a.tar', 'd/f'], 'upper\n'],
    [['a.tar', '/link'], 'upper\n'],
    [['--layer', '0', 'a.tar', '/d/f'], 'lower\n'],
    [['--layer', '0', 'a.tar', '/gone'], 'still here\n'],
  ])('%j', async (args, out) => {
    expect(await strata('cat', ...args)).toEqual({ code: 0, out, err: '' });
  });

  it.each([
    [['a.tar'], /Name one saved image, and the path of a file in it/],
    [['a.tar', '/gone'], /The image has no file "\/gone"/],
    [['a.tar', '/d'], /"\/d" is a folder/],
    [['a.tar', '/pipe'], /"\/pipe" is no regular file/],
    [['--layer', '1', 'a.tar', '/gone'], /Layer 1 deletes "\/gone"; a lower layer may hold it/],
    [['--layer', '2', 'a.tar', '/gone'], /There is no layer 2; the layers are 0 to 1/],
  ])('%j is wrong usage', async (args, message) => {
    const { code, out, err } = await strata('cat', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  it('of a file that is not all there writes what there is, and says so', async () => {
    const { code, out, err } = await strata('cat', 'cut.tar', '/d/f');
    expect([code, out]).toEqual([2, 'lo']);
    expect(err).toMatch(/not all there/);
  });
});

describe('strata diff', () => {
  it('prints both images and every path that differs', async () => {
    expect((await strata('diff', 'a.tar', 'b.tar')).out).toBe(
      [
        'A  lab/test:1  linux/amd64  2 layers, 23 B, 6 B visible',
        'B  lab/b:2  linux/amd64  2 layers, 2.02 kB, 2.02 kB visible',
        'The lowest 1 layer is the same.',
        '+2.01 kB visible, 2 added, 2 removed',
        '',
        'A      +11 B  /gone',
        'R             /link',
        'A   +2.00 kB  /new',
        'R             /pipe',
        '',
      ].join('\n'),
    );
  });

  it('prints JSON', async () => {
    const { code, out } = await strata('diff', '--format', 'json', 'a.tar', 'a.tar');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ sharedLayers: 2, paths: [], a: { names: ['lab/test:1'] } });
  });

  it('needs two images', async () => {
    expect((await strata('diff', 'a.tar')).code).toBe(2);
    expect((await strata('diff', 'a.tar', 'missing.tar')).err).toMatch(/missing\.tar: There is no such file/);
  });
});
