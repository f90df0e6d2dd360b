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

/** The problem of a `context` that is no folder, which only who knows the folders can tell. */
export function missingContext(span: Span, written: string): ConfigurationProblem {
  return { span, message: `There is no folder ${written}: say where the build context is.` };
}

/** What problems of configuration files go by, where rules have their id. */
export const invalidConfiguration = 'invalid-configuration';
