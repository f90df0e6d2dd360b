import { listMember, member, textMember } from '../archive/json';
import { encodeName } from '../names';
import { entryType, type RareAttributes } from '../tar/entries';
import type { EntryIntake } from '../tar/intake';
import type { Chunk } from './chunks';

/**
 * Hands the entries of a table of contents (eStargz specification, "TOC"; zstd:chunked has the same) to `intake`, and
 * returns where their contents are. `dataEnd` is where the compressed files of the blob end. A string says, as the
 * end of a sentence, why the table cannot be true; then nothing that was handed over counts.
 */
export function takeTocEntries(toc: unknown, dataEnd: number, intake: EntryIntake): Chunk[] | string {
  const items = listMember(toc, 'entries') ?? (member(toc, 'entries') === null ? [] : undefined);
  if (!items) {
    return 'it lists no entries';
  }
  const chunks = new ChunkCollector(dataEnd);
  for (const item of items) {
    const type = textMember(item, 'type');
    if (type === 'chunk') {
      if (!chunks.add(item)) {
        return misplaced;
      }
      continue;
    }
    const kind = kinds.get(type ?? '');
    const name = textMember(item, 'name');
    if (kind === undefined || !name || !isComplete(name) || !isComplete(textMember(item, 'linkName') ?? '')) {
      return 'it names an entry that cannot be told from it';
    }
    if (!chunks.closeFile()) {
      return misplaced;
    }
    const entry = intake.entries.count;
    const size = kind === entryType.file ? numberOf(item, 'size') : 0;
    if (size === undefined || !takeEntry(item, kind, size, name, intake)) {
      return 'it states numbers that cannot be';
    }
    if (kind === entryType.file && !chunks.openFile(entry, size, item)) {
      return misplaced;
    }
  }
  return chunks.closeFile() ? chunks.result() : misplaced;
}

const misplaced = 'it places contents where they cannot be';

const kinds: ReadonlyMap<string, number> = new Map([
  ['reg', entryType.file],
  ['dir', entryType.directory],
  ['symlink', entryType.symlink],
  ['hardlink', entryType.hardlink],
  ['char', entryType.char],
  ['block', entryType.block],
  ['fifo', entryType.fifo],
]);

function takeEntry(item: unknown, kind: number, size: number, name: string, intake: EntryIntake): boolean {
  const numbers = ['mode', 'uid', 'gid', 'devMajor', 'devMinor'].map((key) => numberOf(item, key));
  const [mode, uid, gid, major, minor] = numbers;
  const mtime = timeOf(textMember(item, 'modtime') ?? '');
  const xattrs = xattrsOf(member(item, 'xattrs'));
  if (numbers.includes(undefined) || mtime === undefined || xattrs === undefined) {
    return false;
  }
  const { fields } = intake;
  fields.type = kind;
  fields.mode = mode! % 0o10000;
  fields.uid = uid!;
  fields.gid = gid!;
  fields.mtime = mtime;
  fields.size = size;
  // There is no tar in which the body would have a place: whoever reads there all the same gets nothing.
  fields.dataOffset = Number.NaN;
  const isLink = kind === entryType.symlink || kind === entryType.hardlink;
  const isDevice = kind === entryType.char || kind === entryType.block;
  const rare: RareAttributes = { ...(isDevice && { device: [major!, minor!] }), ...(xattrs.size > 0 && { xattrs }) };
  const bytes = encodeName(name);
  const link = isLink ? encodeName(textMember(item, 'linkName') ?? '') : undefined;
  return intake.add(bytes, bytes.length, link, isDevice || xattrs.size > 0 ? rare : undefined, null);
}

/** False for a name that was not UTF-8: writing it as JSON has lost its bytes. */
function isComplete(name: string): boolean {
  return !name.includes('\ufffd');
}

/** A number that is not negative, 0 where none is stated; undefined for what is no such number. */
function numberOf(item: unknown, key: string): number | undefined {
  const value = member(item, key);
  if (value === undefined || value === null) {
    return 0;
  }
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Seconds since 1970 of a time by RFC 3339; 0 for none and for the zero time of Go. Undefined when it is no time. */
function timeOf(text: string): number | undefined {
  if (text === '' || text.startsWith('0001-01-01T00:00:00')) {
    return 0;
  }
  const [, start, fraction = '', zone] =
    /^(\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const seconds = Date.parse(`${start}${zone}`) / 1000;
  if (Number.isNaN(seconds)) {
    return undefined;
  }
  // Written out in decimal the number is the one that a tar would state.
  return seconds >= 0 ? Number(`${seconds}${fraction}`) : seconds + Number(`0${fraction}`);
}

function xattrsOf(value: unknown): ReadonlyMap<string, Uint8Array> | undefined {
  const xattrs = new Map<string, Uint8Array>();
  for (const [name, text] of Object.entries(typeof value === 'object' && value !== null ? value : {})) {
    try {
      xattrs.set(
        name,
        Uint8Array.from(atob(typeof text === 'string' ? text : '?'), (char) => char.charCodeAt(0)),
      );
    } catch {
      return undefined;
    }
  }
  return xattrs;
}

/** Collects the pieces of files, which must be complete, in order, and within the blob without overlapping. */
class ChunkCollector {
  private readonly chunks: Chunk[] = [];
  private entry = -1;
  private size = 0;
  private collected = 0;
  /** Where the compressed bytes of the last piece begin, and how much they inflate to at least. */
  private dataStart = 0;
  private innerEnd = 0;

  constructor(private readonly dataEnd: number) {}

  /** A file begins; its own entry tells of its first piece. */
  openFile(entry: number, size: number, item: unknown): boolean {
    this.entry = entry;
    this.size = size;
    this.collected = 0;
    return size === 0 || this.add(item);
  }

  add(item: unknown): boolean {
    const [offset, inner, chunkOffset, chunkSize] = ['offset', 'innerOffset', 'chunkOffset', 'chunkSize'].map((key) =>
      numberOf(item, key),
    );
    const left = this.size - this.collected;
    if (
      offset === undefined ||
      inner === undefined ||
      chunkSize === undefined ||
      this.entry < 0 ||
      chunkOffset !== this.collected ||
      left === 0 ||
      chunkSize > left
    ) {
      return false;
    }
    const size = chunkSize || left;
    this.collected += size;
    return this.place(offset, inner, size);
  }

  /** True when all of the file that was open has its pieces. */
  closeFile(): boolean {
    const isComplete = this.collected === this.size;
    this.entry = -1;
    this.size = 0;
    this.collected = 0;
    return isComplete;
  }

  /** The pieces. Only beginnings are told, so each one ends where the next one begins. */
  result(): Chunk[] {
    const { chunks } = this;
    let next = this.dataEnd;
    for (let i = chunks.length - 1; i >= 0; i--) {
      const chunk = chunks[i]!;
      chunks[i] = { ...chunk, blobEnd: next };
      next = i > 0 && chunks[i - 1]!.blobOffset < chunk.blobOffset ? chunk.blobOffset : next;
    }
    return chunks;
  }

  private place(offset: number, inner: number, size: number): boolean {
    const isSameData = inner > 0 && offset === this.dataStart;
    const isSameFile = this.chunks.at(-1)?.entry === this.entry;
    const isFree = isSameData
      ? inner === this.innerEnd || (inner > this.innerEnd && !isSameFile)
      : offset > this.dataStart;
    if (!isFree || offset >= this.dataEnd) {
      return false;
    }
    this.dataStart = offset;
    this.innerEnd = inner + size;
    this.join({ entry: this.entry, size, blobOffset: offset, blobEnd: offset, innerOffset: inner });
    return true;
  }

  /** Pieces of one file that follow each other in the same data are one: else it would be inflated for each of them. */
  private join(chunk: Chunk): void {
    const last = this.chunks.at(-1);
    const follows =
      last?.entry === chunk.entry &&
      last.blobOffset === chunk.blobOffset &&
      last.innerOffset + last.size === chunk.innerOffset;
    if (last && follows) {
      this.chunks[this.chunks.length - 1] = { ...last, size: last.size + chunk.size };
    } else {
      this.chunks.push(chunk);
    }
  }
}
