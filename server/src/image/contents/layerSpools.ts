import type { Spool, SpoolFile } from '../../ports';

/** A layer that is being inflated into a file, or was. */
interface SpooledLayer {
  /** The finished file; undefined when there was no room for it. */
  readonly file: Promise<SpoolFile | undefined>;
  /** Bytes that are set aside for it. */
  readonly bytes: number;
  readers: number;
}

/**
 * Inflated layers on a disk, so that the second file of a layer needs no second inflation. They take no more room
 * than the spool allows: those that were not used for the longest time go first, never one that is being read.
 */
export class LayerSpools {
  private readonly layers = new Map<string, SpooledLayer>();
  private usedBytes = 0;

  constructor(private readonly spool: Spool) {}

  /**
   * Calls `work` with the uncompressed tar of the layer `key`, of about `bytes` bytes, which `fill` writes when it is
   * not kept. False when there is no room for it or the medium fails; then `work` was not called.
   * Rejects as `fill` and `work` do.
   */
  async use(
    key: string,
    bytes: number,
    fill: (append: (piece: Uint8Array) => boolean) => Promise<void>,
    work: (tar: SpoolFile) => Promise<void>,
  ): Promise<boolean> {
    const known = this.layers.get(key);
    const layer = known ?? this.start(key, bytes, fill);
    if (!layer) {
      return false;
    }
    // A map keeps the order of insertion: what is used goes to its end.
    this.layers.delete(key);
    this.layers.set(key, layer);
    layer.readers++;
    try {
      // Another reader may have given up what both waited for.
      const file = await (known ? layer.file.catch(() => undefined) : layer.file);
      if (file) {
        await work(file);
      }
      return file !== undefined;
    } finally {
      layer.readers--;
    }
  }

  /** Removes everything. */
  async clear(): Promise<void> {
    const files = [...this.layers.values()].map(({ file }) => file.catch(() => undefined));
    this.layers.clear();
    this.usedBytes = 0;
    for (const file of await Promise.all(files)) {
      file?.remove();
    }
  }

  private start(
    key: string,
    bytes: number,
    fill: (append: (piece: Uint8Array) => boolean) => Promise<void>,
  ): SpooledLayer | undefined {
    const file = this.makeRoom(bytes) ? this.spool.create() : undefined;
    if (!file) {
      return undefined;
    }
    this.usedBytes += bytes;
    const filled = this.fillFile(file, bytes, fill);
    const layer: SpooledLayer = { file: filled, bytes, readers: 0 };
    const forget = (): void => {
      if (this.layers.get(key) === layer) {
        this.layers.delete(key);
        this.usedBytes -= bytes;
      }
    };
    filled.then((done) => done ?? forget(), forget);
    return layer;
  }

  private async fillFile(
    file: SpoolFile,
    bytes: number,
    fill: (append: (piece: Uint8Array) => boolean) => Promise<void>,
  ): Promise<SpoolFile | undefined> {
    let hasRoom = true;
    try {
      await fill((piece) => {
        hasRoom &&= file.size + piece.length <= bytes && succeeds(() => file.append(piece));
        return hasRoom;
      });
    } catch (error) {
      file.remove();
      throw error;
    }
    if (!hasRoom) {
      file.remove();
      return undefined;
    }
    return file;
  }

  /** True when there is room for so many bytes, after some layers had to go. */
  private makeRoom(bytes: number): boolean {
    if (bytes > this.spool.capacity) {
      return false;
    }
    for (const [key, layer] of this.layers) {
      if (this.usedBytes + bytes <= this.spool.capacity) {
        break;
      }
      if (layer.readers === 0) {
        this.layers.delete(key);
        this.usedBytes -= layer.bytes;
        void layer.file.then((file) => file?.remove());
      }
    }
    return this.usedBytes + bytes <= this.spool.capacity;
  }
}

function succeeds(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
