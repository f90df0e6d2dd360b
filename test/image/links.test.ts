import { describe, expect, it } from 'vitest';
import { finalFiles, stackOf, waste } from '../support/stacks';
import { file, folder, hardlink, symlink } from '../support/tarBuilder';

describe('hard links', () => {
  it('count once, and live until their last name is gone', async () => {
    const layers = [[file('a', 100), hardlink('b', 'a'), hardlink('c', './b')], [file('.wh.a')], [file('.wh.b')]];
    expect(await finalFiles(layers)).toEqual(['/c=100']);
    expect((await stackOf(layers)).report.totals).toMatchObject({
      contentBytes: 100,
      visibleBytes: 100,
      wastedBytes: 0,
    });
    expect(await waste([...layers, [file('.wh.c')]])).toEqual(['/a 100: 0 by 3 (deleted)']);
  });

  it('may lead to a lower layer, to a later entry, or through a symbolic link', async () => {
    expect(await finalFiles([[file('a', 7)], [hardlink('b', '/a')]])).toEqual(['/a=7', '/b=7']);
    expect(await finalFiles([[hardlink('a', 'b'), hardlink('b', 'c'), file('c', 7)]])).toEqual([
      '/a=7',
      '/b=7',
      '/c=7',
    ]);
    expect(
      await finalFiles([[folder('usr'), file('usr/x', 7), symlink('lib', 'usr')], [hardlink('y', 'lib/x')]]),
    ).toContain('/y=7');
  });

  it('to a symbolic link are that link', async () => {
    expect(await finalFiles([[symlink('s', 'x'), hardlink('h', 's')]])).toEqual(['/h->x', '/s->x']);
  });

  it('break when one name is written again', async () => {
    expect(await finalFiles([[file('a', 7), hardlink('b', 'a')], [file('b', 8)]])).toEqual(['/a=7', '/b=8']);
  });

  it.each([
    ['nowhere', [hardlink('b', 'nowhere')]],
    ['a folder', [folder('d'), hardlink('b', 'd')]],
    ['each other', [hardlink('a', 'b'), hardlink('b', 'a')]],
    ['out', [hardlink('b', '../../etc/passwd')]],
  ])('to %s are told and left out', async (_, layer) => {
    const { report } = await stackOf([layer]);
    expect(report.totals.files).toBe(0);
    expect(report.layers[0]!.problems).toEqual([expect.objectContaining({ severity: 'warning', code: 'bad-header' })]);
  });
});

describe('paths below symbolic links', () => {
  it('are applied where the link leads', async () => {
    const layers = [[folder('usr'), folder('usr/lib'), symlink('lib', 'usr/lib')], [file('lib/x', 4)]];
    expect(await finalFiles(layers)).toEqual(['/lib->usr/lib', '/usr/', '/usr/lib/', '/usr/lib/x=4']);
    expect(await finalFiles([...layers, [file('lib/.wh.x')]])).toEqual(['/lib->usr/lib', '/usr/', '/usr/lib/']);
    expect(await waste([...layers, [file('usr/lib/x', 5)]])).toEqual(['/usr/lib/x 4: 1 by 2 (overwritten)']);
  });

  it('never leave the root', async () => {
    expect(
      await finalFiles([[symlink('out', '/tmp'), file('out/evil', 1), symlink('up', '../../..'), file('up/evil2', 2)]]),
    ).toEqual(['/evil2=2', '/out->/tmp', '/tmp/', '/tmp/evil=1', '/up->../../..']);
  });

  it('of links in a circle come to an end', async () => {
    const files = await finalFiles([[symlink('a', 'b'), symlink('b', 'a')], [file('a/x', 3)]]);
    expect(files.some((each) => each.endsWith('/x=3'))).toBe(true);
  });

  it('of a link to a file replace that file', async () => {
    expect(await finalFiles([[file('f', 1), symlink('l', 'f')], [file('l/x', 3)]])).toEqual(['/f/', '/f/x=3', '/l->f']);
  });
});
