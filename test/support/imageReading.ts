import type { ImageArchive } from '../../server/src/image/archive/archive';
import { finalTree } from '../../server/src/image/listing/finalTree';
import { layerTree } from '../../server/src/image/listing/layerTree';
import { listFiles } from '../../server/src/image/listing/listFiles';
import { reportOf } from '../../server/src/image/report';
import { stackLayers } from '../../server/src/image/stack/stack';

/** Everything that is to be known of an archive, whatever way it was read. */
export function everythingIn(archive: ImageArchive) {
  return {
    report: reportOf(archive, archive.images, '', { overlayMarks: false }),
    attestations: archive.attestations,
    files: archive.images.map((image) => {
      const stack = stackLayers(archive, image.layers);
      const trees = [finalTree(stack), ...image.layers.map((_, layer) => layerTree(stack, layer))];
      return trees.map((tree) => [...listFiles(tree, 0, true)]);
    }),
  };
}
