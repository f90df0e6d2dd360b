import { describe, expect, it } from 'vitest';
import { limits } from '../../server/src/image/limits';
import { decodeName, pathText } from '../../server/src/image/names';
import { ProblemList } from '../../server/src/image/problems';
import { scanRandomAccess, TarPush } from '../../server/src/image/tar/drivers';
import { entryType } from '../../server/src/image/tar/entries';
import { noNode, PathTable } from '../../server/src/image/tar/paths';
import { TarScanner } from '../../server/src/image/tar/scanner';
import { asyncSource, memorySource } from '../support/images';
import {
  base256,
  bytesOf,
  concat,
  entryBytes,
  file,
  folder,
  gnu,
  hardlink,
  header,
  paxRecords,
  symlink,
  tar,
} from '../support/tarBuilder';

const types = Object.fromEntries(Object.entries(entryType).map(([name, number]) => [number, name]));

function makeScanner() {
  const paths = new PathTable();
  const problems = new ProblemList();
  return { paths, problems, scanner: new TarScanner(paths, problems, 'layer') };
}

function listing({ paths, problems, scanner }: ReturnType<typeof makeScanner>) {
  const { entries } = scanner;
  return {
    entries: Array.from({ length: entries.count }, (_, i) => ({
      path: entries.nodes[i] === noNode ? null : pathText(paths, entries.nodes[i]!),
      type: types[entries.types[i]!],
      mode: entries.modes[i],
      uid: entries.uids[i],
      gid: entries.gids[i],
      mtime: entries.mtimes[i],
      size: entries.sizes[i],
      dataOffset: entries.dataOffsets[i],
      link: decodeName(entries.linkOf(i)),
      rare: entries.rareOf(i),
    })),
    problems: problems.items,
  };
}

const watch = { cancel: { cancelled: false }, onProgress: () => undefined };

/** Reads a tar in all the ways that there are, which must agree, and gives what was read. */
async function scan(bytes: Uint8Array) {
  const sync = makeScanner();
  await scanRandomAccess(sync.scanner, memorySource(bytes), watch);
  const expected = listing(sync);
  const waiting = makeScanner();
  await scanRandomAccess(waiting.scanner, asyncSource(bytes), watch);
  expect(listing(waiting)).toEqual(expected);
  for (const step of [1, 7, 511, 512, 513, 4096, bytes.length]) {
    const pushed = makeScanner();
    const push = new TarPush(pushed.scanner);
    for (let at = 0; at < bytes.length; at += step) {
      push.push(bytes.slice(at, at + step));
    }
    push.finish();
    expect(listing(pushed)).toEqual(expected);
  }
  return expected;
}

/** The entries of a tar with the fields that a test names. */
async function checkEntries(
  bytes: Uint8Array,
  wanted: readonly Record<string, unknown>[],
  codes: readonly string[] = [],
) {
  const { entries, problems } = await scan(bytes);
  expect(entries).toEqual(wanted.map((each) => expect.objectContaining(each)));
  expect(problems.map(({ severity, code }) => `${severity}:${code}`)).toEqual(codes);
}

describe('headers', () => {
  it('reads every kind of entry of ustar', () =>
    checkEntries(
      tar(
        folder('d', { mode: 0o1777 }),
        file('d/f', 'hello', { mode: 0o4755, uid: 7, gid: 8, mtime: 9 }),
        symlink('s', '../x'),
        hardlink('h', 'd/f'),
        { name: 'c', type: '3', device: [1, 3] },
        { name: 'b', type: '4', device: [7, 0] },
        { name: 'p', type: '6' },
        { name: 'contiguous', type: '7', content: 'c' },
      ),
      [
        { path: '/d', type: 'directory', mode: 0o1777 },
        { path: '/d/f', type: 'file', mode: 0o4755, uid: 7, gid: 8, mtime: 9, size: 5, dataOffset: 1024 },
        { path: '/s', type: 'symlink', link: '../x', size: 0 },
        { path: '/h', type: 'hardlink', link: 'd/f', size: 0 },
        { path: '/c', type: 'char', rare: { device: [1, 3] } },
        { path: '/b', type: 'block', rare: { device: [7, 0] } },
        { path: '/p', type: 'fifo' },
        { path: '/contiguous', type: 'file', size: 1 },
      ],
    ));

  it('joins prefix and name only where there is a prefix', async () => {
    await checkEntries(tar(file('name', '', { prefix: 'some/folder' })), [{ path: '/some/folder/name' }]);
    await checkEntries(tar(file('name', '', { prefix: 'times', magic: gnu })), [{ path: '/name' }]);
    await checkEntries(tar(file('name', '', { prefix: 'x', magic: '\0\0\0\0\0\0\0\0' })), [{ path: '/name' }]);
  });

  it('takes names of 100 and prefixes of 155 bytes in full', () =>
    checkEntries(tar(file('n'.repeat(100), '', { prefix: 'p'.repeat(155) })), [
      { path: `/${'p'.repeat(155)}/${'n'.repeat(100)}` },
    ]));

  it('knows folders of old by the slash', () =>
    checkEntries(
      tar({ name: 'd/', type: '\0', magic: '\0\0\0\0\0\0\0\0' }, { name: 'e/', type: '0' }, file('d/f', 'x')),
      [
        { path: '/d', type: 'directory' },
        { path: '/e', type: 'directory' },
        { path: '/d/f', type: 'file' },
      ],
    ));

  it('keeps names as bytes', async () => {
    const { entries } = await scan(
      tar({ name: Uint8Array.of(0x61, 0xe9) }, { name: Uint8Array.of(0x61, 0xe8) }, { name: 'aé' }),
    );
    expect(entries.map(({ path }) => path)).toEqual(['/a\ufffd', '/a\ufffd', '/aé']);
  });

  it.each(['a', './a', '/a', 'a/', 'a//', './/a', '/./a/.', 'a/.'])('takes %s for one path', async (name) => {
    const { entries } = await scan(tar(folder(name)));
    expect(entries[0]!.path).toBe('/a');
  });

  it('names the root however it is written', () =>
    checkEntries(tar(folder('./'), folder('.'), folder('/')), [{ path: '/' }, { path: '/' }, { path: '/' }]));

  it('gives names that lead out no place', () =>
    checkEntries(
      tar(file('../up'), file('a/../../b'), file('..a/..b')),
      [{ path: null }, { path: null }, { path: '/..a/..b' }],
      ['warning:bad-header', 'warning:bad-header'],
    ));

  it('reads numbers in base-256, negative times too', () =>
    checkEntries(
      tar(file('a', '', { patches: { 108: base256(4294967294n, 8), 136: base256(-86400n) } }), {
        name: 'b',
        rawSize: base256(3n),
        content: 'abc',
      }),
      [
        { uid: 4294967294, mtime: -86400 },
        { size: 3, dataOffset: 1024 },
      ],
    ));

  it.each([
    ['blanks', ' '.repeat(12), 0],
    ['NULs', '\0'.repeat(12), 0],
    ['leading blanks', '          3 ', 3],
    ['no terminator', '000000000003', 3],
  ])('reads a size field of %s', (_, rawSize, size) =>
    checkEntries(tar({ name: 'f', rawSize, content: 'abc'.slice(0, size) }), [{ size }]),
  );

  it.each([
    ['letters', 'zzzzzzzzzzz\0'],
    ['a minus', '-0000000512\0'],
    ['a negative number in base-256', base256(-512n)],
    ['more than can be counted', base256(1n << 70n)],
  ])('stops at a size field of %s', (_, rawSize) =>
    checkEntries(
      tar(file('before'), { name: 'f', rawSize }, file('after')),
      [{ path: '/before' }],
      ['error:bad-header'],
    ),
  );

  it('accepts checksums of signed bytes', async () => {
    const block = header({ name: Uint8Array.of(0xe9, 0xe8) });
    const stated = Number.parseInt(Buffer.from(block.subarray(148, 154)).toString(), 8) - 2 * 256;
    block.set(bytesOf(`${stated.toString(8).padStart(6, '0')}\0 `), 148);
    expect((await scan(concat([block, new Uint8Array(1024)]))).entries).toHaveLength(1);
  });

  it('has no bodies behind links, folders and devices, whatever size they state', () => {
    const rawSize = '00000001000\0';
    const odd = ['1', '2', '3', '4', '5', '6'].map((type) => ({ name: `t${type}`, type, link: 'x', rawSize }));
    return checkEntries(tar(...odd, file('last')), [
      ...odd.map(({ name }) => ({ path: `/${name}`, size: 0 })),
      { path: '/last' },
    ]);
  });

  it('treats types that it does not know as files, and volume labels as nothing', () =>
    checkEntries(
      tar({ name: 'z', type: 'Z', content: 'z' }, { name: 'v', type: 'V' }, file('x')),
      [
        { path: '/z', type: 'file', size: 1, rare: { unknownType: 'Z' } },
        { path: '/v', type: 'other' },
        { path: '/x' },
      ],
      ['info:unsupported', 'info:unsupported'],
    ));
});

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

describe('the end', () => {
  const whole = tar(file('a', 'alpha'), file('b', 'beta'));

  it.each([
    ['two blocks of zeros', whole],
    ['none', whole.slice(0, -1024)],
    ['one block of zeros', whole.slice(0, -512)],
    ['half a block of zeros', whole.slice(0, -800)],
    ['no padding behind the last body', whole.slice(0, 512 * 3 + 4)],
    ['rubbish behind it', concat([whole, bytesOf('rubbish'.repeat(200))])],
    ['another tar behind it', concat([whole, tar(file('c'))])],
  ])('is fine with %s', (_, bytes) => checkEntries(bytes, [{ path: '/a' }, { path: '/b', size: 4 }]));

  it('after a single block of zeros ignores what follows, as GNU tar does', () =>
    checkEntries(
      concat([entryBytes(file('a')), new Uint8Array(512), tar(file('b'))]),
      [{ path: '/a' }],
      ['warning:bad-header'],
    ));

  it.each([
    ['in the first header', 300, 0],
    ['in a body', 512 + 2, 1],
    ['in the second header', 512 * 2 + 100, 1],
    ['in the second body', 512 * 3 + 1, 2],
  ])('when cut %s keeps what is before', async (_, length, count) => {
    const { entries, problems } = await scan(whole.slice(0, length));
    expect(entries).toHaveLength(count);
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'error', code: 'truncated', where: { file: 'layer', offset: length } }),
    ]);
  });

  it('marks a body that is not all there', async () => {
    expect((await scan(whole.slice(0, 514))).entries[0]!.rare).toEqual({ cut: true });
  });

  it('stops at a damaged header and says where', async () => {
    const { entries, problems } = await scan(tar(file('a'), file('b', '', { badChecksum: true }), file('c')));
    expect(entries).toHaveLength(1);
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'error', code: 'bad-header', where: { file: 'layer', offset: 512 } }),
    ]);
  });

  it('of an empty tar is fine', async () => {
    expect(await scan(new Uint8Array(0))).toEqual({ entries: [], problems: [] });
    expect(await scan(new Uint8Array(10240))).toEqual({ entries: [], problems: [] });
  });
});

describe('limits', () => {
  it('keep paths short and shallow', () =>
    checkEntries(
      tar(
        file('x', '', { pax: { path: 'd/'.repeat(limits.pathDepth + 2) } }),
        file('y', '', { pax: { path: 'n'.repeat(limits.pathBytes + 1) } }),
        file('z'),
      ),
      [{ path: null }, { path: null }, { path: '/z' }],
      ['error:limit', 'error:limit'],
    ));

  it('claim no memory that a header only asks for', async () => {
    for (const type of ['0', 'x', 'L', 'S']) {
      const { problems } = await scan(
        concat([header({ name: 'f', type, magic: gnu, rawSize: base256(1n << 40n) }), bytesOf('data')]),
      );
      expect(problems.map(({ code }) => code)).toEqual(['truncated']);
    }
  });
});
