import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterAll, describe, expect, it } from 'vitest';
import { openImageInput } from '../../../server/src/host/node/imageFiles';
import { Cancelled } from '../../../server/src/image/tar/drivers';
import type { ImageInput } from '../../../server/src/ports';
import { exportTo, filesOnDisk, membersOf } from '../../support/exports';
import { fixtureNames, fixturePath, fixtureTar, fixtureTruth } from '../../support/imageFixtures';
import { memorySource } from '../../support/images';
import { dockerArchive, file, folder, hardlink, symlink, type TarEntry, tar } from '../../support/tarBuilder';

const top = mkdtempSync(join(tmpdir(), 'strata-export-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

let targets = 0;
/** An empty folder to export into, for looking at everything that is left there. */
function place(): string {
  const path = join(top, `place-${++targets}`);
  mkdirSync(path);
  return path;
}

const inMemory = (bytes: Uint8Array): ImageInput => ({
  kind: 'file',
  source: memorySource(bytes),
  identity: '',
  close: () => undefined,
});
const image = (...layers: readonly (readonly TarEntry[])[]): ImageInput =>
  inMemory(dockerArchive(layers.map((entries) => tar(...entries))));

describe('the exported final file system', () => {
  const sensible = fixtureNames.filter((name) => fixtureTruth(name).images.length > 0);

  it.each(sensible)('of %s is what the image really holds', async (name) => {
    const input = openImageInput(fixturePath(name));
    for (const [index, { merged }] of fixtureTruth(name).images.entries()) {
      const inFolder = join(place(), 'out');
      const outcome = await exportTo(input, 'folder', inFolder, { image: index });
      const isText = ([path]: readonly [string, ...unknown[]]) => !path.includes('\ufffd') && !tooLong(path);
      const wanted = merged.entries.filter(([, kind]) => kind === 'f' || kind === 'd').filter(isText);
      const found = wanted.filter(([path, kind, size]) => {
        const stats = statSync(join(inFolder, path), { throwIfNoEntry: false });
        return kind === 'd' ? stats?.isDirectory() : stats?.isFile() && stats.size === size;
      });
      expect(found).toEqual(wanted);
      const made = readdirSync(inFolder, { recursive: true }).length;
      expect(made + outcome.skipped.count).toBe(merged.paths);
      if (name.startsWith('sparse-9g')) {
        continue;
      }
      const inTar = join(place(), 'out.tar');
      await exportTo(input, 'tar', inTar, { image: index });
      const members = await membersOf(inTar);
      const letters: Record<string, string> = {
        directory: 'd',
        symlink: 'l',
        'character-device': 'c',
        'block-device': 'b',
        fifo: 'p',
      };
      expect(
        members
          .map((member) => `${letters[member.type] ?? 'f'} ${member.name.replace(/\/$/, '')}`)
          .filter((line) => !line.includes('%'))
          .sort(),
      ).toEqual(
        merged.entries
          .filter(([path]) => !/[\ufffd%]/.test(path))
          .map(([path, kind]) => `${kind} ${path}`)
          .sort(),
      );
    }
    input.close();
  });

  it('has the bytes of the layers', async () => {
    const input = openImageInput(fixturePath('busybox-docker-save.tar.gz'));
    const out = join(place(), 'out');
    await exportTo(input, 'folder', out);
    const newest = await newestContents(fixtureTar('busybox-docker-save.tar.gz'));
    const compared = filesOnDisk(out)
      .filter((line) => !line.endsWith('/'))
      .map((line) => line.slice(0, line.indexOf('=')))
      .filter((path) => newest.has(path));
    expect(compared.length).toBeGreaterThan(15);
    for (const path of compared) {
      expect(readFileSync(join(out, path)).equals(newest.get(path)!), path).toBe(true);
    }
  });

  it('is the same from layers that are compressed', async () => {
    const layers = [
      tar(folder('d'), file('d/a', 300_000), file('d/empty'), file('big', 'y'.repeat(700_000))),
      tar(file('d/a', 'new'), file('z', 'last')),
    ];
    const plain = join(place(), 'out');
    const packed = join(place(), 'out');
    await exportTo(inMemory(dockerArchive(layers)), 'folder', plain);
    await exportTo(inMemory(dockerArchive(layers.map((each) => new Uint8Array(gzipSync(each))))), 'folder', packed);
    expect(filesOnDisk(packed)).toEqual(filesOnDisk(plain));
    expect(filesOnDisk(packed)).toEqual(['big=700000', 'd/', 'd/a=new', 'd/empty=', 'z=last']);
  });
});

describe('a part of an image', () => {
  const layered = image(
    [folder('etc'), file('etc/a', 'one', { mode: 0o4755, mtime: 1_000_000_000 }), file('gone', 'x')],
    [file('etc/b', 'two'), file('.wh.gone'), hardlink('etc/c', 'etc/a'), symlink('etc/l', '/etc/a')],
  );

  it.each([
    ['a folder', { path: '/etc' }, ['a=one', 'b=two', 'c=one']],
    ['a layer', { layer: 1 }, ['etc/', 'etc/b=two', 'etc/c=one']],
    ['a lower layer', { layer: 0 }, ['etc/', 'etc/a=one', 'gone=x']],
  ])('%s becomes a folder', async (_, wishes, expected) => {
    const out = join(place(), 'out');
    await exportTo(layered, 'folder', out, wishes);
    expect(filesOnDisk(out)).toEqual(expected);
  });

  it('a file keeps what is harmless: that it can be run, its time, never setuid', async () => {
    const out = join(place(), 'a');
    await exportTo(layered, 'file', out, { path: '/etc/a' });
    expect(readFileSync(out, 'utf8')).toBe('one');
    const { mode, mtimeMs } = statSync(out);
    expect([mode & 0o7777, mtimeMs]).toEqual([0o755, 1_000_000_000_000]);
  });

  it('a tar keeps everything, with links behind what they might lead to', async () => {
    const out = join(place(), 'etc.tar');
    await exportTo(layered, 'tar', out, { path: '/etc' });
    expect(
      (await membersOf(out)).map(({ name, type, mode, content, linkname }) => [
        name,
        type,
        mode.toString(8),
        linkname ?? content,
      ]),
    ).toEqual([
      ['a', 'file', '4755', 'one'],
      ['b', 'file', '644', 'two'],
      ['c', 'link', '4755', 'a'],
      ['l', 'symlink', '777', '/etc/a'],
    ]);
  });

  it('what is left out is named with the reason', async () => {
    const { skipped } = await exportTo(layered, 'folder', join(place(), 'out'), { layer: 1 });
    expect(skipped.first).toEqual([
      { path: '/etc/l', reason: 'symlink' },
      { path: '/gone', reason: 'whiteout' },
    ]);
  });
});

describe('hostile names', () => {
  const hostile = image([
    file('../../escaped', 'bad'),
    file('/absolute', 'in'),
    file('a/../../b', 'bad'),
    symlink('out', '/'),
    file('out/through', 'in'),
    symlink('d', '..'),
    file('d/up', 'in'),
    file('back\\slash', 'in'),
    file('C:', 'in'),
    { name: 'dev', type: '3', device: [1, 3] },
    { name: 'pipe', type: '6' },
    hardlink('shadow', '../../../etc/passwd'),
    file('last.', 'in'),
    file('Same', '1'),
    file('same', '2'),
    { name: Uint8Array.of(0x62, 0xff), content: 'in' },
  ]);

  it('stay inside the folder, in a layer as in the final file system', async () => {
    for (const wishes of [{}, { layer: 0 }]) {
      const around = place();
      await exportTo(hostile, 'folder', join(around, 'out'), wishes);
      expect(readdirSync(around)).toEqual(['out']);
      const files = filesOnDisk(around);
      expect(files.some((line) => line.includes('->') || line.includes('bad'))).toBe(false);
      expect(files).toContain('out/absolute=in');
      expect(files).toContain('out/b%ff=in');
    }
  });

  it('are written in Windows’ way where that is needed', async () => {
    const around = place();
    await exportTo(hostile, 'folder', join(around, 'out'), {
      layer: 0,
      names: { isWindows: true, ignoresCase: true },
    });
    const files = filesOnDisk(join(around, 'out'));
    expect(files).toEqual(
      expect.arrayContaining(['C_=in', 'back_slash=in', 'last_=in', 'Same=1', 'same~2=2', 'out/through=in', 'd/up=in']),
    );
  });

  it('lie below no link in a tar', async () => {
    const out = join(place(), 'out.tar');
    await exportTo(hostile, 'tar', out, { layer: 0 });
    const members = await membersOf(out);
    const links = members.filter(({ type }) => type === 'symlink' || type === 'link').map(({ name }) => `${name}/`);
    expect(members.filter(({ name }) => links.some((link) => name.startsWith(link)))).toEqual([]);
    expect(members.filter(({ name }) => name.startsWith('/') || name.split('/').includes('..'))).toEqual([]);
  });
});

describe('an export that does not come to its end', () => {
  const large = image([folder('d'), ...Array.from({ length: 50 }, (_, i) => file(`d/${i}`, 100_000))]);

  it.each(['folder', 'tar'] as const)('to a %s leaves nothing when it is stopped', async (form) => {
    for (const checks of [0, 3, 30]) {
      const around = place();
      let left = checks;
      const cancel = {
        get cancelled() {
          return left-- <= 0;
        },
      };
      await expect(exportTo(large, form, join(around, 'out'), { cancel })).rejects.toBeInstanceOf(Cancelled);
      expect(readdirSync(around)).toEqual([]);
    }
  });

  it.each(['folder', 'tar'] as const)('to a %s leaves nothing when the image cannot be read any more', async (form) => {
    const around = place();
    const source = memorySource(dockerArchive([tar(...Array.from({ length: 20 }, (_, i) => file(`${i}`, 100_000)))]));
    let reads = 0;
    const failing: ImageInput = {
      kind: 'file',
      identity: '',
      close: () => undefined,
      source: {
        ...source,
        async read(offset, length) {
          if (length === 100_000 && ++reads > 5) {
            throw new Error('The medium is gone.');
          }
          return source.read(offset, length);
        },
      },
    };
    await expect(exportTo(failing, form, join(around, 'out'))).rejects.toThrow('The medium is gone.');
    expect(readdirSync(around)).toEqual([]);
  });

  it('of a damaged image has the files that are whole, and names the others', async () => {
    const layer = tar(file('whole', 'here'), file('cut', 5000));
    const around = place();
    const outcome = await exportTo(inMemory(dockerArchive([layer.slice(0, 3000)])), 'folder', join(around, 'out'));
    expect(filesOnDisk(join(around, 'out'))).toEqual(['whole=here']);
    expect(outcome.skipped.first).toEqual([{ path: '/cut', reason: 'damaged' }]);
    expect(outcome.skipped.hasDamage).toBe(true);
  });
});

describe('a target that is there already', () => {
  const small = image([file('a', 'new')]);

  it('is never touched when it is a folder with something in it, or a file that nobody gave up', async () => {
    const around = place();
    mkdirSync(join(around, 'full'));
    writeFileSync(join(around, 'full', 'mine'), 'mine');
    writeFileSync(join(around, 'file'), 'mine');
    await expect(exportTo(small, 'folder', join(around, 'full'))).rejects.toThrow(/is not empty/);
    await expect(exportTo(small, 'tar', join(around, 'file'))).rejects.toThrow(/a file "file" already/);
    await expect(exportTo(small, 'folder', join(around, 'file'), { overwrite: true })).rejects.toThrow(/already/);
    await expect(exportTo(small, 'file', join(around, 'full'), { path: '/a' })).rejects.toThrow(/is a folder/);
    await expect(exportTo(small, 'folder', join(around, 'no', 'where'))).rejects.toThrow(/no folder/);
    expect(filesOnDisk(around)).toEqual(['file=mine', 'full/', 'full/mine=mine']);
  });

  it('is replaced when it is an empty folder, or a file that may go', async () => {
    const around = place();
    mkdirSync(join(around, 'empty'));
    writeFileSync(join(around, 'file'), 'old');
    await exportTo(small, 'folder', join(around, 'empty'));
    await exportTo(small, 'file', join(around, 'file'), { path: '/a', overwrite: true });
    expect(filesOnDisk(around)).toEqual(['empty/', 'empty/a=new', 'file=new']);
  });
});

function tooLong(path: string): boolean {
  return path.length > 3500 || path.split('/').some((part) => Buffer.byteLength(part) > 240);
}

/** By path: the content that the highest layer has for it, read with tar-stream. */
async function newestContents(archive: Uint8Array): Promise<Map<string, Buffer>> {
  const outer = await contentsOf(Buffer.from(archive));
  const [{ Layers }] = JSON.parse(outer.get('manifest.json')!.toString()) as [{ Layers: string[] }];
  const newest = new Map<string, Buffer>();
  for (const layer of Layers) {
    for (const [path, content] of await contentsOf(outer.get(layer)!)) {
      newest.set(path, content);
    }
  }
  return newest;
}

async function contentsOf(bytes: Buffer): Promise<Map<string, Buffer>> {
  const reader = extract();
  reader.end(bytes);
  const contents = new Map<string, Buffer>();
  for await (const entry of reader) {
    const pieces: Buffer[] = [];
    for await (const piece of entry) {
      pieces.push(piece as Buffer);
    }
    if (entry.header.type === 'file') {
      contents.set(entry.header.name, Buffer.concat(pieces));
    }
  }
  return contents;
}
