import { describe, expect, it } from 'vitest';
import type { FileTree } from '../../server/src/image/listing/fileTree';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { findRow } from '../../server/src/image/listing/find';
import { layerTree } from '../../server/src/image/listing/layerTree';
import { listFiles } from '../../server/src/image/listing/listFiles';
import { biggestFirst } from '../../server/src/image/listing/order';
import { decodeName } from '../../server/src/image/names';
import { stackLayers } from '../../server/src/image/stack/stack';
import { readImageBytes } from '../support/images';
import { dockerArchive, file, folder, hardlink, symlink, type TarEntry, tar } from '../support/tarBuilder';

async function stackOf(...layers: readonly (readonly TarEntry[])[]) {
  const archive = await readImageBytes(dockerArchive(layers.map((entries) => tar(...entries))));
  return stackLayers(archive, archive.images[0]!.layers);
}

/** The children of a folder with their bytes, biggest first. */
function rows(tree: FileTree, row = 0): [string, number][] {
  return Array.from(biggestFirst(tree, row), (each) => [
    decodeName(tree.paths.nameOf(tree.nodeOf(each))),
    tree.bytesOf(each),
  ]);
}

describe('sizes of folders', () => {
  it('of the final file system count every inode once, at the name that brought it', async () => {
    const tree = finalTree(
      await stackOf(
        [folder('a'), file('a/x', 100), folder('z'), hardlink('z/x', 'a/x'), file('z/y', 7)],
        [hardlink('b', 'z/y')],
        [file('z/.wh.y')],
      ),
    );
    expect(rows(tree)).toEqual([
      ['a', 100],
      ['b', 7],
      ['z', 0],
    ]);
    expect(tree.bytesOf(0)).toBe(107);
  });

  it('of a layer count its own files, not what whiteouts hide', async () => {
    const tree = layerTree(
      await stackOf([file('d/old', 50)], [file('d/new', 9), file('d/.wh.old'), hardlink('e', 'd/new')]),
      1,
    );
    expect(rows(tree)).toEqual([
      ['d', 9],
      ['e', 0],
    ]);
    expect(rows(tree, findRow(tree, await stackOf(), '/d')!)).toEqual([
      ['old', 50],
      ['new', 9],
    ]);
  });
});

describe('finding a path', () => {
  it('follows symbolic links of the final file system, but not at the end', async () => {
    const stack = await stackOf([folder('usr'), folder('usr/lib'), file('usr/lib/x', 3), symlink('lib', 'usr/lib')]);
    const tree = finalTree(stack);
    const found = (path: string) => {
      const row = findRow(tree, stack, path);
      return row === undefined ? undefined : [...listFiles(tree, row, false)].map((each) => each.path);
    };
    expect(found('/')).toEqual(['/lib', '/usr']);
    expect(found('usr/lib/')).toEqual(['/usr/lib/x']);
    expect(found('/lib/x')).toEqual(['/usr/lib/x']);
    expect(found('/lib')).toEqual(['/lib']);
    expect(found('/nowhere')).toBeUndefined();
    expect(found('/usr/lib/x/below')).toBeUndefined();
  });
});

describe('listing', () => {
  it('gives everything that ls promises', async () => {
    const stack = await stackOf(
      [
        folder('d', { mode: 0o1777, uid: 1, gid: 2 }),
        file('d/f', 3, { mode: 0o4755, mtime: 1.5, pax: { mtime: '1.5' } }),
        symlink('s', 'd/f'),
      ],
      [hardlink('h', 'd/f'), file('implied/x', 1)],
    );
    expect([...listFiles(finalTree(stack), 0, true)]).toEqual([
      {
        path: '/d',
        type: 'directory',
        size: 0,
        mode: '1777',
        uid: 1,
        gid: 2,
        mtime: 1_700_000_000,
        linkTarget: null,
        layer: 0,
        change: null,
      },
      {
        path: '/d/f',
        type: 'file',
        size: 3,
        mode: '4755',
        uid: 0,
        gid: 0,
        mtime: 1.5,
        linkTarget: null,
        layer: 0,
        change: null,
      },
      {
        path: '/h',
        type: 'file',
        size: 3,
        mode: '4755',
        uid: 0,
        gid: 0,
        mtime: 1.5,
        linkTarget: null,
        layer: 0,
        change: null,
      },
      {
        path: '/implied',
        type: 'directory',
        size: 0,
        mode: null,
        uid: null,
        gid: null,
        mtime: null,
        linkTarget: null,
        layer: 1,
        change: null,
      },
      {
        path: '/implied/x',
        type: 'file',
        size: 1,
        mode: '0644',
        uid: 0,
        gid: 0,
        mtime: 1_700_000_000,
        linkTarget: null,
        layer: 1,
        change: null,
      },
      {
        path: '/s',
        type: 'symlink',
        size: 0,
        mode: '0777',
        uid: 0,
        gid: 0,
        mtime: 1_700_000_000,
        linkTarget: 'd/f',
        layer: 0,
        change: null,
      },
    ]);
  });

  it('gives names that are not UTF-8 in full', async () => {
    const stack = await stackOf([[{ name: Uint8Array.of(0x61, 0xe9) }, { name: 's', type: '2', link: 'x' }]].flat());
    expect([...listFiles(finalTree(stack), 0, true)][0]).toMatchObject({
      path: '/a\ufffd',
      pathBase64: Buffer.from([0x2f, 0x61, 0xe9]).toString('base64'),
    });
  });
});

describe('order', () => {
  const names = async (files: readonly TarEntry[]): Promise<string[]> =>
    rows(finalTree(await stackOf(files))).map(([name]) => name);

  it('is by size, then by name', async () => {
    expect(await names([file('n', 1), file('d', 5), file('c', 5), file('m', 9)])).toEqual(['m', 'c', 'd', 'n']);
  });

  it('of thousands of files is by size, then as they stand in the archive', async () => {
    const files = Array.from({ length: 3000 }, (_, i) => ({ name: `f${(i * 7919) % 3000}`, size: (i * 31) % 600 }));
    const bySize = files.slice().sort((a, b) => b.size - a.size);
    expect(await names(files.map(({ name, size }) => file(name, size)))).toEqual(bySize.map(({ name }) => name));
  });
});
