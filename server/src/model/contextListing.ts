import { compilePattern, isWellFormed } from './dockerignore';

/** What is known of the folders around a Dockerfile. Paths begin at the root of the context, which is the empty path. */
export interface ContextListing {
  /** The entries of every folder that was asked for; undefined where there is no such folder. */
  readonly folders: ReadonlyMap<string, readonly ContextEntry[] | undefined>;
  /** Folders that were not looked into, because there is too much in them or they could not be read in time. */
  readonly unread: ReadonlySet<string>;
  /** The texts of small scripts and settings files. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface ContextEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** Bytes of a file, else 0. */
  readonly size: number;
}

/** What a listing asks its host for, in the folder `root` as the host names it. */
export type ContextRequest =
  /** The entries of a folder: undefined when there is none, `unreadable` when it cannot be told. */
  | { readonly kind: 'folder'; readonly root: string; readonly path: string }
  /** The text of a file, undefined when it cannot be read. */
  | { readonly kind: 'text'; readonly root: string; readonly path: string };

export type ContextAnswer = readonly ContextEntry[] | 'unreadable' | { readonly text: string } | undefined;

/** Asks for one thing after the other and is fed with the answers, so that a host may wait for them or not. */
export type ContextSurvey<Result> = Generator<ContextRequest, Result, ContextAnswer>;

export interface ListingLimits {
  /** Entries of all folders together. */
  readonly entries: number;
  /** Folders below a source. */
  readonly depth: number;
  readonly texts: number;
  /** Bytes of one text. */
  readonly textSize: number;
  /** Bytes of a file that tells the versions of packages. */
  readonly lockSize: number;
}

export const listingLimits: ListingLimits = {
  entries: 5_000,
  depth: 24,
  texts: 60,
  textSize: 32 * 1024,
  lockSize: 512 * 1024,
};

/** A path wanted of a context, see `ContextSource`. */
export interface WantedPath {
  readonly path: string;
  readonly takesWildcards: boolean;
}

/** A folder of which it is known which of the wanted paths it has. */
export interface ProbedContext {
  readonly root: string;
  /** How many of them it does not have. */
  readonly missing: number;
  /**
   * Lists what they lead to: the folders on the way, and everything below those that are folders themselves.
   * Symbolic links are not followed.
   *
   * @param isIgnored Folders that need not be looked into, because nothing in them is part of the context.
   */
  list(isIgnored?: (folder: string) => boolean): ContextSurvey<ContextListing>;
}

/** Looks for the wanted paths in a folder, and no further than it takes to tell which of them exist. */
export function* probeContext(
  root: string,
  wanted: readonly WantedPath[],
  limits: ListingLimits = listingLimits,
): ContextSurvey<ProbedContext> {
  const listing = new Listing(root, limits);
  const { found, missing } = yield* listing.find(wanted);
  return {
    root,
    missing,
    *list(isIgnored = () => false) {
      const files = yield* listing.walk(found, isIgnored);
      yield* listing.readTexts(files);
      return listing;
    },
  };
}

interface Found {
  readonly found: ReadonlyMap<string, ContextEntry | undefined>;
  readonly missing: number;
}

class Listing implements ContextListing {
  readonly folders = new Map<string, readonly ContextEntry[] | undefined>();
  readonly unread = new Set<string>();
  readonly texts = new Map<string, string>();
  private entries = 0;

  constructor(
    private readonly root: string,
    private readonly limits: ListingLimits,
  ) {}

  *find(wanted: readonly WantedPath[]): ContextSurvey<Found> {
    const found = new Map<string, ContextEntry | undefined>();
    let missing = 0;
    for (const { path, takesWildcards } of wanted) {
      let search = searchContext(this, path, takesWildcards);
      while (search.needs.length > 0 && !this.isFull()) {
        for (const each of search.needs) {
          yield* this.read(each);
        }
        search = searchContext(this, path, takesWildcards);
      }
      for (const each of search.found) {
        found.set(each.path, each.entry);
      }
      missing += search.missing ? 1 : 0;
    }
    return { found, missing };
  }

  /** Reads everything below, level by level; gives the files. */
  *walk(found: Found['found'], isIgnored: (folder: string) => boolean): ContextSurvey<FoundFile[]> {
    const files: FoundFile[] = [];
    let level: string[] = [];
    for (const [path, entry] of found) {
      if (!entry || entry.kind === 'directory') {
        level.push(path);
      } else if (entry.kind === 'file') {
        files.push({ path, size: entry.size });
      }
    }
    for (let depth = 0; level.length > 0; depth++) {
      const next: string[] = [];
      for (const folder of level) {
        if (depth > this.limits.depth || this.isFull()) {
          this.unread.add(folder);
          continue;
        }
        for (const { name, kind, size } of this.folders.get(folder) ?? (yield* this.read(folder))) {
          const path = joined(folder, name);
          if (kind === 'directory' && !isIgnored(path)) {
            next.push(path);
          } else if (kind === 'file') {
            files.push({ path, size });
          }
        }
      }
      level = next;
    }
    return files;
  }

  *readTexts(files: readonly FoundFile[]): ContextSurvey<void> {
    for (const { path, size } of files) {
      if (this.texts.size >= this.limits.texts) {
        return;
      }
      const most = isLock(path) ? this.limits.lockSize : isScriptOrSettings(path) ? this.limits.textSize : 0;
      if (size > 0 && size <= most && !this.texts.has(path)) {
        const answer = yield { kind: 'text', root: this.root, path };
        if (typeof answer === 'object' && 'text' in answer && !answer.text.includes('\0')) {
          this.texts.set(path, answer.text);
        }
      }
    }
  }

  private *read(path: string): ContextSurvey<readonly ContextEntry[]> {
    const answer = yield { kind: 'folder', root: this.root, path };
    if (isEntries(answer)) {
      this.entries += answer.length;
      this.folders.set(path, answer);
      return answer;
    }
    if (answer === undefined) {
      this.folders.set(path, undefined);
    } else {
      this.unread.add(path);
    }
    return [];
  }

  private isFull(): boolean {
    return this.entries > this.limits.entries;
  }
}

/** The listing of a context that holds just these files, by path, with their sizes in bytes. */
export function listingOf(files: Readonly<Record<string, number>>): ContextListing {
  const folders = new Map<string, ContextEntry[]>([['', []]]);
  const addTo = (folder: string, entry: ContextEntry): void => {
    const entries = folders.get(folder) ?? [];
    folders.set(folder, entries.some(({ name }) => name === entry.name) ? entries : [...entries, entry]);
  };
  for (const [path, size] of Object.entries(files)) {
    const parts = path.split('/');
    for (const [depth, name] of parts.entries()) {
      const isFile = depth === parts.length - 1;
      addTo(parts.slice(0, depth).join('/'), { name, kind: isFile ? 'file' : 'directory', size: isFile ? size : 0 });
    }
  }
  return { folders, unread: new Set(), texts: new Map() };
}

interface FoundFile {
  readonly path: string;
  readonly size: number;
}

function isEntries(answer: ContextAnswer): answer is readonly ContextEntry[] {
  return Array.isArray(answer);
}

/** Where a path of the context leads. */
export interface ContextSearch {
  /** What is there, for wildcards all that match; the entry of the root itself is undefined. */
  readonly found: readonly { readonly path: string; readonly entry: ContextEntry | undefined }[];
  /** Folders that have to be read before more can be said. */
  readonly needs: readonly string[];
  /** True when nothing can be said: behind a symbolic link, or where a folder was not looked into. */
  readonly isOpen: boolean;
  /** Where it ends that nothing is found: a folder that exists, and the part of the path that it does not have. */
  readonly missing: { readonly folder: string; readonly name: string } | undefined;
}

/**
 * Looks for a path in what is listed, wildcards as in Go's `filepath.Match`: they stay within a folder.
 * For the root of the context the path is empty.
 */
export function searchContext(listing: ContextListing, path: string, takesWildcards: boolean): ContextSearch {
  const needs: string[] = [];
  let isOpen = false;
  let missing: ContextSearch['missing'];
  let reached: { readonly path: string; readonly entry: ContextEntry | undefined }[] = [{ path: '', entry: undefined }];
  let isWild = false;
  for (const name of path === '' ? [] : path.split('/')) {
    const followsLinks = !isWild;
    const isPattern = takesWildcards && /[*?[\\]/.test(name);
    isWild ||= isPattern;
    if (isPattern && !isWellFormed(name)) {
      // BuildKit does not copy with it at all, and while somebody types it is about to change.
      return { found: [], needs: [], isOpen: true, missing: undefined };
    }
    const next: typeof reached = [];
    for (const { path: folder, entry } of reached) {
      if (entry?.kind === 'symlink' || listing.unread.has(folder)) {
        // BuildKit does not follow links behind a wildcard.
        isOpen ||= followsLinks || entry?.kind !== 'symlink';
        continue;
      }
      const isFolder = !entry || entry.kind === 'directory';
      const entries = isFolder ? listing.folders.get(folder) : [];
      if (isFolder && !listing.folders.has(folder)) {
        needs.push(folder);
        continue;
      }
      const below = !entries ? [] : isPattern ? entriesLike(entries, name) : asList(entryOf(entries, name));
      if (below.length === 0) {
        missing ??= { folder, name };
      }
      next.push(...below.map((each) => ({ path: joined(folder, each.name), entry: each })));
    }
    reached = next;
  }
  return { found: reached, needs, isOpen, missing: reached.length === 0 ? missing : undefined };
}

/** The entry of that name. */
export function entryOf(entries: readonly ContextEntry[], name: string): ContextEntry | undefined {
  if (entries.length <= fewEntries) {
    return entries.find((each) => each.name === name);
  }
  const known = lookupsOf(entries);
  known.byName ??= new Map(entries.map((each) => [each.name, each]));
  return known.byName.get(name);
}

/** The entries that a pattern matches. */
function entriesLike(entries: readonly ContextEntry[], pattern: string): readonly ContextEntry[] {
  const known = entries.length > fewEntries ? lookupsOf(entries).byPattern : undefined;
  let found = known?.get(pattern);
  if (!found) {
    const matches = compilePattern(pattern);
    found = entries.filter((each) => matches(each.name));
    if (known && known.size >= mostPatterns) {
      known.clear();
    }
    known?.set(pattern, found);
  }
  return found;
}

/** What large folders were asked for: one Dockerfile after the other asks for the same. */
interface Lookups {
  byName: ReadonlyMap<string, ContextEntry> | undefined;
  readonly byPattern: Map<string, readonly ContextEntry[]>;
}

function lookupsOf(entries: readonly ContextEntry[]): Lookups {
  let known = lookups.get(entries);
  if (!known) {
    known = { byName: undefined, byPattern: new Map() };
    lookups.set(entries, known);
  }
  return known;
}

/** So few are looked through faster than kept in mind. */
const fewEntries = 16;
/** While somebody types a pattern, each beginning of it is asked for. */
const mostPatterns = 50;
const lookups = new WeakMap<readonly ContextEntry[], Lookups>();

function asList(entry: ContextEntry | undefined): readonly ContextEntry[] {
  return entry ? [entry] : [];
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** By its name: what tells the versions of packages, see `model/packages/pins`. */
function isLock(path: string): boolean {
  return /(?:^|\/)(?:package-lock\.json|Gemfile\.lock|go\.mod)$/.test(path);
}

/** By its name: what a build is likely to carry out or to take settings from, and what may hold secrets. */
function isScriptOrSettings(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    /\.(?:sh|bash|zsh|ksh|py|conf|cfg|ini|toml|npmrc|yarnrc|yml|yaml|mk|mod|rockspec|txt|json|env|pem|key)$/i.test(
      name,
    ) ||
    /^\.?[\w-]+$/.test(name) ||
    /^\.env\./.test(name) ||
    path.includes('apt.conf.d/')
  );
}
