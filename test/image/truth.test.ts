import { describe, expect, it } from 'vitest';
import type { ImageArchive } from '../../server/src/image/archive/archive';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { layerTree } from '../../server/src/image/listing/layerTree';
import { listFiles } from '../../server/src/image/listing/listFiles';
import { reportOf } from '../../server/src/image/report';
import { stackLayers } from '../../server/src/image/stack/stack';
import { fixtureNames, fixturePath, fixtureTar, fixtureTruth } from '../support/imageFixtures';
import { readImage, readImageBytes } from '../support/images';
import { differencesFromTruth } from '../support/imageTruth';

/** Everything that is to be known of an archive, whatever way it was read. */
function everythingIn(archive: ImageArchive) {
  return {
    report: reportOf(archive, archive.images, '', { overlayMarks: false }),
    files: archive.images.map((image) => {
      const stack = stackLayers(archive, image.layers);
      const trees = [finalTree(stack), ...image.layers.map((_, layer) => layerTree(stack, layer))];
      return trees.map((tree) => [...listFiles(tree, 0, true)]);
    }),
  };
}

describe('images of real engines, layer by layer and path by path', () => {
  it('are at hand', () => {
    expect(fixtureNames.length).toBeGreaterThan(25);
  });

  it.each(fixtureNames)('%s is what it really is', async (name) => {
    expect(differencesFromTruth(await readImage(fixturePath(name)), fixtureTruth(name))).toEqual([]);
  });

  it.each(fixtureNames)('%s is the same read at once, with waiting, and inflated while it streams by', async (name) => {
    const onDisk = everythingIn(await readImage(fixturePath(name)));
    const bytes = fixtureTar(name);
    expect(everythingIn(await readImageBytes(bytes))).toEqual(onDisk);
    expect(everythingIn(await readImageBytes(bytes, true))).toEqual(onDisk);
  });

  it('would differ from a wrong truth', async () => {
    const truth = fixtureTruth('hardlinks.tar.gz');
    const archive = await readImageBytes(fixtureTar('hardlinks.tar.gz'));
    (truth.images[0]!.merged.entries[0] as unknown as [string, string, number])[2]++;
    expect(differencesFromTruth(archive, truth)).toHaveLength(1);
  });
});
