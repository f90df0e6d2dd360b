import { limits } from '../limits';
import { type ProblemCode, type ProblemList, type ProblemSeverity, problem } from '../problems';
import { type EntryTable, entryType, type RareAttributes } from './entries';
import { blockSize, makeTarHeader, parseHeader } from './header';
import { EntryIntake } from './intake';
import { finiteOr0, hasBody, isBodySize, padded, upToNul } from './layout';
import type { PathTable } from './paths';
import { mergePax, type PaxAttributes, parsePax } from './pax';
import { readSparseExtension, readSparseHeader, type SparsePieces, sparseDamage } from './sparse';
import { describeType, isKnownType, typeOf } from './types';

type State = 'header' | 'extended' | 'sparse-extension';

/**
 * The index of a tar as a state machine: it names the bytes that it needs next (`wantOffset`, `wantLength`),
 * and `scan` is given windows of the tar that hold them. Bodies are never wanted. It reads ustar, v7, PAX (local
 * and global), GNU long names, base-256 numbers and sparse files in all their forms, and keeps what could be
 * read when the tar is damaged: problems go to the list, the entries before them stay.
 */
export class TarScanner {
  /** The next bytes wanted, counted from the start of the tar. */
  wantOffset = 0;
  wantLength: number = blockSize;
  /** True after the end of the archive, or where nothing more can be read. */
  done = false;
  readonly entries: EntryTable;

  private state: State = 'header';
  private readonly header = makeTarHeader();
  private readonly intake: EntryIntake;
  /** Set after one block of zeros: a second one ends the archive. */
  private afterZeros = false;
  /** What extended headers before an entry say about it. */
  private locals: PaxAttributes | undefined;
  private globals: PaxAttributes | undefined;
  private longName: Uint8Array | undefined;
  private longLink: Uint8Array | undefined;
  /** An extended header that is too large to be read; told when its body turns out to be there. */
  private oversized: number | undefined;
  private sparse: SparsePieces | undefined;
  /** Where the last body ends; behind the end of the tar, the tar is cut. */
  private lastDataEnd = 0;

  /** `file` names the tar in problems. */
  constructor(
    paths: PathTable,
    private readonly problems: ProblemList,
    private readonly file: string,
  ) {
    this.intake = new EntryIntake(paths, problems, file);
    this.entries = this.intake.entries;
  }

  /**
   * Reads all that it can from `window[0..length)`, which holds the bytes of the tar from `base` on. Afterwards
   * `wantOffset` and `wantLength` reach out of the window, or `done` is set.
   */
  scan(window: Uint8Array, base: number, length: number): void {
    const aligned = (window.byteOffset & 3) === 0;
    const words = aligned ? new Int32Array(window.buffer, window.byteOffset, length >> 2) : undefined;
    while (!this.done) {
      const at = this.wantOffset - base;
      if (at < 0 || at + this.wantLength > length) {
        return;
      }
      switch (this.state) {
        case 'header':
          this.readHeader(window, at, words);
          break;
        case 'extended':
          this.readExtended(window.slice(at, at + this.wantLength));
          break;
        case 'sparse-extension':
          this.readMorePieces(window, at);
          break;
      }
    }
  }

  /** Says that the tar has `size` bytes and no more; `tail` is what there is of the bytes that are wanted. */
  finish(size: number, tail: Uint8Array): void {
    if (this.done) {
      return;
    }
    const isCutHeader = this.state !== 'header' || tail.some((byte) => byte !== 0);
    if (this.abandon(size) || isCutHeader) {
      this.report('error', 'truncated', `It is cut short: it ends after ${size} bytes, within an entry.`, size);
    } else {
      this.tellOversized();
      this.tellLonelyHeaders();
    }
  }

  /** As `finish` where it is known already why there is no more; true when the last body is not all there. */
  abandon(size: number): boolean {
    const isCutBody = !this.done && this.lastDataEnd > size;
    if (isCutBody && this.entries.count > 0 && this.oversized === undefined) {
      this.entries.setRare(this.entries.count - 1, { cut: true });
    }
    this.done = true;
    return isCutBody;
  }

  private readHeader(window: Uint8Array, at: number, words: Int32Array | undefined): void {
    const kind = parseHeader(window, at, this.header, words);
    if (kind === 'zeros') {
      this.readZeros();
      return;
    }
    if (this.afterZeros) {
      this.report('warning', 'bad-header', 'A single block of zeros ends it; what follows is ignored.');
      this.end();
      return;
    }
    if (kind === 'bad-checksum') {
      this.stop(`The header at byte ${this.wantOffset} is damaged; what follows it cannot be read.`);
      return;
    }
    this.tellOversized();
    const flag = this.header.typeFlag;
    if (
      flag === flags.pax ||
      flag === flags.paxGlobal ||
      flag === flags.paxOld ||
      flag === flags.longName ||
      flag === flags.longLink
    ) {
      this.startExtended();
    } else if (flag === flags.sparse) {
      this.startSparse(window, at);
    } else {
      this.addEntry(this.wantOffset + blockSize);
    }
  }

  private readZeros(): void {
    if (this.afterZeros) {
      this.end();
    } else {
      this.afterZeros = true;
      this.want('header', this.wantOffset + blockSize, blockSize);
    }
  }

  private end(): void {
    this.tellOversized();
    this.tellLonelyHeaders();
    this.done = true;
  }

  private startExtended(): void {
    const { size } = this.header;
    const body = this.wantOffset + blockSize;
    if (!isBodySize(size, body)) {
      this.stopForSize();
    } else if (size > limits.extendedHeaderBytes) {
      this.oversized = this.wantOffset;
      this.lastDataEnd = body + size;
      this.want('header', padded(body + size), blockSize);
    } else if (size === 0) {
      this.want('header', body, blockSize);
    } else {
      this.want('extended', body, size);
    }
  }

  private readExtended(body: Uint8Array): void {
    const flag = this.header.typeFlag;
    if (flag === flags.longName) {
      this.longName = upToNul(body);
    } else if (flag === flags.longLink) {
      this.longLink = upToNul(body);
    } else {
      const { attributes, damage } = parsePax(body);
      if (damage) {
        const isHarmless = damage === 'no-newline';
        this.report(
          isHarmless ? 'warning' : 'error',
          'bad-header',
          isHarmless
            ? `The extended header at byte ${this.wantOffset} lacks the end of a line.`
            : `The extended header at byte ${this.wantOffset} is damaged; the entry behind it may be shown with a wrong name or size.`,
        );
      }
      if (flag === flags.paxGlobal) {
        this.globals = mergePax(this.globals ?? {}, attributes);
      } else {
        this.locals = mergePax(this.locals ?? {}, attributes);
      }
    }
    this.want('header', padded(this.wantOffset + body.length), blockSize);
  }

  private startSparse(window: Uint8Array, at: number): void {
    this.sparse = readSparseHeader(window, at);
    if (this.sparse.continues) {
      this.want('sparse-extension', this.wantOffset + blockSize, blockSize);
    } else {
      this.addEntry(this.wantOffset + blockSize);
    }
  }

  private readMorePieces(window: Uint8Array, at: number): void {
    const sparse = this.sparse!;
    readSparseExtension(window, at, sparse);
    if (sparse.continues) {
      this.want('sparse-extension', this.wantOffset + blockSize, blockSize);
    } else {
      this.addEntry(this.wantOffset + blockSize);
    }
  }

  /** Adds the entry of the current header, whose body begins at `body`. */
  private addEntry(body: number): void {
    const { header, intake } = this;
    const { fields } = intake;
    const pax = this.takePax();
    const name = pax?.sparseName ?? pax?.path ?? this.longName;
    const nameBytes = name ?? header.name;
    const nameLength = name ? name.length : header.nameLength;
    const endsWithSlash = nameLength > 0 && nameBytes[nameLength - 1] === slash;
    const type = typeOf(header.typeFlag, endsWithSlash);
    const claimed = pax?.size ?? header.size;
    const stored = hasBody(header.typeFlag, type) ? claimed : 0;
    if (!isBodySize(stored, body)) {
      this.stopForSize();
      return;
    }
    fields.type = type;
    fields.mode = header.mode;
    fields.uid = pax?.uid ?? header.uid;
    fields.gid = pax?.gid ?? header.gid;
    fields.mtime = finiteOr0(pax?.mtime ?? header.mtime);
    fields.size = type === entryType.file ? stored : 0;
    fields.dataOffset = body;
    const rare = this.rareOf(type, pax, stored);
    const link = type === entryType.symlink || type === entryType.hardlink ? this.linkOf(pax) : undefined;
    if (!intake.add(nameBytes, nameLength, link, rare, this.wantOffset)) {
      this.done = true;
      return;
    }
    this.longName = undefined;
    this.longLink = undefined;
    this.sparse = undefined;
    this.lastDataEnd = body + stored;
    this.want('header', padded(body + stored), blockSize);
  }

  private takePax(): PaxAttributes | undefined {
    const { locals, globals } = this;
    this.locals = undefined;
    return locals && globals ? mergePax(globals, locals) : (locals ?? globals);
  }

  /** What is rare about the entry; sets the size of a sparse file. */
  private rareOf(type: number, pax: PaxAttributes | undefined, stored: number): RareAttributes | undefined {
    const { header, sparse } = this;
    const { fields } = this.intake;
    let rare: RareAttributes | undefined;
    if (type === entryType.char || type === entryType.block) {
      rare = { device: [header.deviceMajor, header.deviceMinor] };
    }
    if (pax?.xattrs) {
      rare = { ...rare, xattrs: pax.xattrs };
    }
    if (type === entryType.file && (sparse || typeof pax?.sparseSize === 'number')) {
      const map = sparse ? sparse.map : pax?.sparseMap;
      const size = sparse ? sparse.realSize : pax!.sparseSize!;
      rare = { ...rare, storedBytes: stored, ...(map && { sparseMap: map }) };
      fields.size = Number.isSafeInteger(size) && size >= 0 ? size : stored;
      if (sparseDamage(size, stored, map)) {
        this.report('error', 'bad-header', `The map of the sparse file at byte ${this.wantOffset} cannot be right.`);
      }
    }
    if (type === entryType.other || !isKnownType(header.typeFlag)) {
      rare = { ...rare, unknownType: describeType(header.typeFlag) };
      this.report('info', 'unsupported', `It holds an entry of the unusual type "${describeType(header.typeFlag)}".`);
    }
    return rare;
  }

  private linkOf(pax: PaxAttributes | undefined): Uint8Array {
    return pax?.linkPath ?? this.longLink ?? this.header.link.subarray(0, this.header.linkLength);
  }

  private want(state: State, offset: number, length: number): void {
    this.state = state;
    this.wantOffset = offset;
    this.wantLength = length;
  }

  private stop(message: string): void {
    this.report('error', 'bad-header', message);
    this.done = true;
  }

  private stopForSize(): void {
    this.stop(`The header at byte ${this.wantOffset} states an impossible size; what follows it cannot be read.`);
  }

  private tellOversized(): void {
    if (this.oversized !== undefined) {
      const offset = this.oversized;
      this.oversized = undefined;
      this.report('error', 'limit', `The extended header at byte ${offset} is too large and was skipped.`, offset);
    }
  }

  private tellLonelyHeaders(): void {
    if (this.locals || this.longName || this.longLink) {
      this.report('error', 'bad-header', 'It ends with an extended header that belongs to no entry.');
    }
  }

  private report(severity: ProblemSeverity, code: ProblemCode, message: string, offset = this.wantOffset): void {
    this.problems.add(problem(severity, code, message, this.file, offset));
  }
}

const slash = 0x2f;

const flags = {
  pax: 0x78,
  paxGlobal: 0x67,
  /** Solaris wrote its own extended headers before there was PAX. */
  paxOld: 0x58,
  longName: 0x4c,
  longLink: 0x4b,
  sparse: 0x53,
} as const;
