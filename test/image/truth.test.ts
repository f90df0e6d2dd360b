import { describe, expect, it } from 'vitest';
import { fixtureNames, fixturePath, fixtureTar, fixtureTruth } from '../support/imageFixtures';
import { everythingIn } from '../support/imageReading';
import { readImage, readImageBytes } from '../support/images';
import { differencesFromTruth } from '../support/imageTruth';

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
