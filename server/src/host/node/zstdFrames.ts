/** Bytes of the current frame, or the mark that it is complete. */
export type FramePart = Uint8Array | FrameEnd;

export interface FrameEnd {
  /** The lower 32 bits of the XXH64 of the inflated frame, when it states them. */
  readonly checksum: number | undefined;
}

/** What keeps a stream from being read on: bytes that are no frame, or a frame that needs too much memory. */
export type FrameFault = 'not-a-frame' | 'bad-block' | 'window-too-large';

/** The largest window that a decoder is asked to keep, in bytes. */
const largestWindow = 128 << 20;

const frameMagic = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);

type Step = 'goes-on' | 'frame-begins' | 'frame-ends';

type Part = 'magic' | 'frame-header' | 'block-header' | 'block' | 'checksum' | 'skippable-size' | 'skippable';

/**
 * Finds the frames of a zstd stream (RFC 8878) without inflating anything, from its frame and block headers.
 * Node's decoder stops after the first frame, so every frame gets a decoder of its own. Skippable frames are left out.
 */
export class ZstdFrames {
  /** Set once; what comes after it is ignored. */
  fault: FrameFault | undefined;
  private part: Part = 'magic';
  /** Bytes of a header that are collected until there are `needed` of them. */
  private readonly head = new Uint8Array(18);
  private collected = 0;
  private needed = 4;
  /** Bytes to pass by: of a block or a skippable frame. */
  private left = 0;
  private isLastBlock = false;
  private hasChecksum = false;

  /** True where the stream may end: between two frames. */
  get isBetweenFrames(): boolean {
    return this.part === 'magic' && this.collected === 0;
  }

  /** Takes the next piece of the stream; the parts are views of it. */
  push(piece: Uint8Array): FramePart[] {
    const parts: FramePart[] = [];
    // Where the bytes begin that belong to the frame and were not handed on yet.
    let pending = 0;
    let at = 0;
    while (at < piece.length && !this.fault) {
      const isPassing = this.left > 0;
      const count = Math.min(isPassing ? this.left : this.needed - this.collected, piece.length - at);
      if (isPassing) {
        this.left -= count;
      } else {
        this.head.set(piece.subarray(at, at + count), this.collected);
        this.collected += count;
      }
      at += count;
      if (this.left > 0 || (!isPassing && this.collected < this.needed)) {
        break;
      }
      const step = this.advance();
      if (step === 'frame-begins') {
        parts.push(frameMagic);
        pending = at;
      } else if (step === 'frame-ends') {
        parts.push(piece.subarray(pending, at), { checksum: this.hasChecksum ? littleEndian(this.head) : undefined });
      }
    }
    if (!this.fault && this.isInFrame && at > pending) {
      parts.push(piece.subarray(pending, at));
    }
    return parts;
  }

  private get isInFrame(): boolean {
    return this.part !== 'magic' && this.part !== 'skippable-size' && this.part !== 'skippable';
  }

  /** Goes on to the next part. */
  private advance(): Step {
    const { head } = this;
    switch (this.part) {
      case 'magic':
        return this.startFrame();
      case 'frame-header': {
        const wanted = frameHeaderSize(head[0]!);
        if (this.needed < wanted) {
          this.needed = wanted;
          return 'goes-on';
        }
        this.hasChecksum = (head[0]! & 4) !== 0;
        if (windowSize(head) > largestWindow) {
          this.fault = 'window-too-large';
        }
        this.collect('block-header', 3);
        return 'goes-on';
      }
      case 'block-header': {
        const header = head[0]! | (head[1]! << 8) | (head[2]! << 16);
        const type = (header >> 1) & 3;
        this.isLastBlock = (header & 1) !== 0;
        if (type === 3) {
          this.fault = 'bad-block';
        }
        this.part = 'block';
        // A block of one repeated byte states how often, and holds it once.
        this.left = type === 1 ? 1 : header >> 3;
        return this.left === 0 ? this.advance() : 'goes-on';
      }
      case 'block':
        if (!this.isLastBlock) {
          this.collect('block-header', 3);
          return 'goes-on';
        }
        if (this.hasChecksum) {
          this.collect('checksum', 4);
          return 'goes-on';
        }
        this.collect('magic', 4);
        return 'frame-ends';
      case 'skippable-size':
        this.part = 'skippable';
        this.left = littleEndian(head);
        return this.left === 0 ? this.advance() : 'goes-on';
      case 'checksum':
        this.collect('magic', 4);
        return 'frame-ends';
      case 'skippable':
        this.collect('magic', 4);
        return 'goes-on';
    }
  }

  private startFrame(): Step {
    const [a, b, c, d] = this.head;
    if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) {
      this.collect('frame-header', 1);
      return 'frame-begins';
    }
    if ((a! & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18) {
      this.collect('skippable-size', 4);
    } else {
      this.fault = 'not-a-frame';
    }
    return 'goes-on';
  }

  private collect(part: Part, needed: number): void {
    this.part = part;
    this.needed = needed;
    this.collected = 0;
  }
}

/** Bytes of the frame header behind the magic number, by its first byte. */
function frameHeaderSize(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  return 1 + (isSingleSegment ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]! + contentSize;
}

/** The memory that a decoder of the frame needs, in bytes. */
function windowSize(header: Uint8Array): number {
  const descriptor = header[0]!;
  if ((descriptor & 0x20) === 0) {
    const base = 2 ** (10 + (header[1]! >> 3));
    return base + (base / 8) * (header[1]! & 7);
  }
  const at = 1 + [0, 1, 2, 4][descriptor & 3]!;
  const length = [1, 2, 4, 8][descriptor >> 6]!;
  let size = 0;
  for (let i = length - 1; i >= 0; i--) {
    size = size * 256 + header[at + i]!;
  }
  return length === 2 ? size + 256 : size;
}

function littleEndian(bytes: Uint8Array): number {
  return bytes[0]! + bytes[1]! * 0x100 + bytes[2]! * 0x10000 + bytes[3]! * 0x1000000;
}
