/**
 * Requests about image archives between client and server, and the view models that they carry.
 * Every request after `open` names the archive by handle and generation; when the file changed and was
 * opened again, the generation differs and the answer is `stale`.
 */

export const imageRequests = {
  open: 'strata/images/open',
  list: 'strata/images/list',
  close: 'strata/images/close',
  clearCache: 'strata/images/clearCache',
} as const;

/** Notifications from server to client while an archive is being read. */
export const imageNotifications = {
  /** Carries `ImageProgress`. */
  progress: 'strata/images/progress',
} as const;

export interface OpenImageParams {
  /** URI of the archive file or folder. */
  readonly uri: string;
  /** Chosen by the client; `ImageProgress` repeats it. */
  readonly progressToken: string;
}

export interface ImageProgress {
  readonly progressToken: string;
  /** Bytes read so far, and in all. */
  readonly done: number;
  readonly total: number;
  /** What is being read, for example "Layer 3 of 7". */
  readonly message: string;
}

export interface ArchiveRef {
  readonly handle: number;
  readonly generation: number;
}

/** The answer to `open`: the archive, or why nothing of it can be shown. */
export type OpenImageResult =
  | { readonly kind: 'opened'; readonly archive: ArchiveView }
  | { readonly kind: 'failed'; readonly message: string };

/** An opened archive as the layer view shows it. Sizes are bytes; `…Text` fields are ready to show. */
export interface ArchiveView extends ArchiveRef {
  readonly uri: string;
  /** The file's name. */
  readonly label: string;
  /** For example "docker-archive, 2 images". */
  readonly description: string;
  readonly tooltip: string;
  readonly images: readonly ImageView[];
  readonly problems: readonly ProblemView[];
}

export interface ImageView {
  readonly index: number;
  /** The first name, else the short digest. */
  readonly label: string;
  /** For example "97.3 MB · 12.0 MB wasted · linux/amd64"; the platform is first where it tells images apart. */
  readonly description: string;
  readonly tooltip: string;
  readonly layers: readonly LayerView[];
  readonly problems: readonly ProblemView[];
}

export interface LayerView {
  /** 0-based, bottom first. */
  readonly index: number;
  /** The instruction as the author wrote it, else "(no history)". */
  readonly label: string;
  /** For example "24.1 MB · 31 %". */
  readonly description: string;
  readonly tooltip: string;
  readonly accessibleLabel: string;
  readonly contentBytes: number;
  /** Share of the image's content bytes, 0 to 1. */
  readonly share: number;
  /** True when the layer has entries to list. */
  readonly hasEntries: boolean;
  readonly problems: readonly ProblemView[];
}

export interface ProblemView {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly message: string;
}

/** The answer to `clearCache`, which empties the cache on the disk. */
export interface CacheCleared {
  /** What was freed on the disk, for example "12.3 MB". */
  readonly freedText: string;
}

export interface ListParams extends ArchiveRef {
  readonly image: number;
  /** A layer, or null for the final file system. */
  readonly layer: number | null;
  /** `id` of the folder row; the empty string is the root. */
  readonly folder: string;
  /** 0-based first row and the number of rows wanted. */
  readonly offset: number;
  readonly limit: number;
}

export type ListResult =
  | { readonly kind: 'page'; readonly rows: readonly EntryView[]; readonly total: number }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly message: string };

/** How an entry of a layer relates to the layers below; null for untouched (final view, implied folders). */
export type EntryChange = 'added' | 'modified' | 'metadata' | 'deleted' | 'opaque';

export interface EntryView {
  /** Names the row in later requests; also unique among its siblings. Treat as opaque. */
  readonly id: string;
  /** Absolute path in the image, for display and for resource URIs. */
  readonly path: string;
  readonly label: string;
  /** Size, link target and the like, ready to show. */
  readonly description: string;
  readonly accessibleLabel: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'char' | 'block' | 'fifo' | 'whiteout';
  readonly change: EntryChange | null;
  /** Bytes of the file or of everything below; for a whiteout the bytes it hides. */
  readonly bytes: number;
  readonly hasChildren: boolean;
}
