import { describe, expect, it } from 'vitest';
import { openImageInput } from '../../server/src/host/node/imageFiles';
import { fixtureNames, fixturePath } from '../support/imageFixtures';
import { readImage } from '../support/images';
import { differences, gnuTar, layerTars, ourEntries, tarStream, whyTarStreamDiffers } from '../support/tarOracles';

const withGnuTar = gnuTar();

// `node test/peers/compare-tars.mjs FOLDER` does the same with any images.
describe('the entries of every layer', () => {
  it.each(fixtureNames)('of %s are those that GNU tar and tar-stream list', { timeout: 120_000 }, async (name) => {
    const archive = await readImage(fixturePath(name));
    const input = openImageInput(fixturePath(name));
    const found: string[] = [];
    for (const { name: file, layer, tar } of await layerTars(input, archive.images)) {
      const ours = ourEntries(layer, archive.paths);
      const tell = (peer: string, text: string): number => found.push(`${file}, ${peer}: ${text}`);
      for (const { text } of withGnuTar ? differences(ours, await withGnuTar(tar)) : []) {
        tell('GNU tar', text);
      }
      for (const difference of differences(ours, await tarStream(tar))) {
        if (!whyTarStreamDiffers(difference, layer, tar, ours)) {
          tell('tar-stream', difference.text);
        }
      }
    }
    input.close();
    expect(found).toEqual([]);
  });
});
