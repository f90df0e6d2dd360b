/** Exporting files of an opened archive to the disk. */
import type { ArchiveRef } from './images';

export const imageExportRequests = {
  export: 'strata/images/export',
} as const;

export interface ExportParams extends ArchiveRef {
  readonly image: number;
  /** A layer, or null for the final file system. */
  readonly layer: number | null;
  /** `id` of the row; the empty string is the root. */
  readonly row: string;
  /** A `file:` URI of what to make, and what that is. */
  readonly target: string;
  readonly form: 'file' | 'folder' | 'tar';
  /** Replaces a file that is there already. A folder is never replaced. */
  readonly overwrite: boolean;
  /** Chosen by the client; `ImageProgress` repeats it. */
  readonly progressToken: string;
}

export type ExportResult =
  | {
      readonly kind: 'exported';
      /** What was written and what was left out, in a sentence or two. */
      readonly summary: string;
      /** Why paths were left out, one sentence each; the first thousand. */
      readonly skipped: readonly string[];
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly message: string };
