import type { Codec, CompressionFormat, Digest, DigestAlgorithm, Inflation, RunningDigest } from '../../ports';

/** Digests of a blob, by algorithm, as hexadecimal digits. */
export interface BlobDigests {
  /** Of the bytes as they are stored. */
  readonly stored: ReadonlyMap<DigestAlgorithm, string>;
  /** Of what they inflate to; the same for a plain blob. Null when they do not inflate to the end. */
  readonly tar: ReadonlyMap<DigestAlgorithm, string> | null;
}

/** Computes digests of a blob that comes in pieces. Nothing here throws or rejects on bad input. */
export class BlobHasher {
  private readonly stored: Running;
  private readonly tar: Running;
  private readonly inflation: Inflation | undefined;
  private waiting: Promise<void> = Promise.resolve();

  /** `storedBy` and `tarBy` are the algorithms that are wanted. */
  constructor(
    digest: Digest,
    codec: Codec,
    compression: 'none' | CompressionFormat,
    storedBy: ReadonlySet<DigestAlgorithm>,
    tarBy: ReadonlySet<DigestAlgorithm>,
  ) {
    const isPlain = compression === 'none';
    this.stored = startAll(digest, isPlain ? new Set([...storedBy, ...tarBy]) : storedBy);
    this.tar = isPlain ? this.stored : startAll(digest, tarBy);
    this.inflation =
      isPlain || tarBy.size === 0 ? undefined : codec.inflate(compression, (piece) => updateAll(this.tar, piece));
  }

  /** Takes the next piece, which is valid during the call only. */
  push(piece: Uint8Array): void {
    updateAll(this.stored, piece);
    const { inflation } = this;
    if (inflation) {
      const copy = piece.slice();
      this.waiting = this.waiting.then(() => inflation.write(copy));
    }
  }

  /** Resolves when everything that was pushed is digested. */
  drain(): Promise<void> {
    return this.waiting;
  }

  /** The digests of all that was pushed. */
  async finish(): Promise<BlobDigests> {
    await this.waiting;
    const end = (await this.inflation?.finish()) ?? 'complete';
    const stored = finishAll(this.stored);
    const tar = this.tar === this.stored ? stored : finishAll(this.tar);
    return { stored, tar: end === 'complete' || end === 'trailing' ? tar : null };
  }

  /** Drops everything. */
  abort(): void {
    this.inflation?.abort();
  }
}

type Running = ReadonlyMap<DigestAlgorithm, RunningDigest>;

function startAll(digest: Digest, algorithms: ReadonlySet<DigestAlgorithm>): Running {
  return new Map([...algorithms].map((algorithm) => [algorithm, digest.start(algorithm)]));
}

function updateAll(running: Running, piece: Uint8Array): void {
  for (const each of running.values()) {
    each.update(piece);
  }
}

function finishAll(running: Running): ReadonlyMap<DigestAlgorithm, string> {
  return new Map([...running].map(([algorithm, each]) => [algorithm, each.finish()]));
}
