import type { ReadParams, ReadResult } from './imageContent';
import type { ExportParams, ExportResult } from './imageExport';
import type { InsightsParams, InsightsResult } from './imageInsights';
import type { FindParams, FindResult } from './imageSearch';
import type { TooltipParams, TooltipResult } from './imageTooltip';
import type { VerifyParams, VerifyResult } from './imageVerify';

/** Requests about an opened archive that are not about its rows: all can be cancelled, and those with a token tell progress. */
export interface ImageTasks {
  readonly find: { readonly params: FindParams; readonly result: FindResult };
  readonly insights: { readonly params: InsightsParams; readonly result: InsightsResult };
  readonly read: { readonly params: ReadParams; readonly result: ReadResult };
  readonly export: { readonly params: ExportParams; readonly result: ExportResult };
  readonly tooltip: { readonly params: TooltipParams; readonly result: TooltipResult };
  readonly verify: { readonly params: VerifyParams; readonly result: VerifyResult };
}

export type ImageTaskName = keyof ImageTasks;

/** What every task answers when it does not come to its end. */
export type UnfinishedTask =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly message: string };
