import { describe, expect, it } from 'vitest';
import { limits } from '../../server/src/image/limits';
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
  symlink,
  tar,
} from '../support/tarBuilder';
import { checkEntries, scan } from '../support/tarScan';

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
