import type { ByteSource, Cache, Digest, SyncByteSource } from '../../ports';
import type { LayerIndex } from '../archive/layerIndex';
import { stopIfCancelled, type Watch } from '../tar/drivers';
import type { PathTable } from '../tar/paths';
import { packLayer, unpackLayer } from './layerRecord';

/**
 * Compressed layers by the digest of their blobs, whatever archive they are in. A digest that an archive states only
 * says where to look: what is found there is used when the bytes of this blob have that digest, and kept when the
 * bytes that were read had it. Digesting a blob is many times faster than inflating it.
 */
export class VerifiedLayers {
  private readonly found: { readonly digest: string; readonly index: LayerIndex; readonly paths: PathTable }[] = [];

  constructor(
    private readonly cache: Cache,
    private readonly digest: Digest,
  ) {}

  /** The layer that a blob is, when it is known. Rejects with `Cancelled` or when the medium fails. */
  async find(
    stated: string | null,
    source: ByteSource,
    paths: PathTable,
    watch: Watch,
  ): Promise<LayerIndex | undefined> {
    const file = isUsable(stated, source.size) ? await this.cache.get(keyOf(stated)) : undefined;
    if (!file || (await this.digestOf(source, watch)) !== stated) {
      return undefined;
    }
    return unpackLayer(file, paths);
  }

  /** The same source, which tells afterwards whether all that was read of it, in order, has the stated digest. */
  watched(
    stated: string | null,
    source: ByteSource,
  ): { readonly source: ByteSource; readonly isProven: () => boolean } {
    if (!isUsable(stated, source.size)) {
      return { source, isProven: () => false };
    }
    const running = this.digest.start('sha256');
    let at = 0;
    const take = (offset: number, piece: Uint8Array): void => {
      if (offset === at) {
        running.update(piece);
        at += piece.length;
      } else {
        // Somebody goes back: this is not the reading from start to end that proves anything.
        at = Number.NaN;
      }
    };
    return {
      source: tapped(source, take),
      isProven: () => at === source.size && `sha256:${running.finish()}` === stated,
    };
  }

  /** Notes a layer whose blob has this digest for sure. One with problems is not kept, since they name its archive. */
  add(digest: string, index: LayerIndex, paths: PathTable): void {
    if (index.problems.length === 0 && isUsable(digest, index.storedBytes)) {
      this.found.push({ digest, index, paths });
    }
  }

  /** Puts what was noted into the cache. */
  async remember(): Promise<void> {
    for (const { digest, index, paths } of this.found.splice(0)) {
      await this.cache.put(keyOf(digest), packLayer(index, paths));
    }
  }

  private async digestOf(source: ByteSource, watch: Watch): Promise<string> {
    const running = this.digest.start('sha256');
    for (let at = 0; at < source.size; ) {
      stopIfCancelled(watch);
      const piece = await source.read(at, pieceBytes);
      if (piece.length === 0) {
        break;
      }
      running.update(piece);
      at += piece.length;
      watch.onProgress(at);
    }
    return `sha256:${running.finish()}`;
  }
}

const pieceBytes = 256 << 10;
/** Smaller layers are inflated faster than files are looked up. */
const smallestBytes = 1 << 20;

function isUsable(digest: string | null, size: number): digest is string {
  return size >= smallestBytes && digest !== null && /^sha256:[0-9a-f]{64}$/.test(digest);
}

function keyOf(digest: string): string {
  return `layer ${digest}`;
}

/** A source that shows everything that is read of it. */
function tapped(source: ByteSource, take: (offset: number, piece: Uint8Array) => void): ByteSource {
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const piece = await source.read(offset, length);
    take(offset, piece);
    return piece;
  };
  if (!('readInto' in source)) {
    return { size: source.size, read };
  }
  const sync = source as SyncByteSource;
  const result: SyncByteSource = {
    size: source.size,
    read,
    readInto(offset, target) {
      const count = sync.readInto(offset, target);
      take(offset, target.subarray(0, count));
      return count;
    },
  };
  return result;
}
