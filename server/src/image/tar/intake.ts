import { limits } from '../limits';
import { type ProblemCode, type ProblemList, type ProblemSeverity, problem } from '../problems';
import { type EntryFields, EntryTable, type RareAttributes } from './entries';
import { xattrBytes } from './layout';
import { noNode, type PathTable } from './paths';
import { PathPlacement } from './placement';
import { isOverlayMark } from './types';

/**
 * Takes the entries of one layer in their order, wherever they are told: gives each its path, notes which ones are
 * marks, and keeps what a hostile layer could have without end within its limits.
 */
export class EntryIntake {
  readonly entries = new EntryTable();
  /** What the next `add` takes, but for the node: filled again and again, so that entries cost no objects. */
  readonly fields: EntryFields = { node: 0, type: 0, mode: 0, uid: 0, gid: 0, mtime: 0, size: 0, dataOffset: 0 };
  private readonly placement: PathPlacement;
  private readonly budget: MemoryBudget = { linkBytes: limits.linkBytes, rareBytes: limits.rareBytes };

  /** `file` names the layer in problems. */
  constructor(
    private readonly paths: PathTable,
    private readonly problems: ProblemList,
    private readonly file: string,
  ) {
    this.placement = new PathPlacement(paths);
  }

  /**
   * Adds the entry of `fields` with the name `name[0..nameLength)`; `link` is the target of a link, `at` the place in
   * the tar that problems name. False when there are too many entries, which is told.
   */
  add(
    name: Uint8Array,
    nameLength: number,
    link: Uint8Array | undefined,
    rare: RareAttributes | undefined,
    at: number | null,
  ): boolean {
    const { entries, fields } = this;
    if (entries.count >= limits.entries) {
      this.report('error', 'limit', `It has more than ${limits.entries} entries; the rest is not shown.`, at);
      return false;
    }
    fields.node = this.placement.place(name, nameLength);
    const keepsLink = link !== undefined && this.affords('linkBytes', link.length, at);
    const entry = entries.add(fields, keepsLink ? link : undefined);
    if (fields.node === noNode) {
      this.tellUnplaced(entry, name.slice(0, nameLength), at);
    } else if (this.paths.markOf(fields.node) !== 0) {
      entries.marks.push(entry);
    }
    if (rare) {
      this.addRare(entry, rare, at);
    }
    return true;
  }

  private addRare(entry: number, { xattrs, sparseMap, ...small }: RareAttributes, at: number | null): void {
    const rare: RareAttributes = {
      ...small,
      ...(xattrs && this.affords('rareBytes', xattrBytes(xattrs), at) && { xattrs }),
      ...(sparseMap && this.affords('rareBytes', sparseMap.length * 8, at) && { sparseMap }),
    };
    if (Object.keys(rare).length > 0) {
      this.entries.setRare(entry, rare);
    }
    if (isOverlayMark(this.fields.type, rare)) {
      this.entries.overlayMarks.push(entry);
    }
  }

  /** False when the layer holds more of a kind than is worth the memory; what comes then is left out. */
  private affords(kind: keyof MemoryBudget, bytes: number, at: number | null): boolean {
    this.budget[kind] -= bytes;
    const isAffordable = this.budget[kind] >= 0;
    if (!isAffordable && !this.problems.has('limit')) {
      this.report('warning', 'limit', 'It holds more link targets or extended attributes than can be kept.', at);
    }
    return isAffordable;
  }

  private tellUnplaced(entry: number, rawName: Uint8Array, at: number | null): void {
    if (this.affords('rareBytes', rawName.length, at)) {
      this.entries.setRare(entry, { rawName });
    }
    if (this.placement.failure === 'limit') {
      this.report('error', 'limit', 'It holds a path that is too long to be shown.', at);
    } else {
      this.report(
        'warning',
        'bad-header',
        'It holds a name that leads out of the image; that entry is left out of the file system.',
        at,
      );
    }
  }

  private report(severity: ProblemSeverity, code: ProblemCode, message: string, at: number | null): void {
    this.problems.add(problem(severity, code, message, this.file, at));
  }
}

/** Memory that is left for what a hostile layer could have without end. */
interface MemoryBudget {
  linkBytes: number;
  rareBytes: number;
}
