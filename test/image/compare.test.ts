import { describe, expect, it } from 'vitest';
import { compareImages } from '../../server/src/image/compare/compareImages';
import { stackLayers } from '../../server/src/image/stack/stack';
import { readImageBytes } from '../support/images';
import { dockerArchive, file, folder, symlink, type TarEntry, tar } from '../support/tarBuilder';

type Layers = readonly (readonly TarEntry[])[];

async function stacked(layers: Layers) {
  const archive = await readImageBytes(dockerArchive(layers.map((entries) => tar(...entries))));
  const image = archive.images[0]!;
  return { image, stack: stackLayers(archive, image.layers) };
}

const compare = async (a: Layers, b: Layers) => compareImages(await stacked(a), await stacked(b));

/** The differences in words. */
async function changes(a: readonly TarEntry[], b: readonly TarEntry[]): Promise<string[]> {
  return (await compare([a], [b])).paths.map(({ change, path, sizeA, sizeB }) => `${change} ${path} ${sizeA} ${sizeB}`);
}

describe('two images', () => {
  it('differ in what one of them has', async () => {
    expect(await changes([folder('d'), file('d/a', 1), file('x', 5)], [file('y', 7), folder('d')])).toEqual([
      'removed /d/a 1 null',
      'removed /x 5 null',
      'added /y null 7',
    ]);
  });

  it.each([
    ['size', file('f', 5), file('f', 6), ['modified /f 5 6']],
    ['type', file('f', 5), symlink('f', 'x'), ['modified /f 5 0']],
    ['target', symlink('f', 'x'), symlink('f', 'y'), ['modified /f 0 0']],
    ['mode', file('f', 5), file('f', 5, { mode: 0o600 }), ['metadata /f 5 5']],
    ['mode of a folder', folder('f'), folder('f', { mode: 0o700 }), ['metadata /f 0 0']],
    ['time', file('f', 5), file('f', 5, { mtime: 1 }), ['time /f 5 5']],
    ['time of a folder', folder('f'), folder('f', { mtime: 1 }), []],
    ['nothing', file('f', 5), file('f', 5), []],
  ])('differ in the %s of a path', async (_, a, b, wanted) => {
    expect(await changes([a], [b])).toEqual(wanted);
  });

  it('have paths apart that only look alike', async () => {
    const odd = (byte: number): TarEntry => ({ name: Uint8Array.of(0x61, byte) });
    expect(
      (await compare([[odd(0xfe)]], [[odd(0xff)]])).paths.map(({ change, pathBase64 }) => [change, pathBase64]),
    ).toEqual([
      ['removed', Buffer.from([0x2f, 0x61, 0xfe]).toString('base64')],
      ['added', Buffer.from([0x2f, 0x61, 0xff]).toString('base64')],
    ]);
  });

  it('share their lowest layers', async () => {
    const base = [file('base', 10)];
    expect(await compare([base, [file('a', 1)]], [base, [file('b', 2)], [file('.wh.base')]])).toMatchObject({
      sharedLayers: 1,
      a: { names: ['lab/test:1'], layers: 2, contentBytes: 11, visibleBytes: 11 },
      b: { layers: 3, contentBytes: 12, visibleBytes: 2 },
    });
  });
});
