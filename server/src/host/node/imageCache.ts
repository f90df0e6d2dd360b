import { join } from 'node:path';
import type { Cache } from '../../ports';
import { defaultCacheFolder, diskCache } from './diskCache';

/** What somebody wants of the cache of images. */
export interface ImageCacheWish {
  /** The folder; when not given, the one that the operating system has for caches. */
  readonly folder?: string | undefined;
  /** Bytes that it may have; 0 for no cache. */
  readonly maxBytes?: number | undefined;
}

/**
 * The cache of what was read of images, in a folder of its own below the given one; undefined when none is wanted.
 * What another build of the image engine has put there is not used, since it may have understood images otherwise.
 */
export function imageCache(
  { folder = defaultCacheFolder(), maxBytes = usualBytes }: ImageCacheWish,
  log: (message: string) => void,
): Cache | undefined {
  return edition !== undefined && maxBytes > 0
    ? diskCache({ folder: join(folder, 'indexes'), maxBytes, edition, log })
    : undefined;
}

const usualBytes = 2 ** 30;

/** A digest of the image engine's sources, which the build puts here. Without one nothing may be kept. */
declare const STRATA_ENGINE: string | undefined;
const edition = typeof STRATA_ENGINE === 'string' ? STRATA_ENGINE : undefined;
