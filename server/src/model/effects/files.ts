import { type Budget, spend } from './budget';
import { CommittedFiles } from './committed';
import { type Installed, InstalledPackages } from './installed';
import { type FileNode, isMoreOf, nodeAt, type PartKilled, type Selection, writersOf } from './nodes';
import { isPackagePath } from './packagePaths';
import { isWithin, segmentsOf } from './paths';
import { type PathPattern, readPattern, selectionOf } from './selection';
import { anyText, unknownName } from './symbols';

const mostAskedAgain = 8;
const stepsToCopy = 5;
const stepsToPut = 20;
/** More things of unknown name than that in one folder are not told apart: the last one stands for those that follow. */
const mostUnknown = 200;
/** Folders of the running kernel, in every build mounted anew. */
const kernelFolders = /^\/(dev|proc|sys)\//;
const noTexts: ReadonlyMap<string, string> = new Map();
const noMounts: readonly string[] = [];
const noNodes: readonly FileNode[] = [];

/**
 * The files of an image that matter here, by path. What an instruction changes is kept apart from what was there
 * before it until it is committed, so that copies for the ways that a script may take cost little.
 */
export class FileTable {
  private changes: Map<string, FileNode | undefined>;
  private parts: Map<string, PartKilled>;
  private borrowed = false;
  /** How many things of unknown name have been put at a path, for all copies together. */
  private taken: Map<string, number>;
  private links: readonly FileNode[] = [];
  /** Installed packages, which are no files that anybody could name. */
  packages = new InstalledPackages();
  /** Texts that do not belong to the layer, as of files that mounts bring, by absolute path; emptied by `commit`. */
  mountedTexts: ReadonlyMap<string, string> = noTexts;
  /** Folders in which programs ran that write more than anybody knows. */
  builtFolders: readonly string[] = noMounts;
  /** What lies below mounts and would be residue if it were copied into the layer; emptied by `commit`. */
  mountedResidue: readonly FileNode[] = noNodes;

  /**
   * @param budget What may still be done, for all copies together; nothing is found any more when it is used up.
   * @param below What was there before; shared by copies and changed by `commit` alone.
   * @param mounts Absolute paths whose contents do not belong to the layer while a RUN is carried out.
   * @param like Where the changes are taken from; both own them then.
   */
  constructor(
    private readonly budget: Budget,
    private readonly below: CommittedFiles = new CommittedFiles(),
    public mounts: readonly string[] = [],
    like?: FileTable,
  ) {
    this.changes = like?.changes ?? new Map();
    this.parts = like?.parts ?? new Map();
    this.taken = like?.taken ?? new Map();
  }

  /** A copy for another way that a script may take. */
  fork(): FileTable {
    const copy = new FileTable(this.budget, this.below, this.mounts, this);
    copy.links = this.links;
    copy.packages = this.packages.fork();
    copy.mountedTexts = this.mountedTexts;
    copy.builtFolders = this.builtFolders;
    copy.mountedResidue = this.mountedResidue;
    copy.borrowed = true;
    this.borrowed = true;
    return copy;
  }

  /** A copy for a stage that is built from this one. */
  forkForStage(): FileTable {
    spend(this.budget, (this.below.size + this.packages.size) * stepsToCopy);
    const copy = new FileTable(this.budget, this.below.copy());
    copy.links = this.links;
    copy.taken = this.taken;
    copy.packages = this.packages.forkForStage();
    copy.builtFolders = this.builtFolders;
    return copy;
  }

  /** Ends an instruction: gives what it wrote and what it killed of folders, and makes both part of what was there. */
  commit(): { readonly written: readonly FileNode[]; readonly parts: readonly PartKilled[] } {
    const written: FileNode[] = [];
    for (const [path, node] of this.changes) {
      if (node) {
        this.below.set(path, node);
        written.push(node);
      } else {
        this.below.delete(path);
      }
    }
    const parts = [...this.parts.values()];
    this.packages.commit();
    if (this.borrowed || this.changes.size > 0 || this.parts.size > 0) {
      this.changes = new Map();
      this.parts = new Map();
      this.borrowed = false;
    }
    this.mounts = noMounts;
    this.mountedTexts = noTexts;
    this.mountedResidue = noNodes;
    return { written, parts };
  }

  get(path: string): FileNode | undefined {
    return this.at(this.follow(path));
  }

  /** The text of a small file, as far as it is known. */
  textAt(path: string): string | undefined {
    return this.mountedTexts.get(path) ?? this.get(path)?.content;
  }

  /** Keeps a text where only this instruction finds it, as for `<(…)`, and gives its path. */
  provide(text: string): string {
    const path = `/dev/fd/${63 + this.mountedTexts.size}`;
    spend(this.budget, this.mountedTexts.size);
    this.mountedTexts = new Map([...this.mountedTexts, [path, text]]);
    return path;
  }

  /** The first package that fits, as far as there is time to look at all. */
  findPackage(fits: (it: Installed) => boolean): Installed | undefined {
    return this.packages.wereNeverAny || !spend(this.budget, this.packages.size) ? undefined : this.packages.find(fits);
  }

  /** Notes that a program ran which may have made any file below a folder. */
  noteBuild(folder: string): void {
    if (!this.builtFolders.includes(folder)) {
      this.builtFolders = [...this.builtFolders, folder];
    }
  }

  /** Takes steps for a closer look at something that is there; false when it should not be done. */
  spend(steps: number): boolean {
    return spend(this.budget, steps);
  }

  has(node: FileNode): boolean {
    return this.at(node.path) === node;
  }

  /** Puts a node at its path, links in the folders above followed; nothing happens below a mount. */
  put(node: FileNode): FileNode | undefined {
    const path = this.follow(node.path);
    if (this.isMounted(path)) {
      if (node.cause !== undefined && spend(this.budget, this.mountedResidue.length)) {
        this.mountedResidue = [...this.mountedResidue, nodeAt(path, node)];
      }
      return undefined;
    }
    spend(this.budget, stepsToPut + this.links.length + (node.path.length >> 5));
    this.own();
    const place = this.freePlace(path, node);
    const old = path.includes(unknownName) ? this.at(place) : undefined;
    const placed = nodeAt(place, old && isMoreOf(old, node) ? { ...node, otherWriters: writersOf(old) } : node);
    this.changes.set(place, placed);
    if (node.kind === 'link') {
      this.links = [...this.links.filter((it) => it.path !== place), placed];
    }
    return placed;
  }

  delete(node: FileNode): void {
    this.own();
    if (this.below.get(node.path)) {
      this.changes.set(node.path, undefined);
    } else {
      this.changes.delete(node.path);
    }
    if (node.kind === 'link') {
      this.links = this.links.filter((it) => it.path !== node.path);
    }
  }

  killPart(part: PartKilled): void {
    this.own();
    this.parts.set(`${part.node.path}\n${part.path}`, part);
  }

  /** Calls `visit` for everything that is there. */
  forEach(visit: (node: FileNode) => void): void {
    if (!spend(this.budget, this.below.size)) {
      return;
    }
    this.below.forEach((node) => {
      this.visitUnchanged(node, visit);
    });
    this.visitChanges(visit);
  }

  /** Calls `visit` for everything that may lie at, above or below a path, and for some more. */
  private forEachNear(names: readonly string[], visit: (node: FileNode) => void): void {
    // Paths of many components take longer to compare.
    const steps = 1 + (names.length >> 3);
    if (!spend(this.budget, steps * this.changes.size)) {
      return;
    }
    let visited = 0;
    this.below.forEachNear(names, (node) => {
      visited++;
      this.visitUnchanged(node, visit);
    });
    spend(this.budget, steps * visited);
    this.visitChanges(visit);
  }

  private visitUnchanged(node: FileNode, visit: (node: FileNode) => void): void {
    if (this.changes.size === 0 || !this.changes.has(node.path)) {
      visit(node);
    }
  }

  private visitChanges(visit: (node: FileNode) => void): void {
    if (!spend(this.budget, this.changes.size)) {
      return;
    }
    for (const node of this.changes.values()) {
      if (node) {
        visit(node);
      }
    }
  }

  /** Everything that is there and fits. */
  filter(fits: (node: FileNode) => boolean): FileNode[] {
    const found: FileNode[] = [];
    this.forEach((node) => {
      if (fits(node)) {
        found.push(node);
      }
    });
    return found;
  }

  /** True when anything is known to lie at or below a path. */
  hasBelow(path: string): boolean {
    let found = false;
    this.forEachNear(segmentsOf(path), (node) => {
      found ||= isWithin(node.path, path);
    });
    return found;
  }

  isMounted(path: string): boolean {
    return kernelFolders.test(path) || (this.mounts.length > 0 && this.mounts.some((mount) => isWithin(path, mount)));
  }

  /** Follows the links in the folders above a path, and leaves the last component even if it is one itself. */
  follow(path: string): string {
    let result = path;
    for (let hops = 0; this.links.length > 0 && hops < 8; hops++) {
      spend(this.budget, this.links.length);
      const link = this.links.find((it) => result !== it.path && isWithin(result, it.path));
      if (!link) {
        break;
      }
      result = link.target + result.slice(link.path.length);
    }
    return result;
  }

  /**
   * Every node that an absolute pattern names wholly or in part; installed packages and what lies below mounts are
   * left out. A name that nobody knows is taken for the one asked for only when nothing else has that name;
   * what this layer wrote comes before the others. What was written
   * by that name, or in a folder made on the way to it, was no part of an older one.
   *
   * @param hidden Whether a leading wildcard takes names that begin with a dot.
   */
  select(path: string, hidden = false): Selection[] {
    const pattern = readPattern(this.follow(path));
    const certain: Selection[] = [];
    const guessed: Selection[] = [];
    this.forEachNear(pattern.names, (node) => {
      const found = selectionOf(node, pattern, hidden);
      if (found && !this.isMounted(node.path) && !isPackagePath(node.path)) {
        (found.isGuess ? guessed : certain).push(found);
      }
    });
    const possible = guessed.filter((it) => !isOther(it, certain));
    const own = possible.filter(({ node }) => this.changes.get(node.path) === node);
    return this.withoutOlderParts([...certain, ...(own.length > 0 ? own : possible)], pattern);
  }

  /**
   * Without parts of folders where something was written since then that has the name asked for, or that this layer has
   * made on the way to it, and of unpacked ones where that name is another's. Wildcards for some names mean what this layer wrote, as far as it wrote any.
   */
  private withoutOlderParts(found: readonly Selection[], pattern: PathPattern): Selection[] {
    const asksForAll = pattern.names.at(-1) === anyText;
    const isMeant = ({ node, extent, exact }: Selection) => {
      const isOwn = this.changes.get(node.path) === node;
      return extent === 'whole' && !pattern.hasWildcards
        ? exact && node.layer.instruction.name !== 'WORKDIR'
        : isOwn && (extent !== 'whole' || (exact && !asksForAll));
    };
    const isOlder = ({ node: { time, names } }: Selection) =>
      found.some((it) => it.node.time > time && it.node.names!.length > names!.length && isMeant(it));
    // What came out of an archive is hardly another file of a name that is there for sure, such as its own.
    const isNamed = !pattern.hasWildcards && found.some(({ extent, exact }) => extent === 'whole' && exact);
    return found.filter((it) => it.extent !== 'part' || !(isOlder(it) || (isNamed && it.node.dated)));
  }

  /** What of the residue below mounts an absolute pattern names wholly. */
  selectMounted(path: string): Selection[] {
    if (this.mountedResidue.length === 0 || !spend(this.budget, this.mountedResidue.length)) {
      return [];
    }
    const pattern = readPattern(this.follow(path));
    return this.mountedResidue.flatMap((node) => {
      const found = selectionOf(node, pattern, false);
      return found?.extent === 'whole' ? [found] : [];
    });
  }

  /** What is there when either of two ways may have been taken: whatever one of them has left. */
  static join(a: FileTable, b: FileTable): FileTable {
    const packages = InstalledPackages.join(a.packages, b.packages);
    if (
      a.changes === b.changes &&
      a.parts === b.parts &&
      packages === a.packages &&
      a.builtFolders === b.builtFolders
    ) {
      return a;
    }
    const result = a.fork();
    result.builtFolders = a.builtFolders.length >= b.builtFolders.length ? a.builtFolders : b.builtFolders;
    result.own();
    spend(a.budget, (a.changes.size + b.changes.size) * stepsToCopy + a.packages.changed + b.packages.changed);
    for (const path of a.changes.keys()) {
      if (!b.changes.has(path)) {
        result.choose(path, a.changes.get(path), a.below.get(path));
      }
    }
    for (const [path, node] of b.changes) {
      result.choose(path, a.at(path), node);
    }
    result.parts = new Map([...a.parts].filter(([key]) => b.parts.has(key)));
    result.packages = packages;
    result.links = a.links.length >= b.links.length ? a.links : b.links;
    return result;
  }

  /** Keeps the newer of two nodes, or the only one. */
  private choose(path: string, a: FileNode | undefined, b: FileNode | undefined): void {
    this.changes.set(path, !a || (b && b.time > a.time) ? b : a);
  }

  private at(path: string): FileNode | undefined {
    return this.changes.has(path) ? this.changes.get(path) : this.below.get(path);
  }

  /** Two things whose names nobody knows are not the same one. */
  private freePlace(path: string, node: FileNode): string {
    if (!path.includes(unknownName)) {
      return path;
    }
    // Those that were found taken before are not all asked again; only the last ones can be of the same layer.
    let taken = Math.max(0, (this.taken.get(path) ?? 0) - mostAskedAgain);
    const at = path.indexOf(unknownName);
    let place = path.slice(0, at) + unknownName.repeat(taken) + path.slice(at);
    for (let old = this.at(place); old && taken < mostUnknown; old = this.at(place)) {
      if (old.layer === node.layer && old.cause === node.cause && old.kind === node.kind) {
        break;
      }
      taken++;
      place = path.slice(0, at) + unknownName.repeat(taken) + path.slice(at);
    }
    this.taken.set(path, taken);
    return place;
  }

  private own(): void {
    if (this.borrowed) {
      spend(this.budget, (this.changes.size + this.parts.size) * stepsToCopy);
      this.changes = new Map(this.changes);
      this.parts = new Map(this.parts);
      this.borrowed = false;
    }
  }
}

/**
 * True when something of unknown name is not what was asked for, since something else has that name. What was written
 * below the name afterwards, as by `make` in an unpacked folder, is no other thing.
 */
function isOther({ node: guess }: Selection, certain: readonly Selection[]): boolean {
  return certain.some(({ node, extent, exact }) =>
    extent === 'whole' ? exact || node.time <= guess.time : node.names!.length >= guess.names!.length,
  );
}
