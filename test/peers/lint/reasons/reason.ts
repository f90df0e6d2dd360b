import type { Case } from '../comparison';

/** Why a difference is to our credit. */
export interface Reason {
  readonly codes: readonly string[];
  /** Which side reports it: the other tool alone, or we alone. */
  readonly side: 'peer' | 'ours';
  /** Words of the section "How it differs" on the page of a rule with these codes. */
  readonly quote: string;
  /** True when the reason applies to this very place, as far as that can be told. */
  holds(asked: Case): boolean;
}
