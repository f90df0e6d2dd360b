/** Comparing the layers of an opened image with the digests that its archive states. */
import type { ArchiveRef, ProblemView } from './images';

export const imageVerifyRequests = {
  verify: 'strata/images/verify',
} as const;

export interface VerifyParams extends ArchiveRef {
  readonly image: number;
  /** Chosen by the client; `ImageProgress` repeats it. */
  readonly progressToken: string;
}

export type VerifyResult =
  | {
      readonly kind: 'verified';
      /** False when a layer is not what its digest says. */
      readonly isRight: boolean;
      /** What was found, in a sentence or two. */
      readonly summary: string;
      /** What is wrong, bottom layer first. */
      readonly mismatches: readonly LayerMismatch[];
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly message: string };

export interface LayerMismatch extends ProblemView {
  /** 0-based, bottom first. */
  readonly layer: number;
  /** The layer's file in the archive, null when that is the layer itself. */
  readonly file: string | null;
}
