import { describe, expect, it } from 'vitest';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { layerTree } from '../../server/src/image/listing/layerTree';
import { listFiles } from '../../server/src/image/listing/listFiles';
import { imageReport } from '../../server/src/image/report';
import { type StackOptions, stackLayers } from '../../server/src/image/stack/stack';
import { readImageBytes } from '../support/images';
import { dockerArchive, file, folder, hardlink, symlink, type TarEntry, tar } from '../support/tarBuilder';

type Layers = readonly (readonly TarEntry[])[];

async function stackOf(layers: Layers, options?: StackOptions) {
  const archive = await readImageBytes(dockerArchive(layers.map((entries) => tar(...entries))));
  const image = archive.images[0]!;
  const stack = stackLayers(archive, image.layers, options);
  return { archive, image, stack, report: imageReport(archive, image, stack) };
}

/** The final file system in words: `path`, with `/` behind folders, `=size` behind files, `->` before targets. */
async function finalFiles(layers: Layers, options?: StackOptions): Promise<string[]> {
  const { stack } = await stackOf(layers, options);
  return [...listFiles(finalTree(stack), 0, true)].map(({ path, type, size, linkTarget }) =>
    type === 'directory'
      ? `${path}/`
      : type === 'symlink'
        ? `${path}->${linkTarget}`
        : type === 'file'
          ? `${path}=${size}`
          : `${path}:${type}`,
  );
}

/** What one layer shows: `change path`, or `type path` for marks. */
async function layerRows(layers: Layers, layer: number): Promise<string[]> {
  const { stack } = await stackOf(layers);
  return [...listFiles(layerTree(stack, layer), 0, true)].map(({ path, type, size, change }) =>
    type === 'whiteout' || type === 'opaque' ? `${type}(${size}) ${path}` : `${change ?? '-'} ${path}`,
  );
}

/** The waste in words: `path bytes: held by layers, killed by layer (reason)`. */
async function waste(layers: Layers): Promise<string[]> {
  const { report } = await stackOf(layers);
  return report.wasted.map(
    ({ path, bytes, heldBy, killedBy }) =>
      `${path} ${bytes}: ${heldBy.map((each) => each.layer).join('+')} by ${killedBy.map((each) => `${each.layer} (${each.reason})`).join('+')}`,
  );
}

const base = [
  folder('etc'),
  file('etc/keep', 5),
  file('etc/gone', 1000),
  folder('d'),
  file('d/old', 111),
  folder('d/sub'),
  file('d/sub/x', 333),
];

describe('whiteouts', () => {
  it('delete a file, or a folder with all that is in it', async () => {
    const layers = [base, [file('etc/.wh.gone'), file('.wh.d')]];
    expect(await finalFiles(layers)).toEqual(['/etc/', '/etc/keep=5']);
    expect(await waste(layers)).toEqual([
      '/etc/gone 1000: 0 by 1 (deleted)',
      '/d/sub/x 333: 0 by 1 (deleted)',
      '/d/old 111: 0 by 1 (deleted)',
    ]);
    expect(await layerRows(layers, 1)).toEqual(['whiteout(444) /d', '- /etc', 'whiteout(1000) /etc/gone']);
  });

  it.each([
    ['after', [file('etc/.wh.gone'), file('etc/gone', 7)]],
    ['before', [file('etc/gone', 7), file('etc/.wh.gone')]],
  ])('hide only what is below when the same layer has the name again, %s the mark', async (_, layer) => {
    expect(await finalFiles([base, layer])).toContain('/etc/gone=7');
    expect(await waste([base, layer])).toEqual(['/etc/gone 1000: 0 by 1 (deleted)']);
    expect(await layerRows([base, layer], 1)).toEqual(['- /etc', 'modified /etc/gone', 'whiteout(1000) /etc/gone']);
  });

  it('of nothing do nothing', async () => {
    expect(await finalFiles([base, [file('.wh.never'), file('no/.wh.where')]])).toEqual(await finalFiles([base]));
    expect(await layerRows([base, [file('.wh.never')]], 1)).toEqual(['whiteout(0) /never']);
  });

  it('in the lowest layer do nothing', async () => {
    expect(await finalFiles([[file('.wh.x'), file('x', 1), file('d/.wh..wh..opq'), file('d/y', 2)]])).toEqual([
      '/d/',
      '/d/y=2',
      '/x=1',
    ]);
  });

  it('that name nothing, or dots, are told and ignored', async () => {
    const { report } = await stackOf([base, [file('.wh.'), file('.wh..'), file('.wh...')]]);
    expect(report.layers[1]!.whiteouts).toEqual([]);
    expect(report.layers[1]!.problems).toEqual([expect.objectContaining({ severity: 'warning', code: 'bad-header' })]);
    expect(report.totals.wastedBytes).toBe(0);
  });

  it('below a folder that is deleted too are fine', async () => {
    expect(await finalFiles([base, [file('.wh.d'), file('d/.wh.old')]])).toEqual([
      '/etc/',
      '/etc/gone=1000',
      '/etc/keep=5',
    ]);
  });
});

describe('opaque folders', () => {
  it.each([
    ['first', [folder('d'), file('d/.wh..wh..opq'), file('d/new', 9)]],
    ['last', [folder('d'), file('d/new', 9), file('d/.wh..wh..opq')]],
  ])('hide what is below, and nothing of their own layer, with the mark %s', async (_, layer) => {
    expect(await finalFiles([base, layer])).toEqual(['/d/', '/d/new=9', '/etc/', '/etc/gone=1000', '/etc/keep=5']);
    expect(await waste([base, layer])).toEqual(['/d/sub/x 333: 0 by 1 (opaque)', '/d/old 111: 0 by 1 (opaque)']);
    expect(await layerRows([base, layer], 1)).toEqual(['- /d', 'opaque(444) /d', 'added /d/new']);
  });

  it('that bring everything again change nothing but the copies', async () => {
    const layers = [
      base,
      [folder('d'), file('d/.wh..wh..opq'), file('d/old', 111), folder('d/sub'), file('d/sub/x', 333)],
    ];
    expect(await finalFiles(layers)).toEqual(await finalFiles([base]));
    expect(await layerRows(layers, 1)).toEqual([
      '- /d',
      'opaque(444) /d',
      'modified /d/old',
      '- /d/sub',
      'modified /d/sub/x',
    ]);
  });

  it('may be the root', async () => {
    expect(await finalFiles([base, [file('.wh..wh..opq'), file('only', 1)]])).toEqual(['/only=1']);
  });
});

describe('marks of other file systems', () => {
  const overlay = [
    folder('etc'),
    { name: 'etc/gone', type: '3', device: [0, 0] as const },
    folder('d', { pax: { 'SCHILY.xattr.trusted.overlay.opaque': 'y' } }),
    file('d/new', 50),
  ];

  it('of overlay are plain entries, and told', async () => {
    expect(await finalFiles([base, overlay])).toEqual([
      '/d/',
      '/d/new=50',
      '/d/old=111',
      '/d/sub/',
      '/d/sub/x=333',
      '/etc/',
      '/etc/gone:char',
      '/etc/keep=5',
    ]);
    const { report } = await stackOf([base, overlay]);
    expect(report.layers[1]!.problems.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('of overlay delete when asked', async () => {
    expect(await finalFiles([base, overlay], { overlayMarks: true })).toEqual([
      '/d/',
      '/d/new=50',
      '/etc/',
      '/etc/keep=5',
    ]);
  });

  it('of AUFS are no part of the file system, but their bytes are carried', async () => {
    const layers = [
      base,
      [file('.wh..wh.aufs'), folder('.wh..wh.plnk'), file('.wh..wh.plnk/1.2', 8), folder('.wh..wh.orph')],
    ];
    expect(await finalFiles(layers)).toEqual(await finalFiles([base]));
    expect(await waste(layers)).toEqual(['/.wh..wh.plnk/1.2 8: 1 by 1 (deleted)']);
  });

  it('of AUFS hold the bodies of hard links', async () => {
    const layers = [
      base,
      [
        folder('.wh..wh.plnk'),
        file('.wh..wh.plnk/1.2', 8),
        hardlink('a', '.wh..wh.plnk/1.2'),
        hardlink('b', '.wh..wh.plnk/1.2'),
      ],
    ];
    expect((await finalFiles(layers)).slice(0, 2)).toEqual(['/a=8', '/b=8']);
    expect((await stackOf(layers)).report.totals.wastedBytes).toBe(0);
  });
});

describe('replacing', () => {
  const things: Readonly<Record<string, readonly TarEntry[]>> = {
    file: [file('p', 10)],
    folder: [folder('p'), file('p/in', 20)],
    symlink: [symlink('p', 'etc')],
    device: [{ name: 'p', type: '3', device: [1, 3] }],
    fifo: [{ name: 'p', type: '6' }],
  };
  const results: Readonly<Record<string, readonly string[]>> = {
    file: ['/p=10'],
    folder: ['/p/', '/p/in=20'],
    symlink: ['/p->etc'],
    device: ['/p:char'],
    fifo: ['/p:fifo'],
  };
  const pairs = Object.keys(things).flatMap((below) => Object.keys(things).map((above) => [below, above] as const));

  it.each(pairs)('a %s by a %s leaves the upper one only', async (below, above) => {
    expect(await finalFiles([things[below]!, things[above]!])).toEqual(results[above]);
    const lost = below === 'file' ? 10 : below === 'folder' && above !== 'folder' ? 20 : below === 'folder' ? 20 : 0;
    expect((await stackOf([things[below]!, things[above]!])).report.totals.wastedBytes).toBe(lost);
  });

  it('a file by a file of other content is overwriting, by another kind replacing', async () => {
    expect(await waste([[file('p', 10)], [file('p', 11)]])).toEqual(['/p 10: 0 by 1 (overwritten)']);
    expect(await waste([[file('p', 10)], [folder('p')]])).toEqual(['/p 10: 0 by 1 (replaced)']);
    expect(await waste([[folder('p'), file('p/in', 10)], [file('p', 1)]])).toEqual(['/p/in 10: 0 by 1 (replaced)']);
  });

  it.each([
    ['mode', { mode: 0o600 }],
    ['owner', { uid: 5 }],
    ['group', { gid: 5 }],
    ['attributes', { pax: { 'SCHILY.xattr.user.x': 'y' } }],
  ])('a file by itself with another %s is metadata only', async (_, more) => {
    const layers = [[file('p', 10)], [file('p', 10, more)]];
    expect(await waste(layers)).toEqual(['/p 10: 0 by 1 (metadata)']);
    expect(await layerRows(layers, 1)).toEqual(['metadata /p']);
  });

  it.each([
    ['time', { mtime: 1 }],
    ['nothing', {}],
    ['size and mode', { content: 'x', mode: 0o600 }],
  ])('a file by itself with another %s is overwriting', async (_, more) => {
    const layers = [[file('p', 10)], [file('p', 10, more)]];
    expect(await waste(layers)).toEqual(['/p 10: 0 by 1 (overwritten)']);
    expect(await layerRows(layers, 1)).toEqual(['modified /p']);
  });

  it('a folder by a folder takes its attributes and keeps its children', async () => {
    expect(await layerRows([base, [folder('d', { mode: 0o700 })]], 1)).toEqual(['metadata /d']);
    expect(await layerRows([base, [folder('d', { mtime: 1 })]], 1)).toEqual(['- /d']);
    expect(await finalFiles([base, [folder('d', { mode: 0o700 })]])).toEqual(await finalFiles([base]));
  });

  it('of a name within one layer counts the last one, and the bytes of all', async () => {
    const layers = [[file('a', 3), folder('a'), file('a/b', 4), file('a', 5)]];
    expect(await finalFiles(layers)).toEqual(['/a=5']);
    expect((await stackOf(layers)).report.totals).toMatchObject({ contentBytes: 12, visibleBytes: 5, wastedBytes: 7 });
    expect(await waste(layers)).toEqual(['/a/b 4: 0 by 0 (replaced)', '/a 3: 0 by 0 (replaced)']);
  });

  it('charges a file that died once to its first killer', async () => {
    expect(await waste([[file('a', 9)], [file('.wh.a')], [file('.wh.a')], [file('a', 1)], [file('.wh.a')]])).toEqual([
      '/a 10: 0+3 by 1 (deleted)+4 (deleted)',
    ]);
  });
});

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

describe('figures', () => {
  it('add up layer by layer', async () => {
    const { report } = await stackOf([base, [file('etc/.wh.gone'), file('etc/keep', 6)], [file('new', 10)]]);
    expect(
      report.layers.map(({ contentBytes, netBytes, wastedHeldBytes, wastedCausedBytes }) => [
        contentBytes,
        netBytes,
        wastedHeldBytes,
        wastedCausedBytes,
      ]),
    ).toEqual([
      [1449, 1449, 1005, 0],
      [6, -999, 0, 1005],
      [10, 10, 0, 0],
    ]);
    expect(report.totals).toEqual({
      contentBytes: 1465,
      visibleBytes: 460,
      wastedBytes: 1005,
      efficiency: 460 / 1465,
      files: 4,
      directories: 3,
      symlinks: 0,
    });
  });

  it('of an image without a byte have no efficiency', async () => {
    expect((await stackOf([[folder('d')]])).report.totals.efficiency).toBeNull();
  });

  it('count folders that are only implied', async () => {
    expect((await stackOf([[file('a/b/c', 1)]])).report.totals).toMatchObject({ files: 1, directories: 2 });
  });
});

describe('dive', () => {
  const figures = async (layers: Layers) => (await stackOf(layers)).report.dive;

  it('counts all copies of a path, and a folder that is deleted not at all', async () => {
    expect(await figures([[file('a', 100)], [file('a', 60)]])).toEqual({
      efficiency: 60 / 160,
      wastedBytes: 160,
      userWastedPercent: 160 / 60,
    });
    expect(await figures([[folder('d'), file('d/a', 2000), file('d/b', 3000)], [file('.wh.d')]])).toMatchObject({
      efficiency: 1,
      wastedBytes: 0,
    });
  });

  it('counts what a deleted folder without a header held as nothing', async () => {
    expect(await figures([[file('d/a', 2000)], [file('.wh.d'), file('x', 1)]])).toMatchObject({
      efficiency: 1,
      wastedBytes: 0,
    });
  });

  it('counts a deleted file', async () => {
    expect(await figures([[file('a', 100)], [file('.wh.a')]])).toEqual({
      efficiency: 0,
      wastedBytes: 100,
      userWastedPercent: null,
    });
  });

  it('goes on after a whiteout of nothing, where dive itself stops and says 0', async () => {
    expect(await figures([[file('a', 1000)], [file('.wh.nothere'), file('a', 1000)]])).toMatchObject({
      wastedBytes: 2000,
    });
  });
});
