/**
 * XXH64 with seed 0 over a stream of bytes, of which zstd frames end with the lower 32 bits. The decoder in
 * JavaScript does not check them itself. 64-bit numbers are pairs of 32-bit halves: several times faster than BigInt.
 */
export class Xxh64 {
  /** Four accumulators, each as high and low half. */
  private readonly lanes = Int32Array.of(
    // P1 + P2, P2, 0, -P1
    0x60ea27ee,
    0xadc0b5d6 | 0,
    p2High,
    p2Low,
    0,
    0,
    0x61c8864e,
    0x7a143579,
  );
  private readonly rest = new Uint8Array(32);
  private restLength = 0;
  private total = 0;

  update(bytes: Uint8Array): void {
    this.total += bytes.length;
    let at = 0;
    if (this.restLength > 0) {
      const count = Math.min(32 - this.restLength, bytes.length);
      this.rest.set(bytes.subarray(0, count), this.restLength);
      this.restLength += count;
      at = count;
      if (this.restLength < 32) {
        return;
      }
      this.stripe(this.rest, 0);
      this.restLength = 0;
    }
    for (; at + 32 <= bytes.length; at += 32) {
      this.stripe(bytes, at);
    }
    this.rest.set(bytes.subarray(at));
    this.restLength = bytes.length - at;
  }

  /** The lower 32 bits of the digest, unsigned. */
  digestLow(): number {
    const { lanes, rest } = this;
    if (this.total >= 32) {
      setTo(0, 0);
      for (const [lane, bits] of [
        [0, 1],
        [2, 7],
        [4, 12],
        [6, 18],
      ] as const) {
        const sumHigh = high;
        const sumLow = low;
        setTo(lanes[lane]!, lanes[lane + 1]!);
        rotate(bits);
        add(sumHigh, sumLow);
      }
      for (let lane = 0; lane < 8; lane += 2) {
        const hashHigh = high;
        const hashLow = low;
        round(0, 0, lanes[lane]!, lanes[lane + 1]!);
        high ^= hashHigh;
        low ^= hashLow;
        multiply(p1High, p1Low);
        add(p4High, p4Low);
      }
    } else {
      setTo(p5High, p5Low);
    }
    add(Math.floor(this.total / 0x100000000), this.total | 0);
    let at = 0;
    for (; at + 8 <= this.restLength; at += 8) {
      const hashHigh = high;
      const hashLow = low;
      round(0, 0, wordAt(rest, at + 4), wordAt(rest, at));
      high ^= hashHigh;
      low ^= hashLow;
      rotate(27);
      multiply(p1High, p1Low);
      add(p4High, p4Low);
    }
    if (at + 4 <= this.restLength) {
      mix(0, wordAt(rest, at), p1High, p1Low);
      rotate(23);
      multiply(p2High, p2Low);
      add(p3High, p3Low);
      at += 4;
    }
    for (; at < this.restLength; at++) {
      mix(0, rest[at]!, p5High, p5Low);
      rotate(11);
      multiply(p1High, p1Low);
    }
    // Only the lower half is wanted in the end, but it depends on the higher one until the last step.
    low ^= high >>> 1;
    multiply(p2High, p2Low);
    low ^= (low >>> 29) | (high << 3);
    high ^= high >>> 29;
    multiply(p3High, p3Low);
    return (low ^ high) >>> 0;
  }

  private stripe(bytes: Uint8Array, at: number): void {
    const { lanes } = this;
    for (let lane = 0; lane < 8; lane += 2) {
      const from = at + lane * 4;
      round(lanes[lane]!, lanes[lane + 1]!, wordAt(bytes, from + 4), wordAt(bytes, from));
      lanes[lane] = high;
      lanes[lane + 1] = low;
    }
  }
}

const p1High = 0x9e3779b1 | 0;
const p1Low = 0x85ebca87 | 0;
const p2High = 0xc2b2ae3d | 0;
const p2Low = 0x27d4eb4f;
const p3High = 0x165667b1;
const p3Low = 0x9e3779f9 | 0;
const p4High = 0x85ebca77 | 0;
const p4Low = 0xc2b2ae63 | 0;
const p5High = 0x27d4eb2f;
const p5Low = 0x165667c5;

/** The 64-bit number that the functions below work on. */
let high = 0;
let low = 0;

function setTo(toHigh: number, toLow: number): void {
  high = toHigh;
  low = toLow;
}

/** acc += input * P2; acc = rotl(acc, 31); acc *= P1 */
function round(accHigh: number, accLow: number, inputHigh: number, inputLow: number): void {
  high = inputHigh;
  low = inputLow;
  multiply(p2High, p2Low);
  add(accHigh, accLow);
  rotate(31);
  multiply(p1High, p1Low);
}

/** hash ^= input * factor */
function mix(inputHigh: number, inputLow: number, factorHigh: number, factorLow: number): void {
  const hashHigh = high;
  const hashLow = low;
  high = inputHigh;
  low = inputLow;
  multiply(factorHigh, factorLow);
  high ^= hashHigh;
  low ^= hashLow;
}

function multiply(byHigh: number, byLow: number): void {
  const a0 = low & 0xffff;
  const a1 = low >>> 16;
  const b0 = byLow & 0xffff;
  const b1 = byLow >>> 16;
  const p00 = a0 * b0;
  const middle = a1 * b0 + (p00 >>> 16);
  const middle2 = a0 * b1 + (middle & 0xffff);
  // Both are below 2^33: the division keeps what a 32-bit shift would lose.
  const carry = a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000);
  high = (carry + Math.imul(high, byLow) + Math.imul(low, byHigh)) | 0;
  low = (middle2 << 16) | (p00 & 0xffff);
}

function add(otherHigh: number, otherLow: number): void {
  const sum = (low >>> 0) + (otherLow >>> 0);
  high = (high + otherHigh + (sum > 0xffffffff ? 1 : 0)) | 0;
  low = sum | 0;
}

function rotate(bits: number): void {
  const newHigh = (high << bits) | (low >>> (32 - bits));
  low = (low << bits) | (high >>> (32 - bits));
  high = newHigh;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
