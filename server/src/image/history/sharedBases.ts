import type { ImageOutline } from '../archive/archive';
import { sharedLayerCounts } from './origin';

/**
 * The images with the layers marked as their base's that `others`, images of other archives at hand, share from the
 * bottom up. Layers are compared by diff ID, images of different platforms not at all, and an image that is wholly
 * part of another has no base for that.
 */
export function withSharedBases(
  images: readonly ImageOutline[],
  others: readonly ImageOutline[],
): readonly ImageOutline[] {
  // What has no diff ID is like no other layer.
  const counts = sharedLayerCounts(
    [...images, ...others].map(({ platform, layers }, image) => ({
      platform,
      diffIds: layers.map(({ diffId }, layer) => diffId ?? `layer ${layer} of image ${image}`),
    })),
  );
  return images.map((image, i) => {
    const shared = counts[i]!;
    const isMarked = image.layers.every(({ origin }, layer) => layer >= shared || origin === 'base');
    return isMarked
      ? image
      : {
          ...image,
          layers: image.layers.map((layer, index) => (index < shared ? { ...layer, origin: 'base' as const } : layer)),
        };
  });
}
