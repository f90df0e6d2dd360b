/**
 * What one archive may ask of this machine. Archives come from anywhere: without limits a few bytes could
 * claim gigabytes of memory or hours of work. Reaching a limit is a problem of code `limit`, never a crash.
 */
export const limits = {
  /** Bytes of `manifest.json` and of an image manifest. */
  manifestBytes: 4 << 20,
  /** Bytes of an image configuration. */
  configBytes: 8 << 20,
  /** Bytes of an image index. */
  indexBytes: 16 << 20,
  /** Bytes of a layer's table of contents, inflated, and objects in it. */
  tocBytes: 64 << 20,
  tocObjects: 1_000_000,
  /** Bytes of an extended header (PAX records or a GNU long name). */
  extendedHeaderBytes: 1 << 20,
  /** Pieces of a sparse file. */
  sparsePieces: 100_000,
  /** Headers of one tar. */
  entries: 5_000_000,
  /** Bytes of one path, and its folders. */
  pathBytes: 65_536,
  pathDepth: 1024,
  /** Bytes of all names of one archive together. */
  nameBytes: 512 << 20,
  /** Bytes of link targets of one tar, and of what few entries have: extended attributes, maps of sparse files. */
  linkBytes: 256 << 20,
  rareBytes: 64 << 20,
  /** Entries of all layers of all images together, each layer counted in every image that has it. */
  stackedEntries: 100_000_000,
  /** Files of a compressed archive that are looked into while it streams by. */
  capturedFiles: 70_000,
  /** Bytes that one compressed stream may inflate to. */
  inflatedBytes: 64 * 2 ** 30,
  /** A stream that inflates to more than this many times its size is worth a warning. */
  inflationRatio: 1000,
  /** Symbolic links followed on the way to one path, in a layer and in the archive around the layers. */
  symlinkHops: 40,
  archiveLinkHops: 8,
  /** Indexes inside indexes. */
  indexDepth: 8,
  /** Images of one archive. */
  images: 10_000,
  /** Problems kept per layer and per archive; more of them say nothing new. */
  problems: 100,
  /** Bytes of small files that are kept while an archive streams by, together. */
  bufferedBytes: 64 << 20,
} as const;
