import { availableParallelism } from 'node:os';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Codec, Inflation, InflationEnd } from '../../ports';
import { Xxh64 } from './xxh64';
import { type FrameFault, ZstdFrames } from './zstdFrames';
import { shrinkWindow } from './zstdWindow';

type Sink = (piece: Uint8Array) => void;

/**
 * Inflating with Node's own zlib, which works on other threads: several streams at a time use several cores.
 * Node has zstd since 22.15; before that a decoder in JavaScript does the work, several times slower.
 */
export function nodeCodec(): Codec {
  return {
    parallelism: Math.max(1, Math.min(4, availableParallelism())),
    inflate: (format, sink) => (format === 'gzip' ? inflateGzip(sink) : inflateZstd(sink)),
  };
}

/** Pieces of this size cost a quarter of the time that Node's default of 16 KiB costs. */
const pieceBytes = 256 << 10;

function inflateGzip(sink: Sink): Inflation {
  return inflateStream(zlib.createGunzip({ chunkSize: pieceBytes }), sink, (error) => {
    if (error.code === 'Z_BUF_ERROR') {
      return 'truncated';
    }
    // The first header was seen to be right: what has no header comes after a complete member.
    return /header check|compression method/.test(error.message) ? 'trailing' : 'corrupt';
  });
}

type Failure = Error & { readonly code?: string };

/** A Node stream as an inflation. */
function inflateStream(stream: zlib.Gunzip, sink: Sink, endOf: (error: Failure) => InflationEnd): Inflation {
  let end: InflationEnd | undefined;
  /** What waits for the stream: a write, or the finish. A stream that fails answers neither by itself. */
  let settle: (() => void) | undefined;
  const finishAs = (how: InflationEnd): void => {
    end ??= how;
    settle?.();
  };
  // A Buffer would pass for bytes, but its `slice` is no copy: what is kept of a piece would keep all of it.
  stream.on('data', ({ buffer, byteOffset, length }: Buffer) => sink(new Uint8Array(buffer, byteOffset, length)));
  stream.on('end', () => finishAs('complete'));
  stream.on('error', (error) => finishAs(endOf(error)));
  return {
    get failed() {
      return end !== undefined;
    },
    write: (piece) =>
      new Promise((resolve) => {
        if (end) {
          resolve();
        } else {
          settle = resolve;
          stream.write(piece, () => resolve());
        }
      }),
    finish: () =>
      new Promise((resolve) => {
        settle = () => resolve(end!);
        if (end) {
          settle();
        } else {
          stream.end();
        }
      }),
    abort() {
      stream.removeAllListeners('data');
      stream.destroy();
      finishAs('truncated');
    },
  };
}

/** One frame that is being inflated. */
interface FrameDecoder {
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Resolves when all of the frame went to the sink; false when it is corrupt, also by the checksum that it
   * states.
   */
  finish(checksum: number | undefined): Promise<boolean>;
  abort(): void;
}

function inflateZstd(sink: Sink): Inflation {
  const makeDecoder = createZstdDecompress ? nativeFrame : scriptedFrame;
  const frames = new ZstdFrames();
  let frame: FrameDecoder | undefined;
  let isCorrupt = false;
  let isAborted = false;
  const guarded: Sink = (piece) => {
    if (!isAborted) {
      sink(piece);
    }
  };
  return {
    get failed() {
      return isCorrupt || isAborted || frames.fault !== undefined;
    },
    async write(piece) {
      for (const part of isCorrupt || isAborted ? [] : frames.push(piece)) {
        if (part instanceof Uint8Array) {
          frame ??= makeDecoder(guarded);
          await frame.write(part);
        } else {
          isCorrupt = !(await frame!.finish(part.checksum));
          frame = undefined;
        }
        if (isCorrupt || isAborted) {
          return;
        }
      }
    },
    async finish() {
      const isCut = !frames.isBetweenFrames;
      if (frame) {
        // The frame has no end: its decoder gives what it has and complains, which says nothing new.
        await frame.finish(undefined);
        frame = undefined;
      }
      return isCorrupt ? 'corrupt' : frames.fault ? endsOfFaults[frames.fault] : isCut ? 'truncated' : 'complete';
    },
    abort() {
      isAborted = true;
      frame?.abort();
    },
  };
}

const endsOfFaults: Readonly<Record<FrameFault, InflationEnd>> = {
  // The first frame was seen to be one before inflating began.
  'not-a-frame': 'trailing',
  'bad-block': 'corrupt',
  'window-too-large': 'unsupported',
};

type CreateZstdDecompress = (options: { chunkSize: number }) => zlib.Gunzip;

const createZstdDecompress = (zlib as { createZstdDecompress?: CreateZstdDecompress }).createZstdDecompress;

function nativeFrame(sink: Sink): FrameDecoder {
  const inflation = inflateStream(createZstdDecompress!({ chunkSize: pieceBytes }), sink, () => 'corrupt');
  return {
    write: (bytes) => inflation.write(bytes),
    finish: async () => (await inflation.finish()) === 'complete',
    abort: () => inflation.abort(),
  };
}

/** Compressed bytes of a frame that are held back, to see whether it needs the window that it asks for. */
const smallFrameBytes = 64 << 10;

function scriptedFrame(sink: Sink): FrameDecoder {
  const hash = new Xxh64();
  const decoder = new Decompress((piece) => {
    hash.update(piece);
    sink(piece);
  });
  let isRight = true;
  /** The beginning of the frame, until it is too large to be a small one. */
  let start: Uint8Array[] | undefined = [];
  let startBytes = 0;
  const attempt = (bytes: Uint8Array, isLast: boolean): void => {
    if (isRight) {
      try {
        decoder.push(bytes, isLast);
      } catch {
        isRight = false;
      }
    }
  };
  return {
    async write(bytes) {
      // The decoder keeps what it cannot use yet, and the caller reuses its buffer.
      const copy = bytes.slice();
      if (!start) {
        attempt(copy, false);
        return;
      }
      start.push(copy);
      startBytes += copy.length;
      if (startBytes > smallFrameBytes) {
        attempt(Buffer.concat(start), false);
        start = undefined;
      }
    },
    async finish(checksum) {
      if (start) {
        const frame = new Uint8Array(Buffer.concat(start));
        shrinkWindow(frame);
        attempt(frame, false);
      }
      attempt(new Uint8Array(0), true);
      return isRight && (checksum === undefined || checksum === hash.digestLow());
    },
    abort() {
      isRight = false;
    },
  };
}
