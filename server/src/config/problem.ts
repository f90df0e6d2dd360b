import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { Remedy } from './remedies';

/** Something in a configuration file that is not as it should be; the rest of the file counts. */
export interface ConfigurationProblem {
  /** UTF-16 units in the text of the file. */
  readonly span: Span;
  /** One sentence: what is wrong and what to do. */
  readonly message: string;
  /** What an editor can do about it, the likeliest first. */
  readonly fixes: readonly ConfigurationFix[];
}

/** A change of a configuration file. */
export interface ConfigurationFix {
  readonly title: string;
  /** True where it does what is meant, as far as one can tell. */
  readonly isPreferred: boolean;
  readonly edits: readonly TextEdit[];
}

/** Takes a problem at a place, and what helps against it. */
export type Complain = (span: Span, message: string, remedies?: readonly Remedy[]) => void;

/** What problems of configuration files go by, where rules have their id. */
export const invalidConfiguration = 'invalid-configuration';
