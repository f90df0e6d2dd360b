import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileTree } from '../../server/src/image/listing/fileTree';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { findRow } from '../../server/src/image/listing/find';
import { layerTree } from '../../server/src/image/listing/layerTree';
import { listFiles } from '../../server/src/image/listing/listFiles';
import { BiggestFirst } from '../../server/src/image/listing/order';
import { decodeName } from '../../server/src/image/names';
import { stackLayers } from '../../server/src/image/stack/stack';
import { PathTable, rootNode } from '../../server/src/image/tar/paths';
import { readImageBytes } from '../support/images';
import { bytesOf, dockerArchive, file, folder, hardlink, symlink, type TarEntry, tar } from '../support/tarBuilder';
import '../support/propertyRuns';

async function stackOf(...layers: readonly (readonly TarEntry[])[]) {
  const archive = await readImageBytes(dockerArchive(layers.map((entries) => tar(...entries))));
  return stackLayers(archive, archive.images[0]!.layers);
}

/** The children of a folder with their bytes, biggest first. */
function rows(tree: FileTree, row = 0): [string, number][] {
  return Array.from(new BiggestFirst(tree, row).page(0, 1000), (each) => [
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
  /** A folder of files with these sizes. */
  function folderOf(sizes: readonly number[]): FileTree {
    const paths = new PathTable();
    const nodes = sizes.map((_, i) => {
      const name = bytesOf(`f${i}`);
      return paths.intern(rootNode, name, 0, name.length);
    });
    return {
      paths,
      rowOf: () => 0,
      childrenOf: () => Uint32Array.from(sizes.keys()),
      hasChildren: () => false,
      factsOf: () => {
        throw new Error('not asked for');
      },
      nodeOf: (row) => nodes[row]!,
      bytesOf: (row) => sizes[row]!,
    };
  }

  it('is by size, then by name', () => {
    expect(rows(folderOf([1, 5, 5, 9])).map(([name]) => name)).toEqual(['f3', 'f1', 'f2', 'f0']);
  });

  it('of a large folder is the same whatever pages are asked for, and in whatever order', () => {
    const sizes = Array.from({ length: 9000 }, (_, i) => (i * 7919) % 1000);
    const tree = folderOf(sizes);
    const whole = Array.from(sizes.keys()).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
    fc.assert(
      fc.property(
        fc.array(fc.record({ offset: fc.nat(9500), limit: fc.nat(4000) }), { minLength: 1, maxLength: 5 }),
        (pages) => {
          const order = new BiggestFirst(tree, 0);
          for (const { offset, limit } of pages) {
            expect(Array.from(order.page(offset, limit))).toEqual(whole.slice(offset, offset + limit));
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
