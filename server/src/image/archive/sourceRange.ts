import type { ByteSource, SyncByteSource } from '../../ports';

/** A range of a source as a source of its own; it ends where the source does. */
export function rangeOf(source: ByteSource, offset: number, size: number): ByteSource {
  const length = Math.max(0, Math.min(size, source.size - offset));
  const read = (at: number, wanted: number): Promise<Uint8Array> =>
    source.read(offset + at, Math.max(0, Math.min(wanted, length - at)));
  if (!('readInto' in source)) {
    return { size: length, read };
  }
  const sync = source as SyncByteSource;
  const range: SyncByteSource = {
    size: length,
    read,
    readInto: (at, target) =>
      sync.readInto(offset + at, target.subarray(0, Math.max(0, Math.min(target.length, length - at)))),
  };
  return range;
}
