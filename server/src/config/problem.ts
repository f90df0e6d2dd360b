import type { Span } from '../text/span';

/** Something in a configuration file that is not as it should be; the rest of the file counts. */
export interface ConfigurationProblem {
  /** UTF-16 units in the text of the file. */
  readonly span: Span;
  /** One sentence: what is wrong and what to do. */
  readonly message: string;
}

/** Takes a problem at a place. */
export type Complain = (span: Span, message: string) => void;

/** What problems of configuration files go by, where rules have their id. */
export const invalidConfiguration = 'invalid-configuration';
