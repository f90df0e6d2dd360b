import type { ByteSource, Codec, CompressionFormat, InflationEnd, SyncByteSource } from '../../ports';
import { limits } from '../limits';
import { stopIfCancelled, type Watch } from '../tar/drivers';

/** Takes what a stream inflates to. */
export interface InflateSink {
  /** The next piece, valid during the call only. */
  push(piece: Uint8Array): void;
  /** Resolves when more can be taken; for sinks that work on after `push`. */
  drain?(): Promise<void>;
  /** True when the sink wants no more. */
  readonly satisfied?: boolean;
}

export interface Inflated<Sink> {
  readonly sink: Sink;
  /** `limit`: it was stopped because it inflates to more than is sensible; `satisfied`: the sink wanted no more. */
  readonly end: InflationEnd | 'limit' | 'satisfied';
  readonly inflatedBytes: number;
}

/**
 * Inflates a whole source into a sink. `makeSink` is called again when the stream turns out to be damaged, or followed
 * by something else: then it is read again in tiny steps around that place, since a decoder that fails gives nothing
 * of the step in which it does, and as much as possible shall stay visible. Rejects with `Cancelled` or when the
 * medium fails.
 */
export async function inflateSource<Sink extends InflateSink>(
  codec: Codec,
  format: CompressionFormat,
  source: ByteSource,
  makeSink: () => Sink,
  watch: Watch,
  stepBytes: number = 256 << 10,
): Promise<Inflated<Sink>> {
  let careful: Careful = { from: source.size, stepBytes };
  for (const smaller of [64, 1]) {
    const pass = await inflateOnce(codec, format, source, makeSink(), watch, stepBytes, careful);
    // Where damaged data ends exactly is not worth a third pass; where good data does, is.
    const isGood = pass.end !== 'corrupt' && pass.end !== 'trailing';
    if (isGood || (pass.end === 'corrupt' && careful.stepBytes < stepBytes)) {
      return pass;
    }
    careful = { from: pass.failedAt, stepBytes: smaller };
  }
  return inflateOnce(codec, format, source, makeSink(), watch, stepBytes, careful);
}

/** Smaller steps from some place on. */
interface Careful {
  readonly from: number;
  readonly stepBytes: number;
}

/** Bytes to take where the next ones may be the damaged ones; the checksum at the end is never taken with data. */
function carefulStep(stepBytes: number, left: number): number {
  return left > checksumBytes ? Math.min(stepBytes, left - checksumBytes) : left;
}

const checksumBytes = 8;

async function inflateOnce<Sink extends InflateSink>(
  codec: Codec,
  format: CompressionFormat,
  source: ByteSource,
  sink: Sink,
  watch: Watch,
  stepBytes: number,
  careful: Careful,
): Promise<Inflated<Sink> & { readonly failedAt: number }> {
  let inflatedBytes = 0;
  // A few bytes can inflate to gigabytes: within a step too it must be possible to stop.
  const inflation = codec.inflate(format, (piece) => {
    inflatedBytes += piece.length;
    if (inflatedBytes > limits.inflatedBytes || watch.cancel.cancelled) {
      inflation.abort();
    } else {
      sink.push(piece);
    }
  });
  let at = 0;
  const buffer = new Uint8Array(Math.min(stepBytes, source.size));
  while (at < source.size && !inflation.failed) {
    if (watch.cancel.cancelled || sink.satisfied) {
      inflation.abort();
      stopIfCancelled(watch);
      return { sink, end: 'satisfied', inflatedBytes, failedAt: at };
    }
    const wanted =
      at < careful.from ? Math.min(stepBytes, careful.from - at) : carefulStep(careful.stepBytes, source.size - at);
    const piece = await readInto(source, at, buffer.subarray(0, Math.min(wanted, source.size - at)));
    if (piece.length === 0) {
      break;
    }
    await inflation.write(piece);
    await sink.drain?.();
    if (!inflation.failed) {
      at += piece.length;
      watch.onProgress(at);
    }
    const pause = watch.pause?.();
    if (pause) {
      await pause;
    }
  }
  const end = await inflation.finish();
  await sink.drain?.();
  stopIfCancelled(watch);
  return {
    sink,
    end: inflatedBytes > limits.inflatedBytes ? 'limit' : end,
    inflatedBytes,
    failedAt: Math.max(0, at - (at < careful.from ? stepBytes : 2 * careful.stepBytes)),
  };
}

async function readInto(source: ByteSource, offset: number, target: Uint8Array): Promise<Uint8Array> {
  if ('readInto' in source) {
    return target.subarray(0, (source as SyncByteSource).readInto(offset, target));
  }
  return source.read(offset, target.length);
}
