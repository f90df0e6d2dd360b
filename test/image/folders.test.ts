import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { codes, readImage } from '../support/images';
import { named, ociBlobs } from '../support/ociBuilder';
import { file, folder, type TarEntry, tar } from '../support/tarBuilder';

const base = tar(folder('etc'), file('etc/a', 100));
const upper = tar(file('etc/.wh.a'), file('b', 3));

describe('folders', () => {
  const top = mkdtempSync(join(tmpdir(), 'strata-folders-'));
  afterAll(() => rmSync(top, { recursive: true, force: true }));

  function write(name: string, entries: readonly TarEntry[]): string {
    for (const { name: path, content = '' } of entries) {
      const target = join(top, name, path as string);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
    return join(top, name);
  }

  it('with an OCI layout are read, also one level down', async () => {
    const oci = ociBlobs();
    const image = { ...oci.image([{ bytes: base }, { bytes: new Uint8Array(gzipSync(upper)) }]), ...named('x') };
    const path = write('oci/inner', oci.entries([image]));
    for (const each of [path, dirname(path)]) {
      const archive = await readImage(each);
      expect(archive).toMatchObject({ format: 'oci-layout', images: [{ names: ['x'] }] });
      expect(archive.images[0]!.layers.map(({ content }) => content!.compression)).toEqual(['none', 'gzip']);
    }
  });

  it('with an unpacked docker save are read', async () => {
    const entries = [
      file('l/layer.tar', base),
      file('c.json', '{}'),
      file('manifest.json', JSON.stringify([{ Config: 'c.json', Layers: ['l/layer.tar'] }])),
    ];
    expect(await readImage(write('docker', entries))).toMatchObject({
      format: 'docker-directory',
      images: [{ layers: [{ content: { tarBytes: base.length } }] }],
    });
  });

  it('never give files from outside of them', async () => {
    const path = write('evil', [
      file('manifest.json', JSON.stringify([{ Config: '../secret', Layers: ['out/x.tar', 'link.tar'] }])),
      file('../secret', '{}'),
      file('../outside/x.tar', base),
    ]);
    symlinkSync(join(top, 'outside'), join(path, 'out'));
    symlinkSync(join(top, 'outside', 'x.tar'), join(path, 'link.tar'));
    const archive = await readImage(path);
    expect(codes(archive)).toEqual(['error:missing-config', 'error:missing-layer', 'error:missing-layer']);
  });

  it('without an image are told to be none', async () => {
    expect(codes(await readImage(write('empty', [file('x', 'y')])))).toEqual(['error:not-an-image']);
  });
});
