import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../server/src/image/figures';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { layerTree } from '../../server/src/image/listing/layerTree';
import { biggestFirst } from '../../server/src/image/listing/order';
import { pathLayers } from '../../server/src/image/listing/pathLayers';
import { stackLayers } from '../../server/src/image/stack/stack';
import { imageLabel, imageView, shownImageName } from '../../server/src/image/view/archiveView';
import { entryTooltip, entryView, modeText, timeText } from '../../server/src/image/view/entryView';
import { nodeOfRowId, rowId } from '../../server/src/image/view/rowId';
import { counted, countText, percentText, sizeText } from '../../server/src/image/view/sizes';
import { markdownBlock, markdownCode, oneLine, shownText } from '../../server/src/image/view/text';
import type { EntryView } from '../../server/src/protocol/images';
import { readImageBytes } from '../support/images';
import {
  type ArchiveOptions,
  dockerArchive,
  file,
  folder,
  hardlink,
  symlink,
  type TarEntry,
  tar,
} from '../support/tarBuilder';

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [9_994, '9.99 kB'],
    [24_100_000, '24.1 MB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [1_010_000_000, '1.01 GB'],
    [-9_010, '\u22129.01 kB'],
  ])('%s bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  it('shares are whole percentages, but nothing that is there is 0 %', () => {
    expect([0, 0.001, 0.311, 0.995, 1].map(percentText)).toEqual(['0 %', '<1 %', '31 %', '100 %', '100 %']);
  });

  it('counts have separators and number', () => {
    expect([countText(1234567), counted(1, 'file', 'files'), counted(2000, 'file', 'files')]).toEqual([
      '1,234,567',
      '1 file',
      '2,000 files',
    ]);
  });
});

describe('text from archives', () => {
  it('shows what would be invisible or mislead', () => {
    expect(shownText('rtl-\u202etxt.exe')).toBe('rtl-\\u202etxt.exe');
    expect(shownText('new\nline\x1b[31m\u200b')).toBe('new\\u000aline\\u001b[31m\\u200b');
    expect(oneLine('a\n  b\tc')).toBe('a b c');
    expect(oneLine('x'.repeat(300))).toHaveLength(200);
  });

  it('is no markup in Markdown', () => {
    expect(markdownCode('`tick`')).toBe('`` `tick` ``');
    expect(markdownCode('a|b')).toBe('`a\\|b`');
    expect(markdownBlock('```\n[x](command:y)', 'dockerfile')).toBe('````dockerfile\n```\n[x](command:y)\n````');
  });

  it('modes and times read as ls shows them', () => {
    expect(modeText('file', 0o4755)).toBe('-rwsr-xr-x');
    expect(modeText('directory', 0o1777)).toBe('drwxrwxrwt');
    expect(modeText('symlink', 0o777)).toBe('lrwxrwxrwx');
    expect(modeText('file', 0o2600)).toBe('-rw---S---');
    expect(timeText(981_173_106)).toBe('2001-02-03 04:05:06 UTC');
    expect(timeText(1e20)).toBe('100000000000000000000 s since 1970');
  });
});

async function imageOf(layers: readonly (readonly TarEntry[])[], options?: ArchiveOptions) {
  const archive = await readImageBytes(
    dockerArchive(
      layers.map((entries) => tar(...entries)),
      options,
    ),
  );
  const image = archive.images[0]!;
  const stack = stackLayers(archive, image.layers);
  return { archive, image, stack };
}

async function rowsOf(
  layers: readonly (readonly TarEntry[])[],
  layer: number | null,
): Promise<Map<string, EntryView & { tooltip: string }>> {
  const { stack } = await imageOf(layers);
  const tree = layer === null ? finalTree(stack) : layerTree(stack, layer);
  const views = new Map<string, EntryView & { tooltip: string }>();
  const visit = (row: number): void => {
    for (const each of biggestFirst(tree, row)) {
      const tooltip = entryTooltip(tree, each, {
        ...(layer === null && { layerText: (number: number) => `\`instruction ${number}\`` }),
        layersOf: pathLayers(stack),
      });
      const view = { ...entryView(tree, each), tooltip };
      views.set(view.id, view);
      visit(each);
    }
  };
  visit(0);
  return views;
}

describe('images and layers', () => {
  const layers = [
    [file('a', 3_000_000), folder('d'), file('d/b', 1000)],
    [file('.wh.a'), file('d/b', 1000, { mode: 0o600 })],
  ];

  it('say what they hold and waste', async () => {
    const { image, stack } = await imageOf(layers, {
      history: [
        { created_by: 'ADD x / # buildkit', created: '2024-01-01T00:00:00Z' },
        { created_by: 'ENV A=1', empty_layer: true },
        { created_by: 'RUN /bin/sh -c rm a # buildkit' },
      ],
    });
    const view = imageView(image, figuresOf(image.layers, stack), false, 'app.tar');
    expect(view).toMatchObject({
      index: 0,
      label: 'lab/test:1',
      description: 'linux/amd64 · 3.00 MB · 3.00 MB wasted',
      problems: [],
    });
    expect(view.layers.map(({ label, description, hasEntries }) => [label, description, hasEntries])).toEqual([
      ['ADD x /', '3.00 MB · 100 %', true],
      ['RUN rm a', '1.00 kB', true],
    ]);
    expect(imageView(image, figuresOf(image.layers, stack), true, 'app.tar').description).toBe(
      '3.00 MB · 3.00 MB wasted · linux/amd64',
    );
    expect(view.layers[0]!.tooltip).toContain('```dockerfile\nADD x /\n```');
    expect(view.layers[0]!.tooltip).toContain(
      '| Wasted in it | 3.00 MB are deleted or overwritten by later layers, but stay in the image |',
    );
    expect(view.layers[1]!.tooltip).toContain(
      '| Hidden by it | 3.00 MB of this and lower layers; the image gets no smaller |',
    );
    expect(view.layers[1]!.accessibleLabel).toBe('Layer 1, 1.00 kB: RUN rm a');
    expect(view.layers[1]!.share).toBeCloseTo(1000 / 3_002_000);
  });

  it('without names go by their id, without history say so', async () => {
    const { image, stack } = await imageOf(layers, { tags: null, history: [] });
    expect(imageLabel(image, 'app.tar')).toBe(image.configDigest!.slice(7, 19));
    expect(imageView(image, figuresOf(image.layers, stack), false, 'app.tar').layers[0]!.label).toBe('(no history)');
  });

  it('made by docker commit say so with the message and the author', async () => {
    const labels = async (entry: object) => {
      const { image, stack } = await imageOf(layers, { history: [{ created_by: 'ADD x /' }, entry] });
      return imageView(image, figuresOf(image.layers, stack), false, 'app.tar').layers[1]!.label;
    };
    expect(await labels({ created_by: 'bash', comment: 'my changes' })).toBe('docker commit: my changes');
    expect(await labels({ created_by: 'bash', author: 'Ada' })).toBe('docker commit by Ada: bash');
  });

  it('that have nothing but a tag are named after their archive', () => {
    expect(shownImageName('1', 'layout')).toBe('layout:1');
    expect(shownImageName('lab/app', 'layout')).toBe('lab/app');
    expect(shownImageName('app:1', 'layout')).toBe('app:1');
  });

  it('let nothing that an archive says act as markup', async () => {
    const { image, stack } = await imageOf(layers, {
      tags: ['[x](command:y)'],
      history: [{ created_by: 'a `b` [c](command:d)', author: '<b>' }],
    });
    const view = imageView(image, figuresOf(image.layers, stack), false, 'app.tar');
    expect(view.tooltip).toContain('`[x](command:y)`');
    expect(view.layers[1]!.tooltip).toContain('```dockerfile\na `b` [c](command:d)\n```');
    expect(view.layers[1]!.tooltip).toContain('| Author | `<b>` |');
  });
});

describe('rows', () => {
  const base = [folder('d'), file('d/old', 2000), file('same', 5), file('mode', 7), file('type', 1)];
  const upper = [
    folder('d'),
    file('d/.wh.old'),
    file('same', 6),
    file('mode', 7, { mode: 0o600 }),
    symlink('type', 'same'),
    hardlink('link', 'same'),
    { name: 'dev', type: '3', device: [1, 3] as const },
    folder('o'),
    file('o/.wh..wh..opq'),
    file('.wh.nothing'),
    file('implied/x', 1),
  ];

  it.each([
    [
      '-/d/old',
      {
        label: 'old',
        kind: 'whiteout',
        change: 'deleted',
        bytes: 2000,
        description: 'hides 2.00 kB',
        path: '/d/old',
        hasChildren: false,
      },
    ],
    ['-/nothing', { kind: 'whiteout', change: 'deleted', bytes: 0, description: 'hides nothing' }],
    ['/d', { kind: 'directory', change: null, bytes: 0, hasChildren: true, accessibleLabel: 'd, folder, 0 B' }],
    [
      '/same',
      { kind: 'file', change: 'modified', bytes: 6, description: '6 B', accessibleLabel: 'same, file, changed, 6 B' },
    ],
    ['/mode', { change: 'metadata' }],
    ['/type', { kind: 'symlink', change: 'modified', description: '→ same' }],
    ['/link', { kind: 'file', change: 'added', description: '6 B · hard link' }],
    ['/dev', { kind: 'char', change: 'added', description: 'character device 1:3' }],
    ['/o', { kind: 'directory', change: 'opaque', description: '0 B · hides 0 B' }],
    ['/implied', { kind: 'directory', change: null, bytes: 1 }],
  ])('of a layer: %s', async (id, wanted) => {
    expect((await rowsOf([base, upper], 1)).get(id)).toMatchObject(wanted);
  });

  it('of a layer explain themselves', async () => {
    const views = await rowsOf([base, upper], 1);
    expect(views.get('-/d/old')!.tooltip).toContain(
      'This layer deletes it: 1 file with 2.00 kB is hidden, but stays in the layers below.',
    );
    expect(views.get('-/nothing')!.tooltip).toContain('no layer below has it');
    expect(views.get('/mode')!.tooltip).toContain('| Mode | `-rw-------` 0600 |');
    expect(views.get('/implied')!.tooltip).toContain('it is only part of other paths');
  });

  it('of the final file system say which layer they come from', async () => {
    const views = await rowsOf([base, upper], null);
    expect([...views.values()].every(({ change }) => change === null)).toBe(true);
    expect(views.get('/same')!.tooltip).toContain('| Layer 1 | `instruction 1` |');
    expect(views.has('/d/old')).toBe(false);
  });

  it('say which layers have their path', async () => {
    const layers = [base, upper, [file('same', 8), file('d/old', 1)], [file('.wh.same')]];
    expect((await rowsOf(layers, 1)).get('/same')!.tooltip).toContain(
      '| In layers | 0 (5 B), 1 (6 B), 2 (8 B), 3 (deleted) |',
    );
    expect((await rowsOf(layers, null)).get('/d/old')!.tooltip).toContain(
      '| In layers | 0 (2.00 kB), 1 (deleted), 2 (1 B) |',
    );
    expect((await rowsOf(layers, null)).get('/mode')!.tooltip).toContain('| In layers | 0 (7 B), 1 (7 B) |');
    expect((await rowsOf(layers, null)).get('/implied/x')!.tooltip).not.toContain('In layers');
  });

  it('below a symbolic link say where they really are', async () => {
    const views = await rowsOf([[folder('usr'), symlink('lib', 'usr')], [file('lib/x', 1)]], 1);
    expect(views.get('/lib/x')!.tooltip).toContain('| Really at | `/usr/x`, through a symbolic link |');
  });

  it('are named so that any path can be asked for again', async () => {
    const names = ['plain', 'sp ace', 'per%cent', 'ünï', '-dash', '%2e'];
    const { archive } = await imageOf([
      [...names.map((name) => file(`d/${name}`, 1)), { name: Uint8Array.of(0x64, 0x2f, 0xff, 0xfe) }],
    ]);
    const { paths } = archive;
    for (let node = 0; node < paths.count; node++) {
      const id = rowId(paths, node, false);
      expect(id).toMatch(/^[\x21-\x7e]+$/);
      expect(nodeOfRowId(paths, id)).toBe(node);
    }
    expect(nodeOfRowId(paths, '')).toBe(0);
    expect(nodeOfRowId(paths, '/no/where')).toBeUndefined();
  });
});
