/**
 * States a smaller window in the header of a whole zstd frame, in place, where the frame inflates to less than the
 * window that it asks for (RFC 8878, "Frame Header"): nothing in it can refer further back than its own beginning.
 * A decoder then needs that much less memory for it, which counts where layers have a frame for every file.
 */
export function shrinkWindow(frame: Uint8Array): void {
  const flags = frame[4] ?? 0;
  const isSingleSegment = (flags & 0x20) !== 0;
  if (isSingleSegment || frame.length < 6) {
    return;
  }
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!;
  const sizeBytes = [0, 2, 4, 8][flags >> 6]!;
  const most = mostInflatedBytes(frame, 6 + dictionaryBytes + sizeBytes);
  if (most === undefined) {
    return;
  }
  // A window of 2^(10 + exponent) bytes; blocks are never larger than the window.
  const exponent = Math.max(17, Math.ceil(Math.log2(Math.max(1, most)))) - 10;
  if (exponent < frame[5]! >> 3) {
    frame[5] = exponent << 3;
  }
}

/** How much the blocks from `at` on can inflate to; undefined when they are not all there. */
function mostInflatedBytes(frame: Uint8Array, at: number): number | undefined {
  let most = 0;
  for (let isLast = false; !isLast; ) {
    if (at + 3 > frame.length) {
      return undefined;
    }
    const header = frame[at]! | (frame[at + 1]! << 8) | (frame[at + 2]! << 16);
    isLast = (header & 1) !== 0;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    most += type === compressed ? mostBlockBytes : size;
    at += 3 + (type === repeated ? 1 : size);
  }
  return most;
}

const repeated = 1;
const compressed = 2;
const mostBlockBytes = 128 << 10;
