import { type ContextEntry, type ContextListing, entryOf } from './contextListing';
import type { SurveyedContext } from './contextSurvey';
import { type IgnoreFile, readDockerignore } from './dockerignore';

/**
 * The files of the build context, without those that the ignore file leaves out.
 * Who builds a model without it has only names to go by.
 */
export interface BuildContext {
  /** By path from the root of the context, with `/` between folders and none at the start. */
  readonly files: ReadonlyMap<string, ContextFile>;
  /** One of `files`; asking for few of them spares a host to put all together. */
  fileAt(path: string): ContextFile | undefined;
  /** Where files and folders lie, those that the ignore file leaves out as well. Not given: in `files` is everything. */
  readonly listing?: ContextListing;
}

export interface ContextFile {
  /** Bytes. */
  readonly size: number;
  /** The text of a small script or settings file, where the host has read it. */
  readonly content?: string | undefined;
}

/** What a build gets to see of a surveyed context: everything but what the ignore file leaves out. */
export function buildContextOf({ listing, ignoreFile }: SurveyedContext): BuildContext {
  return new ListedContext(listing, ignoreFile && readDockerignore(ignoreFile.text));
}

/** A context of these files, by path. */
export function contextOfFiles(files: ReadonlyMap<string, ContextFile>): BuildContext {
  return { files, fileAt: (path) => files.get(path) };
}

/** A class for the sake of time alone: few ask for all files, and a folder may have thousands. */
class ListedContext implements BuildContext {
  private all: ReadonlyMap<string, ContextFile> | undefined;

  constructor(
    readonly listing: ContextListing,
    private readonly patterns: IgnoreFile | undefined,
  ) {}

  get files(): ReadonlyMap<string, ContextFile> {
    this.all ??= this.putTogether();
    return this.all;
  }

  fileAt(path: string): ContextFile | undefined {
    const slash = path.lastIndexOf('/');
    const entries = this.listing.folders.get(slash === -1 ? '' : path.slice(0, slash));
    const entry = entries && entryOf(entries, path.slice(slash + 1));
    return entry && this.fileOf(entry, path);
  }

  private fileOf({ kind, size }: ContextEntry, path: string): ContextFile | undefined {
    const isThere = kind === 'file' && !this.patterns?.decide(path);
    return isThere ? { size, content: this.listing.texts.get(path) } : undefined;
  }

  private putTogether(): Map<string, ContextFile> {
    const files = new Map<string, ContextFile>();
    for (const [folder, entries] of this.listing.folders) {
      for (const entry of entries ?? []) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const file = this.fileOf(entry, path);
        if (file) {
          files.set(path, file);
        }
      }
    }
    return files;
  }
}

/** What lies below a folder, as paths from the root of the context. */
export interface ListedBelow {
  readonly files: readonly string[];
  /** Folders that were to be looked into and were not, because there is too much in them. */
  readonly unread: readonly string[];
  /** Folders that nobody had to look into. */
  readonly unlisted: readonly string[];
}

/** What is listed below a folder, which is empty for the root. */
export function listedBelow({ folders, unread }: ContextListing, folder: string): ListedBelow {
  const below = { files: [] as string[], unread: [] as string[], unlisted: [] as string[] };
  const open = [folder];
  for (const each of open) {
    const entries = folders.get(each);
    if (!entries) {
      (unread.has(each) ? below.unread : below.unlisted).push(each);
    }
    for (const { name, kind } of entries ?? []) {
      const path = each === '' ? name : `${each}/${name}`;
      (kind === 'directory' ? open : below.files).push(path);
    }
  }
  return below;
}
