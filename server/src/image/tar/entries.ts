import { type NumberColumn, resized, withNumber } from '../columns';
import { noNode } from './paths';

/** Kinds of entries as small numbers, for the columns of a table. */
export const entryType = {
  file: 0,
  directory: 1,
  symlink: 2,
  hardlink: 3,
  char: 4,
  block: 5,
  fifo: 6,
  /** Volume labels, continuations of other volumes and the like: nothing that ends up in a file system. */
  other: 7,
} as const;

/** What few entries have. */
export interface RareAttributes {
  /** Major and minor number of a device. */
  readonly device?: readonly [number, number];
  /** Bytes of the body in the tar where they are not the size of the file: sparse files. */
  readonly storedBytes?: number;
  /** The pieces of a sparse file as pairs of offset and length; undefined for form 1.0, whose body begins with them. */
  readonly sparseMap?: readonly number[];
  readonly xattrs?: ReadonlyMap<string, Uint8Array>;
  /** The name as it stands in the tar, where it has no place below the root. */
  readonly rawName?: Uint8Array;
  /** The type flag of an entry of no known type. */
  readonly unknownType?: string;
  /** True when the tar ends within the body. */
  readonly cut?: boolean;
}

/** The fields of one entry, for `EntryTable.add`. */
export interface EntryFields {
  node: number;
  type: number;
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  size: number;
  dataOffset: number;
}

/** The arrays of an `EntryTable`, cut to their length: what it takes to keep it on a disk. */
export interface EntryColumns {
  readonly nodes: Uint32Array;
  readonly types: Uint8Array;
  readonly modes: Uint16Array;
  /** Empty when everything belongs to root. */
  readonly uids: Uint32Array;
  readonly gids: Uint32Array;
  readonly mtimes: NumberColumn;
  readonly sizes: NumberColumn;
  readonly dataOffsets: NumberColumn;
  /** Empty when there are no links. */
  readonly linkStarts: Uint32Array;
  readonly linkBytes: Uint8Array;
  readonly marks: Uint32Array;
  readonly overlayMarks: Uint32Array;
}

/**
 * The entries of one tar in the order of its headers, one array per field: 19 bytes an entry, and more only where owners,
 * links, fractions or files beyond 4 GiB need it. Paths are nodes of a `PathTable`. `trim` gives memory back when the
 * last entry is in.
 */
export class EntryTable {
  count = 0;
  /** The path, or `noNode` for a name that leaves the root or is beyond a limit. */
  nodes = new Uint32Array(smallestRoom);
  types = new Uint8Array(smallestRoom);
  /** Permission bits, with setuid, setgid and sticky. */
  modes = new Uint16Array(smallestRoom);
  /** Seconds since 1970, with fractions where the tar has them. */
  mtimes: NumberColumn = new Uint32Array(smallestRoom);
  /** Bytes of a file as its user sees them; 0 for everything else. */
  sizes: NumberColumn = new Uint32Array(smallestRoom);
  /** Where the body begins, in bytes from the start of the tar. */
  dataOffsets: NumberColumn = new Uint32Array(smallestRoom);
  /** Entries that are marks in the sense of whiteouts, in order: a layer's deletions without looking at all of it. */
  readonly marks: number[] = [];
  /** Entries that overlay file systems, not image tools, understand as marks: devices 0/0 and `overlay.opaque`. */
  readonly overlayMarks: number[] = [];
  /** Empty as long as everything belongs to root. */
  private uids = new Uint32Array(0);
  private gids = new Uint32Array(0);
  /** Empty as long as there are no links. */
  private linkStarts = new Uint32Array(0);
  private linkBytes = new Uint8Array(256);
  /** The first byte is not used, so that 0 can mean "no target". */
  private linkLength = 1;
  private readonly rareByEntry = new Map<number, RareAttributes>();

  /**
   * A table of arrays that `columns` gave, which it uses from then on, with `rare` by entry. Undefined when they
   * do not belong together, or name a path that a table of `pathCount` paths does not have.
   */
  static of(
    columns: EntryColumns,
    rare: ReadonlyMap<number, RareAttributes>,
    pathCount: number,
  ): EntryTable | undefined {
    if (!areSound(columns, rare, pathCount)) {
      return undefined;
    }
    const { marks, overlayMarks, ...rest } = columns;
    const table = new EntryTable();
    Object.assign(table, rest);
    table.count = columns.nodes.length;
    table.linkLength = columns.linkBytes.length;
    for (const entry of marks) {
      table.marks.push(entry);
    }
    for (const entry of overlayMarks) {
      table.overlayMarks.push(entry);
    }
    for (const [entry, attributes] of rare) {
      table.rareByEntry.set(entry, attributes);
    }
    return table;
  }

  /** Its arrays without what was reserved; they are its own, not copies. */
  columns(): EntryColumns {
    const { count } = this;
    return {
      nodes: this.nodes.subarray(0, count),
      types: this.types.subarray(0, count),
      modes: this.modes.subarray(0, count),
      uids: this.uids.subarray(0, count),
      gids: this.gids.subarray(0, count),
      mtimes: this.mtimes.subarray(0, count),
      sizes: this.sizes.subarray(0, count),
      dataOffsets: this.dataOffsets.subarray(0, count),
      linkStarts: this.linkStarts.subarray(0, count),
      linkBytes: this.linkBytes.subarray(0, this.linkLength),
      marks: Uint32Array.from(this.marks),
      overlayMarks: Uint32Array.from(this.overlayMarks),
    };
  }

  /** What is rare, by entry. */
  get rare(): ReadonlyMap<number, RareAttributes> {
    return this.rareByEntry;
  }

  /** Adds an entry and returns its number. `link` is the target of a symbolic or hard link. */
  add(fields: EntryFields, link: Uint8Array | undefined): number {
    const at = this.count;
    if (at === this.nodes.length) {
      this.resize(Math.max(smallestRoom, at * 2));
    }
    this.nodes[at] = fields.node;
    this.types[at] = fields.type;
    this.modes[at] = fields.mode;
    this.mtimes = withNumber(this.mtimes, at, fields.mtime);
    this.sizes = withNumber(this.sizes, at, fields.size);
    this.dataOffsets = withNumber(this.dataOffsets, at, fields.dataOffset);
    if (fields.uid !== 0 || fields.gid !== 0) {
      this.setOwner(at, clampId(fields.uid), clampId(fields.gid));
    }
    if (link) {
      this.setLink(at, link);
    }
    this.count++;
    return at;
  }

  /** The owner's number. */
  uidOf(entry: number): number {
    return this.uids[entry] ?? 0;
  }

  /** The group's number. */
  gidOf(entry: number): number {
    return this.gids[entry] ?? 0;
  }

  /** The target of a link, as bytes; empty when it has none. */
  linkOf(entry: number): Uint8Array {
    const start = this.linkStarts[entry] ?? 0;
    if (start === 0) {
      return noBytes;
    }
    const { linkBytes } = this;
    const length = linkBytes[start]! | (linkBytes[start + 1]! << 8) | (linkBytes[start + 2]! << 16);
    return linkBytes.subarray(start + 3, start + 3 + length);
  }

  rareOf(entry: number): RareAttributes | undefined {
    return this.rareByEntry.get(entry);
  }

  /** Adds to what is rare about an entry. */
  setRare(entry: number, attributes: RareAttributes): void {
    this.rareByEntry.set(entry, { ...this.rareByEntry.get(entry), ...attributes });
  }

  hasPlace(entry: number): boolean {
    return this.nodes[entry] !== noNode;
  }

  /** Gives memory back that was reserved for more entries. */
  trim(): void {
    // Memory that was never written to takes no room; copying much to save little would.
    if (this.count * 2 < this.nodes.length || this.count < smallTable) {
      this.resize(this.count);
      this.linkBytes = resized(this.linkBytes, this.linkLength);
    }
  }

  /** Bytes of memory in use, without the rare attributes. */
  get byteLength(): number {
    return (
      this.nodes.byteLength +
      this.types.byteLength +
      this.modes.byteLength +
      this.uids.byteLength +
      this.gids.byteLength +
      this.mtimes.byteLength +
      this.sizes.byteLength +
      this.dataOffsets.byteLength +
      this.linkStarts.byteLength +
      this.linkBytes.byteLength
    );
  }

  private setOwner(entry: number, uid: number, gid: number): void {
    if (this.uids.length === 0) {
      this.uids = new Uint32Array(this.nodes.length);
      this.gids = new Uint32Array(this.nodes.length);
    }
    this.uids[entry] = uid;
    this.gids[entry] = gid;
  }

  private setLink(entry: number, link: Uint8Array): void {
    if (this.linkStarts.length === 0) {
      this.linkStarts = new Uint32Array(this.nodes.length);
    }
    this.linkStarts[entry] = this.addLink(link);
  }

  private addLink(link: Uint8Array): number {
    const start = this.linkLength;
    const end = start + 3 + link.length;
    if (end > this.linkBytes.length) {
      this.linkBytes = resized(this.linkBytes, Math.ceil(end * 1.5));
    }
    this.linkBytes[start] = link.length & 0xff;
    this.linkBytes[start + 1] = (link.length >> 8) & 0xff;
    this.linkBytes[start + 2] = (link.length >> 16) & 0xff;
    this.linkBytes.set(link, start + 3);
    this.linkLength = end;
    return start;
  }

  private resize(room: number): void {
    this.nodes = resized(this.nodes, room);
    this.types = resized(this.types, room);
    this.modes = resized(this.modes, room);
    this.mtimes = resized(this.mtimes, room);
    this.sizes = resized(this.sizes, room);
    this.dataOffsets = resized(this.dataOffsets, room);
    if (this.uids.length > 0) {
      this.uids = resized(this.uids, room);
      this.gids = resized(this.gids, room);
    }
    if (this.linkStarts.length > 0) {
      this.linkStarts = resized(this.linkStarts, room);
    }
  }
}

const smallestRoom = 64;
const smallTable = 10_000;
const noBytes = new Uint8Array(0);

/** Ids are 32 bits in Linux; one that is more, or no number at all, becomes the largest. */
function clampId(id: number): number {
  return id >= 0 && id <= 0xffffffff ? id : 0xffffffff;
}

/** True when arrays from elsewhere make a table that nothing can trip over. */
function areSound(columns: EntryColumns, rare: ReadonlyMap<number, RareAttributes>, pathCount: number): boolean {
  const { nodes, types, linkStarts, linkBytes, marks, overlayMarks } = columns;
  const count = nodes.length;
  const { uids, gids } = columns;
  const perEntry = [types, columns.modes, columns.mtimes, columns.sizes, columns.dataOffsets];
  const isOptional = (column: Uint32Array): boolean => column.length === 0 || column.length === count;
  if (
    linkBytes.length === 0 ||
    perEntry.some(({ length }) => length !== count) ||
    !isOptional(uids) ||
    gids.length !== uids.length ||
    !isOptional(linkStarts)
  ) {
    return false;
  }
  for (let entry = 0; entry < count; entry++) {
    const node = nodes[entry]!;
    if ((node >= pathCount && node !== noNode) || types[entry]! > entryType.other) {
      return false;
    }
    if (linkStarts.length > 0 && linkStarts[entry]! > linkBytes.length) {
      return false;
    }
  }
  const isEntry = (entry: number): boolean => Number.isInteger(entry) && entry >= 0 && entry < count;
  return marks.every(isEntry) && overlayMarks.every(isEntry) && [...rare.keys()].every(isEntry);
}
