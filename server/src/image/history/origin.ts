import type { ImageConfig } from '../archive/config';
import type { PlacedHistory } from './history';
import { isMetadataInstruction } from './instruction';

/** Whose a layer is: its base image's, this image's own, made by `docker commit`, or nothing tells. */
export type LayerOrigin = 'base' | 'own' | 'commit' | 'unknown';

/**
 * Says for every layer whose it is.
 * `sharedLayers` is the number of lowest layers that other images at hand have too.
 */
export function originsOf(
  config: ImageConfig | undefined,
  history: PlacedHistory,
  sharedLayers: number,
): readonly LayerOrigin[] {
  const boundary = baseEntries(history);
  return history.entryOfLayer.map((index, layer) => {
    if (layer < sharedLayers) {
      return 'base';
    }
    if (index === undefined || history.entries[index]!.createdBy === null) {
      return 'unknown';
    }
    if (index < boundary) {
      return 'base';
    }
    return isCommit(config, history, index) ? 'commit' : 'own';
  });
}

/**
 * How many lines of history are the base image's. Images end with the command that they run; when a line that
 * makes a layer comes after that, somebody has built upon them.
 */
function baseEntries({ entries }: PlacedHistory): number {
  let hasLayerAbove = false;
  for (let i = entries.length - 1; i >= 0; i--) {
    const { instruction, layer } = entries[i]!;
    if (layer !== null) {
      hasLayerAbove = true;
    } else if (hasLayerAbove && instruction !== null && /^(?:CMD|ENTRYPOINT)\s/.test(instruction)) {
      return i + 1;
    }
  }
  return 0;
}

/**
 * `docker commit` records the command that the container ran, without any shell around it; `podman commit` a bare
 * shell. No builder writes either.
 */
function isCommit(config: ImageConfig | undefined, history: PlacedHistory, index: number): boolean {
  const { createdBy, comment, instruction } = history.entries[index]!;
  if (createdBy === null || comment?.startsWith('buildkit.') || isMetadataInstruction(instruction ?? '')) {
    return false;
  }
  const command = config?.command.join(' ') ?? '';
  return (
    (command !== '' && createdBy === command) ||
    /^-?(?:\/\S*\/)?(?:sh|ash|bash|dash|zsh|ksh)(?: -[il]+)?$/.test(createdBy)
  );
}

/**
 * For each of several images the number of its lowest layers that another of them shares, but for images that
 * are wholly part of another. `diffIds` are the digests of the uncompressed layers of each image, bottom first.
 * Only images of one platform are compared: those of several are one build.
 */
export function sharedLayerCounts(
  images: readonly { readonly platform: string | null; readonly diffIds: readonly string[] }[],
): number[] {
  const roots = new Map<string, LayerTree>();
  for (const { platform, diffIds } of images) {
    let node = roots.get(platform ?? '') ?? { next: new Map() };
    roots.set(platform ?? '', node);
    for (const diffId of [...diffIds, end]) {
      const child: LayerTree = node.next.get(diffId) ?? { next: new Map() };
      node.next.set(diffId, child);
      node = child;
    }
  }
  return images.map(({ platform, diffIds }) => {
    let node = roots.get(platform ?? '')!;
    let shared = 0;
    for (const [i, diffId] of diffIds.entries()) {
      shared = node.next.size > 1 ? i : shared;
      node = node.next.get(diffId)!;
    }
    return shared;
  });
}

interface LayerTree {
  readonly next: Map<string, LayerTree>;
}

/** Stands for the end of an image in the tree of layers; no digest looks like it. */
const end = '';
