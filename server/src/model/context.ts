import type { ContextListing } from './contextListing';
import type { SurveyedContext } from './contextSurvey';
import { readDockerignore } from './dockerignore';

/**
 * The files of the build context, without those that the ignore file leaves out.
 * Who builds a model without it has only names to go by.
 */
export interface BuildContext {
  /** By path from the root of the context, with `/` between folders and none at the start. */
  readonly files: ReadonlyMap<string, ContextFile>;
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
  const patterns = ignoreFile && readDockerignore(ignoreFile.text);
  const files = new Map<string, ContextFile>();
  for (const [folder, entries] of listing.folders) {
    for (const { name, kind, size } of entries ?? []) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (kind === 'file' && !patterns?.decide(path)) {
        files.set(path, { size, content: listing.texts.get(path) });
      }
    }
  }
  return { files, listing };
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
