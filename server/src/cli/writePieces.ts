import type { OutputStream } from '../ports';

/** Writes a long text that comes in parts, so that neither all of it nor each small part is in memory at once. */
export async function writePieces(parts: Iterable<string>, stdout: OutputStream): Promise<void> {
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length > pieceLength) {
      stdout.write(text);
      text = '';
      await stdout.drained();
    }
  }
  stdout.write(text);
}

const pieceLength = 1 << 15;
