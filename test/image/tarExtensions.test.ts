import { describe, expect, it } from 'vitest';
import { limits } from '../../server/src/image/limits';
import { bytesOf, concat, file, gnu, header, paxRecords, symlink, tar } from '../support/tarBuilder';
import { checkEntries, scan } from '../support/tarScan';

describe('extended headers', () => {
  const long = `${'deep/'.repeat(40)}file`;

  it('reads GNU long names and long links', () =>
    checkEntries(
      tar(
        { name: '././@LongLink', type: 'L', content: `${long}\0`, magic: gnu },
        { name: '././@LongLink', type: 'K', content: `${long}/target\0`, magic: gnu },
        { ...symlink('cut', 'cut'), magic: gnu },
        file('next'),
      ),
      [
        { path: `/${long}`, link: `${long}/target` },
        { path: '/next', link: '' },
      ],
    ));

  it('reads PAX records for one entry', () =>
    checkEntries(
      tar(
        {
          name: 'short',
          pax: { path: long, linkpath: 'far', uid: '3000000', gid: '3000001', mtime: '-1.5', comment: 'x' },
          type: '2',
          link: 'near',
        },
        file('next', '', { uid: 5 }),
      ),
      [
        { path: `/${long}`, link: 'far', uid: 3_000_000, gid: 3_000_001, mtime: -1.5 },
        { path: '/next', uid: 5, link: '' },
      ],
    ));

  it('takes the size of the body from PAX', () =>
    checkEntries(tar({ name: 'f', content: 'abc', rawSize: '00000000000\0', pax: { size: '3' } }, file('next')), [
      { size: 3 },
      { path: '/next' },
    ]));

  it('keeps global records until a local one, and takes an empty one back', () =>
    checkEntries(
      tar(
        { name: 'global', type: 'g', content: paxRecords({ uid: '9', comment: 'all' }) },
        file('a'),
        file('b', '', { pax: { uid: '10' } }),
        file('c', '', { uid: 4, pax: { uid: '' } }),
        file('d'),
      ),
      [{ uid: 9 }, { uid: 10 }, { uid: 4 }, { uid: 9 }],
    ));

  it('keeps extended attributes as bytes', async () => {
    const capability = Uint8Array.of(1, 0, 0, 2, 0xff, 0x0a, 0x3d);
    const { entries } = await scan(
      tar(
        file('f', '', {
          pax: { 'SCHILY.xattr.security.capability': capability, 'LIBARCHIVE.xattr.user.a%3Db': 'aGVsbG8' },
        }),
      ),
    );
    expect([...entries[0]!.rare!.xattrs!]).toEqual([
      ['security.capability', capability],
      ['user.a=b', bytesOf('hello')],
    ]);
  });

  it('keeps what follows a damaged record out, and says so', () =>
    checkEntries(
      tar({ name: 'PaxHeaders/x', type: 'x', content: '999 path=abc\nxx=yy\n\n' }, file('f')),
      [{ path: '/f' }],
      ['error:bad-header'],
    ));

  it('tolerates a record without the end of its line, and zeros behind records', async () => {
    await checkEntries(
      tar({ name: 'x', type: 'x', content: '11 path=abc' }, file('f')),
      [{ path: '/abc' }],
      ['warning:bad-header'],
    );
    await checkEntries(tar({ name: 'x', type: 'x', content: '12 path=abc\n\0\0\0' }, file('f')), [{ path: '/abc' }]);
  });

  it('passes a header by that is too large, and says so', () =>
    checkEntries(
      tar({ name: 'x', type: 'x', content: 'p'.repeat(limits.extendedHeaderBytes + 1) }, file('f')),
      [{ path: '/f' }],
      ['error:limit'],
    ));

  it('says when a long name belongs to nothing', () =>
    checkEntries(
      tar(file('f'), { name: 'x', type: 'L', content: 'abc\0', magic: gnu }),
      [{ path: '/f' }],
      ['error:bad-header'],
    ));
});

describe('sparse files', () => {
  const octal = (value: number): string => `${value.toString(8).padStart(11, '0')}\0`;

  it('reads the real size in GNU form, also with more blocks of pieces', () => {
    const more = new Uint8Array(512);
    more.set(bytesOf(octal(8192) + octal(1)));
    return checkEntries(
      concat([
        header({
          name: 'sparse',
          type: 'S',
          magic: gnu,
          rawSize: octal(2),
          patches: { 386: octal(0) + octal(1), 482: '\x01', 483: octal(100_000) },
        }),
        more,
        bytesOf('ab'.padEnd(512, '\0')),
        tar(file('next')),
      ]),
      [
        {
          path: '/sparse',
          type: 'file',
          size: 100_000,
          dataOffset: 1024,
          rare: { storedBytes: 2, sparseMap: [0, 1, 8192, 1] },
        },
        { path: '/next' },
      ],
    );
  });

  it.each([
    [
      '0.0',
      { 'GNU.sparse.size': '5000', 'GNU.sparse.numblocks': '1', 'GNU.sparse.offset': '0', 'GNU.sparse.numbytes': '3' },
    ],
    ['0.1', { 'GNU.sparse.size': '5000', 'GNU.sparse.name': 'real', 'GNU.sparse.map': '0,3' }],
    [
      '1.0',
      { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'real', 'GNU.sparse.realsize': '5000' },
    ],
  ])('reads the real size in PAX form %s', async (version, pax) => {
    const { entries } = await scan(tar(file('GNUSparseFile.0/x', 'abc', { pax }), file('next')));
    expect(entries.map(({ path, size }) => [path, size])).toEqual([
      [version === '0.0' ? '/GNUSparseFile.0/x' : '/real', 5000],
      ['/next', 0],
    ]);
    expect(entries[0]!.rare!.storedBytes).toBe(3);
  });

  it('says when the pieces cannot be right', () =>
    checkEntries(
      tar(file('f', 'abc', { pax: { 'GNU.sparse.size': '2', 'GNU.sparse.map': '0,3' } })),
      [{ size: 2 }],
      ['error:bad-header'],
    ));
});
