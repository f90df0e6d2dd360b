/**
 * A sum of 32 bits over some bytes that tells accidents (a disk that is full, a bit that has flipped), not
 * attacks. Four lanes of words go side by side, which is about as fast as memory can be read.
 */
export function checksum(bytes: Uint8Array): number {
  const whole = bytes.length & ~15;
  const words = wordsOf(bytes, whole);
  // Signed numbers, which engines keep in registers also before they optimize.
  let a = 0x9e3779b1 | 0;
  let b = 0x85ebca77 | 0;
  let c = 0xc2b2ae3d | 0;
  let d = 0x27d4eb2f;
  for (let i = 0; i < words.length; i += 4) {
    a = mixed(a, words[i]!);
    b = mixed(b, words[i + 1]!);
    c = mixed(c, words[i + 2]!);
    d = mixed(d, words[i + 3]!);
  }
  let sum = mixed(mixed(mixed(mixed(bytes.length, a), b), c), d);
  for (let i = whole; i < bytes.length; i++) {
    sum = mixed(sum, bytes[i]!);
  }
  return sum >>> 0;
}

function mixed(sum: number, word: number): number {
  const product = Math.imul(sum ^ word, 0x01000193);
  return product ^ (product >>> 15);
}

/** The first `length` bytes as words of this machine; copied only where memory is not aligned for that. */
function wordsOf(bytes: Uint8Array, length: number): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice(0, length);
  return new Int32Array(aligned.buffer, aligned.byteOffset, length / 4);
}
