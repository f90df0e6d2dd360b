import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCodec } from '../../server/src/host/node/codec';
import { Xxh64 } from '../../server/src/host/node/xxh64';
import { ZstdFrames } from '../../server/src/host/node/zstdFrames';
import { shrinkWindow } from '../../server/src/host/node/zstdWindow';
import type { CompressionFormat } from '../../server/src/ports';
import { bytesOf, concat } from '../support/tarBuilder';
import '../support/propertyRuns';

async function inflate(format: CompressionFormat, bytes: Uint8Array, step = bytes.length || 1) {
  const pieces: Uint8Array[] = [];
  const inflation = nodeCodec().inflate(format, (piece) => pieces.push(piece.slice()));
  // One buffer for all pieces, as a reader of a file has it.
  const buffer = new Uint8Array(step);
  for (let at = 0; at < bytes.length; at += step) {
    const piece = bytes.subarray(at, at + step);
    buffer.set(piece);
    await inflation.write(buffer.subarray(0, piece.length));
  }
  const end = await inflation.finish();
  return { end, text: Buffer.concat(pieces).toString('latin1') };
}

const text = 'some text that is long enough to be worth it, '.repeat(40);

/** A zstd frame of blocks that are stored as they are: the format without a compressor. */
function rawFrame(content: string, { checksum }: { checksum?: number } = {}): Uint8Array {
  const body = bytesOf(content);
  const header = (body.length << 3) | 1;
  const parts = [
    Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, checksum === undefined ? 0x00 : 0x04, 0x58),
    Uint8Array.of(header & 0xff, (header >> 8) & 0xff, header >> 16),
    body,
  ];
  if (checksum !== undefined) {
    parts.push(new Uint8Array(Uint32Array.of(checksum).buffer));
  }
  return concat(parts);
}

const skippable = concat([Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 5, 0, 0, 0), bytesOf('skip!')]);

describe('gzip', () => {
  const whole = new Uint8Array(gzipSync(text));

  it.each([1, 13, 5000])('inflates in steps of %s', async (step) => {
    expect(await inflate('gzip', whole, step)).toEqual({ end: 'complete', text });
  });

  it('joins members, also empty ones', async () => {
    const members = concat([gzipSync('one '), gzipSync(''), gzipSync('two')]);
    expect(await inflate('gzip', members)).toEqual({ end: 'complete', text: 'one two' });
  });

  it('gives what there is of a stream that is cut', async () => {
    const { end, text: start } = await inflate('gzip', whole.subarray(0, -12));
    expect(end).toBe('truncated');
    expect(text.startsWith(start)).toBe(true);
  });

  it('notices a wrong checksum', async () => {
    const wrong = whole.slice();
    wrong[wrong.length - 5]! ^= 1;
    expect((await inflate('gzip', wrong, 8)).end).toBe('corrupt');
  });

  it('tells rubbish behind it from damage', async () => {
    expect(await inflate('gzip', concat([whole, bytesOf('rubbish')]))).toMatchObject({ end: 'trailing' });
    expect(await inflate('gzip', concat([whole, new Uint8Array(100)]))).toEqual({ end: 'complete', text });
  });

  it('calls nobody after it was aborted', async () => {
    let calls = 0;
    const inflation = nodeCodec().inflate('gzip', () => calls++);
    inflation.abort();
    await inflation.write(whole);
    await inflation.finish();
    expect(calls).toBe(0);
  });
});

describe('zstd', () => {
  it.each([1, 5, 1000])('inflates all frames and passes others by, in steps of %s', async (step) => {
    const frames = concat([skippable, rawFrame('one '), skippable, rawFrame(''), rawFrame('two')]);
    expect(await inflate('zstd', frames, step)).toEqual({ end: 'complete', text: 'one two' });
  });

  it('checks the checksum', async () => {
    const hash = new Xxh64();
    hash.update(bytesOf('checked'));
    expect(await inflate('zstd', rawFrame('checked', { checksum: hash.digestLow() }))).toEqual({
      end: 'complete',
      text: 'checked',
    });
    expect((await inflate('zstd', rawFrame('checked', { checksum: hash.digestLow() ^ 1 }))).end).toBe('corrupt');
  });

  it('tells how it ends', async () => {
    const frame = rawFrame('content');
    expect((await inflate('zstd', frame.subarray(0, -1))).end).toBe('truncated');
    expect((await inflate('zstd', frame.subarray(0, 3))).end).toBe('truncated');
    expect((await inflate('zstd', concat([frame, bytesOf('rubbish')]))).end).toBe('trailing');
    const reserved = frame.slice();
    reserved[6]! |= 6;
    expect((await inflate('zstd', reserved)).end).toBe('corrupt');
  });

  it('refuses windows that need more memory than is sensible', async () => {
    const frame = rawFrame('content');
    frame[5] = 0xff;
    expect((await inflate('zstd', frame)).end).toBe('unsupported');
  });

  it('finds the same frames however a stream is cut into pieces', () => {
    const stream = concat([rawFrame('a'), skippable, rawFrame('bc', { checksum: 7 }), rawFrame('')]);
    const parts = (pieces: readonly Uint8Array[]): string[] => {
      const frames = new ZstdFrames();
      let text = '';
      for (const part of pieces.flatMap((piece) => frames.push(piece))) {
        text += part instanceof Uint8Array ? Buffer.from(part).toString('hex') : `|${part.checksum ?? ''}|`;
      }
      return [text, String(frames.isBetweenFrames), String(frames.fault)];
    };
    const expected = parts([stream]);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
        expect(parts(places.slice(1).map((to, i) => stream.subarray(places[i]!, to)))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('XXH64', () => {
  // Lower halves of the reference implementation's digests with seed 0.
  it.each([
    ['', 0x51d8e999],
    ['a', 0xa98c6e5b],
    ['abc', 0xad770999],
    ['Nobody inspects the spammish repetition', 0x8a378bf1],
  ])('of %j', (input, digest) => {
    const hash = new Xxh64();
    hash.update(bytesOf(input));
    expect(hash.digestLow().toString(16)).toBe(digest.toString(16));
  });

  it('does not depend on how the bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        const [once, twice] = [new Xxh64(), new Xxh64()];
        once.update(bytes);
        twice.update(bytes.subarray(0, cut));
        twice.update(bytes.subarray(cut));
        expect(twice.digestLow()).toBe(once.digestLow());
      }),
    );
  });
});

describe('the window of a zstd frame', () => {
  /** The window that a frame asks for, in bytes, when its exponent is all that is set. */
  const windowOf = (frame: Uint8Array): number => 2 ** (10 + (frame[5]! >> 3));
  const withWindow = (frame: Uint8Array, exponent: number): Uint8Array => {
    const copy = frame.slice();
    copy[5] = (exponent - 10) << 3;
    return copy;
  };

  it('becomes as small as the frame allows, and never larger', async () => {
    const small = withWindow(rawFrame('few bytes'), 23);
    shrinkWindow(small);
    expect(windowOf(small)).toBe(128 << 10);
    expect((await inflate('zstd', small)).text).toBe('few bytes');
    const modest = withWindow(rawFrame('few bytes'), 12);
    shrinkWindow(modest);
    expect(windowOf(modest)).toBe(4096);
  });

  it('stays where the frame is cut or has none', () => {
    const cut = withWindow(rawFrame('few bytes'), 23).subarray(0, 8);
    shrinkWindow(cut);
    expect(windowOf(cut)).toBe(8 << 20);
    const segment = withWindow(rawFrame('few bytes'), 23);
    segment[4] = 0x20;
    const before = segment.slice();
    shrinkWindow(segment);
    expect(segment).toEqual(before);
  });
});
