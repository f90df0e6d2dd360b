/** What stands out in an image: requests of the rows under "Insights". */

import type { FoundView } from './imageSearch';
import type { ArchiveRef } from './images';

export const imageInsightsRequests = {
  insights: 'strata/images/insights',
} as const;

/**
 * - `wasted`: paths whose bytes are in the image and not in its final file system.
 * - `largest`: files of all layers. `duplicates`: files of one content; all files of equal size are read.
 * - `secrets`: files that look like secrets; the beginning of each one is read.
 */
export type InsightTopic = 'wasted' | 'largest' | 'duplicates' | 'secrets';

export interface InsightsParams extends ArchiveRef {
  readonly image: number;
  readonly topic: InsightTopic;
  /** Chosen by the client; `ImageProgress` repeats it. */
  readonly progressToken: string;
  /** 0-based first row and the number of rows wanted. */
  readonly offset: number;
  readonly limit: number;
}

export type InsightsResult =
  | {
      readonly kind: 'page';
      readonly rows: readonly InsightView[];
      readonly total: number;
      /** A sentence about all of them; empty where the rows say it all. */
      readonly summary: string;
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly message: string };

export interface InsightView {
  readonly label: string;
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  /** Where it is; the first place where there are several, null for what has no row. */
  readonly place: FoundView | null;
  /** The files of one content, where there are several. */
  readonly files: readonly FoundView[];
}
