/** Reading a file of an opened archive, whole or in part. */
import type { ArchiveRef } from './images';

export const imageContentRequests = {
  read: 'strata/images/read',
} as const;

export interface ReadParams extends ArchiveRef {
  readonly image: number;
  /** A layer, or null for the final file system. */
  readonly layer: number | null;
  /** `id` of the file's row. */
  readonly row: string;
  /** First byte, and how many are wanted; at most 4 MiB come at once. */
  readonly offset: number;
  readonly length: number;
  /** Chosen by the client; `ImageProgress` repeats it. */
  readonly progressToken: string;
}

export type ReadResult =
  | {
      readonly kind: 'content';
      readonly base64: string;
      /** Bytes of the whole file. */
      readonly size: number;
      /** False when the archive is damaged and not all bytes are there. */
      readonly isComplete: boolean;
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly message: string };
