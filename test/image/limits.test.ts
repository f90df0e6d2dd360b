import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { limits } from '../../server/src/image/limits';
import { stackLayers } from '../../server/src/image/stack/stack';
import { codes, readImageBytes } from '../support/images';
import { bytesOf, concat, dockerArchive, entryBytes, file, header, sha256, symlink, tar } from '../support/tarBuilder';

describe('archives that ask for too much', () => {
  it('keep JSON files small', async () => {
    const large = file('manifest.json', `[${' '.repeat(limits.manifestBytes)}]`);
    expect(codes(await readImageBytes(tar(large)))).toEqual(['error:limit']);
  });

  it('show as many images as are bearable', async () => {
    const items = Array(limits.images + 1).fill({ Config: 'c.json', Layers: [] });
    const archive = await readImageBytes(tar(file('c.json', '{}'), file('manifest.json', JSON.stringify(items))));
    expect(archive.images).toHaveLength(limits.images);
    expect(codes(archive)).toContain('error:limit');
  });

  it('leave out images that would take for ever to stack', async () => {
    const layer = tar(...Array.from({ length: 20_000 }, (_, i) => file(`f${i}`)));
    const often = Array(limits.stackedEntries / 20_000 + 1).fill('l.tar');
    const items = [
      { Config: 'c.json', RepoTags: ['too:much'], Layers: often },
      { Config: 'c.json', RepoTags: ['fine:1'], Layers: ['l.tar'] },
    ];
    const archive = await readImageBytes(
      tar(file('l.tar', layer), file('c.json', '{}'), file('manifest.json', JSON.stringify(items))),
    );
    expect(archive.images.map(({ index, names }) => [index, names])).toEqual([[0, ['fine:1']]]);
    expect(codes(archive)).toContain('error:limit');
  });

  it('read a configuration once, whatever names it goes by', { timeout: 10_000 }, async () => {
    const config = JSON.stringify({ os: 'linux', architecture: 'amd64', padding: 'x'.repeat(4 << 20) });
    const items = Array.from({ length: 2000 }, (_, i) => ({
      Config: `${'./'.repeat(i % 1000)}${'/'.repeat(i / 1000)}c.json`,
      Layers: [],
    }));
    const archive = await readImageBytes(tar(file('c.json', config), file('manifest.json', JSON.stringify(items))));
    expect(archive.images.every(({ platform }) => platform === 'linux/amd64')).toBe(true);
  });

  it('keep so many extended attributes and no more', async () => {
    const value = 'x'.repeat(limits.extendedHeaderBytes - 100);
    const many = Array.from({ length: limits.rareBytes / limits.extendedHeaderBytes + 3 }, (_, i) =>
      entryBytes(file(`f${i}`, '', { pax: { 'SCHILY.xattr.user.x': value } })),
    );
    const archive = await readImageBytes(
      new Uint8Array(gzipSync(concat([...many, new Uint8Array(1024)]), { level: 1 })),
    );
    const { entries } = archive.images[0]!.layers[0]!.content!;
    expect(entries.count).toBe(many.length);
    expect(entries.rareOf(0)!.xattrs).toBeDefined();
    expect(entries.rareOf(many.length - 1)).toBeUndefined();
    expect(codes(archive)).toContain('warning:limit');
  });

  it('follow symbolic links so often and no more', { timeout: 20_000 }, async () => {
    const chain = Array.from({ length: limits.symlinkHops }, (_, i) =>
      entryBytes({ ...symlink(`l${i}`, ''), pax: { linkpath: `${'./'.repeat(2000)}l${i + 1}` } }),
    );
    const below = Array.from({ length: 20_000 }, (_, i) => entryBytes(file(`l${i % 3}/f${i}`, 1)));
    const archive = await readImageBytes(dockerArchive([concat([...chain, ...below, new Uint8Array(1024)])]));
    const stack = stackLayers(archive, archive.images[0]!.layers);
    expect(stack.layers[0]!.problems.map(({ code }) => code)).toContain('limit');
    expect(stack.layers[0]!.netBytes).toBe(20_000);
  });

  it('warn of a layer that is next to nothing when it is stored', async () => {
    const bomb = new Uint8Array(gzipSync(tar(file('zeros', new Uint8Array(8 << 20))), { level: 9 }));
    const digest = sha256(bomb);
    const manifest = [{ Config: 'c.json', Layers: [digest] }];
    const archive = await readImageBytes(
      tar(file(digest, bomb), file('c.json', '{}'), file('manifest.json', JSON.stringify(manifest))),
    );
    expect(codes(archive)).toContain('warning:limit');
  });

  it('get no memory for what they only claim', async () => {
    const claimed = concat([header({ name: 'manifest.json' }, 2 ** 32), bytesOf('[]')]);
    expect(codes(await readImageBytes(claimed))).toEqual(['error:truncated', 'error:truncated']);
  });
});
