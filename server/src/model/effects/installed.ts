import type { FileNode } from './nodes';

/** A package that a command has installed; the node is one for all of that command, lies in no folder and holds the bytes. */
export interface Installed {
  readonly manager: string;
  readonly name: string;
  readonly node: FileNode;
  /** Whether manuals and the like came along, which small images leave out. */
  readonly isDocumented: boolean;
  /** True for a metapackage that is gone while what it needed is still there. */
  readonly isOrphaning: boolean;
}

const none: ReadonlyMap<string, Installed | undefined> = new Map();

/**
 * The packages that commands have installed, found by manager and name. As with files, what an instruction changes is
 * kept apart from what was there before it until it is committed.
 */
export class InstalledPackages {
  private changes = none;
  /** True when the changes belong to a copy as well, or to everybody. */
  private borrowed = true;
  /** True as soon as anything was installed, also when all of it is gone again. */
  private used = false;
  /** False as long as no metapackage has gone without what it needed. */
  private orphaned = false;

  /**
   * @param below What was there before, in the order of installation; shared by copies and changed by `commit` alone.
   * @param managers The managers of all that was ever installed, for all copies together.
   */
  constructor(
    private readonly below: Map<string, Installed> = new Map(),
    private readonly managers: Set<string> = new Set(),
  ) {}

  /** How many there are, about. */
  get size(): number {
    return this.below.size + this.changes.size;
  }

  /** How many were installed or removed since the last `commit`. */
  get changed(): number {
    return this.changes.size;
  }

  get wereNeverAny(): boolean {
    return !this.used;
  }

  get mayBeOrphaned(): boolean {
    return this.orphaned;
  }

  /** A copy for another way that a script may take. */
  fork(): InstalledPackages {
    const copy = new InstalledPackages(this.below, this.managers);
    copy.changes = this.changes;
    copy.used = this.used;
    copy.orphaned = this.orphaned;
    this.borrowed = true;
    return copy;
  }

  /** A copy for a stage that is built from this one. */
  forkForStage(): InstalledPackages {
    const copy = new InstalledPackages(new Map(this.below), this.managers);
    copy.used = this.used;
    copy.orphaned = this.orphaned;
    return copy;
  }

  /** Ends an instruction: makes what it changed part of what was there. */
  commit(): void {
    for (const [key, it] of this.changes) {
      if (it) {
        this.below.set(key, it);
      } else {
        this.below.delete(key);
      }
    }
    this.changes = none;
    this.borrowed = true;
  }

  get(manager: string, name: string): Installed | undefined {
    const found = this.at(keyOf(manager, name));
    return found?.isOrphaning ? undefined : found;
  }

  /** The package of this name, whichever manager has brought it. */
  named(name: string): Installed | undefined {
    for (const manager of this.managers) {
      const found = this.get(manager, name);
      if (found) {
        return found;
      }
    }
    return undefined;
  }

  /** The first one that fits, in the order of installation, metapackages that are gone included. */
  find(fits: (it: Installed) => boolean): Installed | undefined {
    for (const [key, it] of this.below) {
      if (!this.changes.has(key) && fits(it)) {
        return it;
      }
    }
    for (const it of this.changes.values()) {
      if (it && fits(it)) {
        return it;
      }
    }
    return undefined;
  }

  /** A metapackage that comes again finds what it needs. */
  takeBack(manager: string, name: string): void {
    const gone = this.orphaned ? this.at(keyOf(manager, name)) : undefined;
    if (gone?.isOrphaning) {
      this.put({ ...gone, isOrphaning: false });
    }
  }

  put(it: Installed): void {
    this.managers.add(it.manager);
    this.used = true;
    this.orphaned ||= it.isOrphaning;
    this.own().set(keyOf(it.manager, it.name), it);
  }

  delete({ manager, name }: Installed): void {
    const key = keyOf(manager, name);
    if (this.below.has(key)) {
      this.own().set(key, undefined);
    } else {
      this.own().delete(key);
    }
  }

  /** What is there when either of two ways may have been taken: whatever one of them has left. */
  static join(a: InstalledPackages, b: InstalledPackages): InstalledPackages {
    if (a.changes === b.changes) {
      return a;
    }
    const result = a.fork();
    result.used ||= b.used;
    result.orphaned ||= b.orphaned;
    const changes = result.own();
    for (const [key, it] of a.changes) {
      changes.set(key, either(it, b.at(key)));
    }
    for (const [key, it] of b.changes) {
      if (!a.changes.has(key)) {
        changes.set(key, either(a.below.get(key), it));
      }
    }
    return result;
  }

  private at(key: string): Installed | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.below.get(key);
  }

  private own(): Map<string, Installed | undefined> {
    if (this.borrowed) {
      this.changes = new Map(this.changes);
      this.borrowed = false;
    }
    return this.changes as Map<string, Installed | undefined>;
  }
}

function keyOf(manager: string, name: string): string {
  return `${manager}\n${name}`;
}

/** What is there when either may be: what is not gone, the first one before the second. */
function either(a: Installed | undefined, b: Installed | undefined): Installed | undefined {
  return a === undefined || (a.isOrphaning && b !== undefined && !b.isOrphaning) ? b : a;
}
