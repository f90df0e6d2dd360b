import type { ImageArchive, ImageLayer } from '../archive/archive';
import { type ImageProblem, problem } from '../problems';
import { EntryTable, entryType } from '../tar/entries';
import { mark, noNode, rootNode } from '../tar/paths';
import { Accounts } from './accounts';
import { change } from './changes';
import { LiveTree } from './liveTree';
import { lossReason, noEntry } from './objects';
import { FolderResolver } from './resolver';
import { makeStackedLayer, type StackedLayer } from './stackedLayer';

/** The layers of an image applied to each other. */
export interface ImageStack {
  /** The final file system. */
  readonly tree: LiveTree;
  readonly layers: readonly StackedLayer[];
}

export interface StackOptions {
  /** Takes devices 0/0 and `overlay.opaque` for the marks that they are in an overlay file system. */
  readonly overlayMarks: boolean;
}

/**
 * Applies the layers of an image in one pass (OCI image specification, "Applying Changesets"): whiteouts and
 * opaque folders hide what is below, never what is in the same layer; everything else replaces what has its
 * name, a folder over a folder only its attributes. Hard links share one object, paths below symbolic links
 * are applied where the links lead. The time grows with the number of entries only.
 */
export function stackLayers(
  archive: Pick<ImageArchive, 'paths'>,
  layers: readonly Pick<ImageLayer, 'content'>[],
  options: StackOptions = { overlayMarks: false },
): ImageStack {
  const tables = layers.map(({ content }) => content?.entries ?? noEntries);
  const sumOf = (count: (table: EntryTable) => number): number => tables.reduce((sum, each) => sum + count(each), 0);
  // Room that is not used costs nothing. Any path may be a folder without an entry, and what a mark hides a new path.
  const expected = {
    objects: sumOf(({ count }) => count) + archive.paths.count,
    paths: sumOf(({ marks }) => marks.length),
  };
  const stacker = new Stacker(new LiveTree(archive.paths, expected, tables.length), tables, options);
  return { tree: stacker.tree, layers: stacker.run() };
}

const noEntries = new EntryTable();

class Stacker {
  private readonly resolver: FolderResolver;
  private readonly accounts: Accounts;
  private layer = 0;
  /** Entries of the current layer that are marks by overlay's rules and nothing else. */
  private overlayWhiteouts: ReadonlySet<number> = new Set();
  private current!: StackedLayer;

  constructor(
    readonly tree: LiveTree,
    private readonly tables: readonly EntryTable[],
    private readonly options: StackOptions,
  ) {
    this.accounts = new Accounts(tree, tables);
    this.resolver = new FolderResolver(tree, {
      makeFolder: (node) => this.makeImpliedFolder(node),
      linkOf: (object) => this.accounts.linkOf(object),
    });
  }

  run(): StackedLayer[] {
    const layers = this.tables.map((table, layer) => {
      this.layer = layer;
      this.accounts.layer = layer;
      this.current = makeStackedLayer(table);
      const visibleBefore = this.accounts.visibleBytes;
      this.applyMarks(table);
      this.applyEntries(table);
      this.current.netBytes = this.accounts.visibleBytes - visibleBefore;
      return this.current;
    });
    if (this.resolver.isExhausted) {
      const message = 'Too many symbolic links were followed; some paths may be shown in the wrong place.';
      layers.at(-1)?.problems.push(problem('warning', 'limit', message));
    }
    this.accounts.attribute(layers);
    this.tree.freeze();
    return layers;
  }

  // --- whiteouts and opaque folders: all of a layer first, since they only hide what is below it

  private applyMarks(table: EntryTable): void {
    const { paths } = this.tree;
    const byOverlay = this.options.overlayMarks ? table.overlayMarks : [];
    this.overlayWhiteouts = new Set(byOverlay.filter((entry) => table.types[entry] !== entryType.directory));
    const opaque = table.marks.filter((entry) => paths.markOf(table.nodes[entry]!) === mark.opaque);
    const whiteouts = table.marks.filter((entry) => paths.markOf(table.nodes[entry]!) === mark.whiteout);
    for (const entry of opaque) {
      this.applyOpaque(entry, paths.parentOf(table.nodes[entry]!));
    }
    for (const entry of byOverlay.filter((each) => table.types[each] === entryType.directory)) {
      this.applyOpaque(entry, table.nodes[entry]!);
    }
    for (const entry of whiteouts) {
      this.applyWhiteout(entry, paths.hiddenBy(table.nodes[entry]!));
    }
    for (const entry of this.overlayWhiteouts) {
      this.applyWhiteout(entry, table.nodes[entry]!);
    }
    if (table.marks.some((entry) => paths.markOf(table.nodes[entry]!) === mark.invalid)) {
      this.note('warning', 'It holds a whiteout that names nothing; it has no effect.');
    }
    if (table.overlayMarks.length > 0 && !this.options.overlayMarks) {
      this.note(
        'info',
        'It holds marks of an overlay file system, which are plain entries in a layer and hide nothing.',
      );
    }
  }

  private applyOpaque(entry: number, literal: number): void {
    const folder = this.resolver.findFolder(literal);
    const effect = this.current.addMark(entry, 'opaque', literal, folder !== undefined);
    if (folder !== undefined) {
      this.tree.clear(folder, (node, object) => this.hide(node, object, lossReason.opaque, effect));
    }
  }

  private applyWhiteout(entry: number, target: number): void {
    if (target === noNode) {
      return;
    }
    const { paths } = this.tree;
    const literalFolder = paths.parentOf(target);
    const folder = this.resolver.findFolder(literalFolder);
    let node: number | undefined = target;
    if (folder !== literalFolder && folder !== undefined) {
      const name = paths.nameOf(target);
      node = paths.find(folder, name, 0, name.length);
    }
    const object = folder === undefined ? 0 : this.tree.at(node);
    const effect = this.current.addMark(entry, 'whiteout', target, object !== 0);
    if (object !== 0) {
      effect.wasFolder = this.tree.isFolder(node);
      effect.wasImplied = this.tree.objects.entries[object] === noEntry;
      this.tree.remove(node, (each, gone) => this.hide(each, gone, lossReason.deleted, effect));
    }
  }

  private hide(node: number, object: number, reason: number, effect: ReturnType<StackedLayer['addMark']>): void {
    const { objects } = this.tree;
    this.accounts.touch(node, object);
    if (objects.kinds[object] === entryType.file) {
      // A hard link has no bytes in its own header; only the name that brought them counts.
      effect.headerBytes +=
        this.tables[objects.layers[object]!]!.nodes[objects.entries[object]!] === node
          ? this.accounts.sizeOf(object)
          : 0;
      effect.hiddenFiles++;
    }
    effect.hiddenBytes += this.accounts.unlink(object, reason);
  }

  // --- entries

  private applyEntries(table: EntryTable): void {
    const { paths } = this.tree;
    const dangling: number[] = [];
    const hidden = new Map<number, number>();
    for (let entry = 0; entry < table.count; entry++) {
      const type = table.types[entry]!;
      const node = table.nodes[entry]!;
      if (node === noNode || paths.isHidden(node)) {
        this.keepAside(table, entry, hidden);
      } else if (type === entryType.hardlink) {
        if (!this.applyHardLink(table, entry, hidden)) {
          dangling.push(entry);
        }
      } else if (type !== entryType.other && !this.overlayWhiteouts.has(entry)) {
        this.applyEntry(table, entry, node, type);
      }
    }
    this.applyDangling(table, dangling, hidden);
    for (const object of hidden.values()) {
      if (this.tree.objects.links[object] === 0) {
        this.accounts.kill(object, lossReason.deleted);
      }
    }
  }

  /** Files that are no part of the file system still have bytes, and AUFS's link folder holds bodies of hard links. */
  private keepAside(table: EntryTable, entry: number, hidden: Map<number, number>): void {
    if (table.types[entry] === entryType.file && table.sizes[entry]! > 0) {
      const object = this.tree.objects.make(entryType.file, this.layer, entry);
      const node = table.nodes[entry]!;
      // Without a path of its own it can have no other name: any key that no node has will do.
      const key = node === noNode ? -1 - entry : node;
      const earlier = hidden.get(key);
      if (earlier !== undefined) {
        this.accounts.kill(earlier, lossReason.overwritten);
      }
      hidden.set(key, object);
    }
  }

  private applyEntry(table: EntryTable, entry: number, literal: number, type: number): void {
    const { tree } = this;
    const { objects } = tree;
    if (literal === rootNode) {
      if (type === entryType.directory) {
        this.renew(rootNode, tree.at(rootNode), table, entry);
      }
      return;
    }
    const node = this.placeFor(literal, entry);
    const there = tree.at(node);
    if (there !== 0 && type === entryType.directory && objects.kinds[there] === entryType.directory) {
      this.renew(node, there, table, entry);
      return;
    }
    this.accounts.touch(node, there);
    this.current.changes[entry] = this.changeAt(node, table, entry);
    const object = objects.make(type, this.layer, entry);
    this.replace(node, there, object, table, entry);
  }

  /** A folder over a folder: new attributes, the same children. */
  private renew(node: number, object: number, table: EntryTable, entry: number): void {
    const { objects } = this.tree;
    this.accounts.touch(node, object);
    const before = this.accounts.before(node);
    const wasFolder = before !== 0 && objects.kinds[before] === entryType.directory;
    if (before === 0) {
      this.current.changes[entry] = change.added;
    } else if (!wasFolder) {
      this.current.changes[entry] = change.modified;
    } else if (objects.entries[before] !== noEntry) {
      this.current.changes[entry] = this.accounts.compare(before, table, entry);
    }
    objects.layers[object] = this.layer;
    objects.entries[object] = entry;
  }

  /** True when the link led somewhere. */
  private applyHardLink(table: EntryTable, entry: number, hidden: ReadonlyMap<number, number>): boolean {
    const { tree } = this;
    const object = this.linkTarget(table.linkOf(entry), hidden);
    const literal = table.nodes[entry]!;
    if (object === 0 || literal === rootNode) {
      return false;
    }
    this.current.linkObjects.set(entry, object);
    const node = this.placeFor(literal, entry);
    const there = tree.at(node);
    if (there === object) {
      return true;
    }
    this.accounts.touch(node, there);
    const { layers, entries } = tree.objects;
    const before = this.accounts.before(node);
    this.current.changes[entry] =
      before === 0
        ? change.added
        : before === object
          ? change.none
          : this.accounts.compare(before, this.tables[layers[object]!]!, entries[object]!);
    this.replace(node, there, object, this.tables[layers[object]!]!, entries[object]!);
    return true;
  }

  private linkTarget(path: Uint8Array, hidden: ReadonlyMap<number, number>): number {
    const node = this.resolver.findPath(path);
    if (node !== undefined) {
      const object = this.tree.at(node);
      return this.tree.objects.kinds[object] === entryType.directory ? 0 : object;
    }
    return hidden.size > 0 ? (hidden.get(this.literalNode(path)) ?? 0) : 0;
  }

  private literalNode(path: Uint8Array): number {
    const { paths } = this.tree;
    let node: number = rootNode;
    for (let from = 0; from < path.length && node !== noNode; ) {
      let to = from;
      while (to < path.length && path[to] !== 0x2f) {
        to++;
      }
      const isNothing = to === from || (to === from + 1 && path[from] === 0x2e);
      node = isNothing ? node : paths.find(node, path, from, to);
      from = to + 1;
    }
    return node;
  }

  /** Links may stand before their target. What leads nowhere then is told. */
  private applyDangling(table: EntryTable, entries: readonly number[], hidden: ReadonlyMap<number, number>): void {
    let left = entries;
    for (let pass = 0; pass < linkPasses && left.length > 0; pass++) {
      const still = left.filter((entry) => !this.applyHardLink(table, entry, hidden));
      if (still.length === left.length) {
        break;
      }
      left = still;
    }
    if (left.length > 0) {
      this.note(
        'warning',
        left.length === 1 ? 'A hard link in it leads nowhere.' : `${left.length} hard links in it lead nowhere.`,
      );
    }
  }

  /** Where an entry is applied: below a symbolic link that is where the link leads. */
  private placeFor(literal: number, entry: number): number {
    const { paths } = this.tree;
    const literalFolder = paths.parentOf(literal);
    const folder = this.resolver.folderFor(literalFolder);
    if (folder === literalFolder) {
      return literal;
    }
    const name = paths.nameOf(literal);
    const node = paths.intern(folder, name, 0, name.length);
    this.current.placedAt.set(entry, node);
    return node === noNode ? literal : node;
  }

  private replace(node: number, there: number, object: number, table: EntryTable, entry: number): void {
    const { tree } = this;
    if (there === 0) {
      tree.put(node, object);
    } else {
      const reason = this.reasonFor(there, table, entry);
      tree.clear(node, (each, gone) => {
        this.accounts.touch(each, gone);
        this.accounts.unlink(gone, lossReason.replaced);
      });
      tree.exchange(node, object);
      this.accounts.unlink(there, reason);
    }
    this.accounts.link(object);
  }

  private reasonFor(old: number, table: EntryTable, entry: number): number {
    const { kinds } = this.tree.objects;
    if (kinds[old] !== entryType.file || table.types[entry] !== entryType.file) {
      return lossReason.replaced;
    }
    return this.accounts.compare(old, table, entry) === change.metadata ? lossReason.metadata : lossReason.overwritten;
  }

  private changeAt(node: number, table: EntryTable, entry: number): number {
    const before = this.accounts.before(node);
    return before === 0 ? change.added : this.accounts.compare(before, table, entry);
  }

  private makeImpliedFolder(node: number): void {
    const { tree } = this;
    const there = tree.at(node);
    const object = tree.objects.make(entryType.directory, this.layer, noEntry);
    this.accounts.touch(node, there);
    if (there === 0) {
      tree.put(node, object);
    } else {
      tree.exchange(node, object);
      this.accounts.unlink(there, lossReason.replaced);
    }
    this.accounts.link(object);
  }

  private note(severity: ImageProblem['severity'], message: string): void {
    this.current.problems.push(problem(severity, severity === 'info' ? 'unsupported' : 'bad-header', message));
  }
}

/** Chains of links that stand in reverse order are followed this far. */
const linkPasses = 8;
