/** Searching for names in the layers of an opened archive. */
import type { ArchiveRef, EntryChange, EntryView } from './images';

export const imageSearchRequests = {
  find: 'strata/images/find',
} as const;

export interface FindParams extends ArchiveRef {
  readonly image: number;
  readonly pattern: string;
  /** `text`: a part of the path as it is; `glob`: `*`, `?`, `**`, `[a-z]`, `{a,b}`; `regexp`: a regular expression. */
  readonly kind: 'text' | 'glob' | 'regexp';
  readonly matchCase: boolean;
  /** 0-based first row and the number of rows wanted. */
  readonly offset: number;
  readonly limit: number;
}

/** The answer to `find`; `problem` says in a sentence what is wrong with the pattern. */
export type FindResult =
  | { readonly kind: 'page'; readonly rows: readonly FoundView[]; readonly total: number; readonly summary: string }
  | { readonly kind: 'problem'; readonly message: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly message: string };

/** A path in one layer. */
export interface FoundView {
  /** The last name, and the folder that it is in. */
  readonly label: string;
  readonly folder: string;
  /** For example "1.2 MB · layer 3 · not in the final file system". */
  readonly description: string;
  readonly path: string;
  readonly layer: number;
  readonly kind: EntryView['kind'];
  readonly change: EntryChange | null;
  readonly bytes: number;
  /** True when the final file system has the path as this layer has it. */
  readonly isVisible: boolean;
  /** `id`s of the rows from the top of the layer down to this one. */
  readonly rowIds: readonly string[];
}
