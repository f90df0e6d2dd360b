import type { FileBody } from '../contents/fileContent';
import { bodyOf } from '../contents/fileContent';
import type { FileFacts } from '../listing/facts';
import type { FileTree } from '../listing/fileTree';
import { compareNames } from '../listing/order';
import { decodeName, encodeName, pathText } from '../names';
import type { ImageStack } from '../stack/stack';
import { type NameRules, targetNames } from './targetNames';

/** What an export makes: one file, a folder, or a tar. */
export type ExportForm = 'file' | 'folder' | 'tar';

/**
 * Why a path of the image is not written: links, devices and pipes are not made on a disk; a whiteout is no file;
 * `dangling`, a hard link that leads nowhere; `covered`, the same layer has a folder of this name; `damaged`, its
 * bytes are not all there; `refused`, the disk does not take its name.
 */
export type SkipReason = 'symlink' | 'device' | 'pipe' | 'whiteout' | 'dangling' | 'covered' | 'damaged' | 'refused';

export interface SkippedPath {
  readonly path: string;
  readonly reason: SkipReason;
}

/** What is written where, decided before anything is written. Rows are those of the tree; sizes are bytes. */
export interface ExportPlan {
  readonly form: ExportForm;
  /** Folders to make, parents first. */
  readonly folders: readonly number[];
  /** Files in the order in which their bytes stand in the layers. */
  readonly files: readonly PlannedFile[];
  /** Further names of such files: a copy on a disk, a hard link in a tar. */
  readonly aliases: readonly { readonly row: number; readonly of: number }[];
  /** Symbolic links, devices and pipes; for a tar only. They come last, so that nothing is ever written through one. */
  readonly specials: readonly number[];
  readonly skipped: SkippedList;
  /** Bytes of all files, copies included. */
  readonly bytes: number;
  /** Bytes that they take: holes of sparse files are none on a disk. */
  readonly storedBytes: number;
  /** Paths that get another name than in the image, the things below them not counted. */
  readonly renamed: number;
  /** The path below the target, with `/`; the empty text for what was asked for itself. */
  pathOf(row: number): string;
}

export interface PlannedFile extends FileBody {
  readonly row: number;
  readonly size: number;
}

/** Paths that are left out: all are counted, the first ones named. */
export class SkippedList {
  readonly first: SkippedPath[] = [];
  count = 0;
  /** How many there are for each reason. */
  readonly counts = new Map<SkipReason, number>();
  /** True when the bytes of one of them are not all in the archive. */
  hasDamage = false;

  add(path: string, reason: SkipReason): void {
    this.count++;
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
    this.hasDamage ||= reason === 'damaged';
    if (this.first.length < mostNamed) {
      this.first.push({ path, reason });
    }
  }
}

const mostNamed = 1000;

/**
 * Plans the export of a row with everything below it. Paths are made of single components that `targetNames` has
 * made safe, so none can lead out of the target; on a disk no link is made, so none can lead out later either.
 */
export function planExport(
  stack: ImageStack,
  tree: FileTree,
  row: number,
  form: ExportForm,
  rules: NameRules,
): ExportPlan {
  return new Planner(stack, tree, row, form, rules).plan();
}

class Planner {
  private readonly folders: number[] = [];
  private readonly files: PlannedFile[] = [];
  private readonly aliases: { row: number; of: number }[] = [];
  private readonly specials: number[] = [];
  private readonly skipped = new SkippedList();
  /** By node: the name on the disk where it is another one. */
  private readonly renamed = new Map<number, string>();
  /** By layer and entry: the row that gets the bytes. */
  private readonly rowOfBody = new Map<number, number>();
  private bytes = 0;
  private storedBytes = 0;

  constructor(
    private readonly stack: ImageStack,
    private readonly tree: FileTree,
    private readonly top: number,
    private readonly form: ExportForm,
    private readonly rules: NameRules,
  ) {}

  plan(): ExportPlan {
    this.visit(this.top);
    this.files.sort((a, b) => a.layer - b.layer || this.offsetOf(a) - this.offsetOf(b) || a.entry - b.entry);
    return {
      form: this.form,
      folders: this.folders,
      files: this.files,
      aliases: this.aliases,
      specials: this.specials,
      skipped: this.skipped,
      bytes: this.bytes,
      storedBytes: this.storedBytes,
      renamed: this.renamed.size,
      pathOf: (row) => this.pathOf(row),
    };
  }

  /** Walks without recursion: folders may be a thousand deep. */
  private visit(top: number): void {
    const { tree } = this;
    const byName = compareNames(tree);
    const waiting = [top];
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
      const facts = tree.factsOf(row);
      const isFolder = facts.kind === 'directory' || tree.hasChildren(row);
      if (!isFolder) {
        this.addLeaf(row, facts);
        continue;
      }
      if (facts.kind !== 'directory') {
        this.skip(facts, 'covered');
      }
      if (row !== this.top) {
        this.folders.push(row);
      }
      const children = tree.childrenOf(row).slice().sort(byName);
      this.nameChildren(children);
      for (let i = children.length - 1; i >= 0; i--) {
        waiting.push(children[i]!);
      }
    }
  }

  private nameChildren(children: Uint32Array): void {
    const { paths } = this.tree;
    const nodes = Array.from(children, (row) => this.tree.nodeOf(row));
    const unique = [...new Set(nodes)];
    targetNames(
      unique.map((node) => paths.nameOf(node)),
      this.rules,
    ).forEach((name, i) => {
      if (!equalBytes(encodeName(name), paths.nameOf(unique[i]!))) {
        this.renamed.set(unique[i]!, name);
      }
    });
  }

  private addLeaf(row: number, facts: FileFacts): void {
    const { kind } = facts;
    if (kind === 'whiteout') {
      this.skip(facts, 'whiteout');
    } else if (kind === 'file') {
      this.addFile(row, facts);
    } else if (this.form === 'tar') {
      this.specials.push(row);
    } else {
      this.skip(facts, kind === 'symlink' ? 'symlink' : kind === 'fifo' ? 'pipe' : 'device');
    }
  }

  private addFile(row: number, facts: FileFacts): void {
    const body = facts.entry === null ? undefined : bodyOf(this.stack, facts.layer, facts.entry);
    if (!body) {
      this.skip(facts, 'dangling');
      return;
    }
    const { entries } = this.stack.layers[body.layer]!;
    if (entries.rareOf(body.entry)?.cut) {
      this.skip(facts, 'damaged');
      return;
    }
    const size = entries.sizes[body.entry]!;
    const stored = this.form === 'tar' ? size : (entries.rareOf(body.entry)?.storedBytes ?? size);
    const key = body.layer * 2 ** 32 + body.entry;
    const first = this.rowOfBody.get(key);
    if (first === undefined) {
      this.rowOfBody.set(key, row);
      this.files.push({ ...body, row, size });
      this.bytes += size;
      this.storedBytes += stored;
    } else {
      this.aliases.push({ row, of: first });
      this.bytes += this.form === 'tar' ? 0 : size;
      this.storedBytes += this.form === 'tar' ? 0 : stored;
    }
  }

  private skip(facts: FileFacts, reason: SkipReason): void {
    this.skipped.add(pathText(this.tree.paths, facts.node), reason);
  }

  private offsetOf({ layer, entry }: FileBody): number {
    return this.stack.layers[layer]!.entries.dataOffsets[entry]!;
  }

  private pathOf(row: number): string {
    const { paths } = this.tree;
    const top = this.tree.nodeOf(this.top);
    const names: string[] = [];
    for (let node = this.tree.nodeOf(row); node !== top; node = paths.parentOf(node)) {
      names.push(this.renamed.get(node) ?? decodeName(paths.nameOf(node)));
    }
    return names.reverse().join('/');
  }
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
