/** What is told of a row of an opened archive while the mouse rests on it: put into words only then. */
import type { ArchiveRef } from './images';

export const imageTooltipRequests = {
  tooltip: 'strata/images/tooltip',
} as const;

export interface TooltipParams extends ArchiveRef {
  readonly image: number;
  /** A layer, or null for the final file system. */
  readonly layer: number | null;
  /** `id` of the row. */
  readonly row: string;
}

export type TooltipResult =
  /** Markdown. */
  | { readonly kind: 'tooltip'; readonly text: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly message: string };
