import { describe, expect, it } from 'vitest';
import { finalFiles, layerRows, stackOf, waste } from '../support/stacks';
import { file, folder, hardlink, symlink, type TarEntry } from '../support/tarBuilder';

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
