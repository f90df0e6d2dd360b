import type { ConfigurationFix, ConfigurationProblem } from '../config/problem';
import type { Span } from '../text/span';

/** Something that an editor offers for a place in a configuration file. */
export interface ConfigurationAction {
  /** The problem that the action is about. */
  readonly problem: ConfigurationProblem;
  readonly fix: ConfigurationFix;
}

/** The fixes of the problems that touch a range. */
export function configurationActions(problems: readonly ConfigurationProblem[], range: Span): ConfigurationAction[] {
  return problems.flatMap((problem) => {
    const { span, fixes } = problem;
    return span.start <= range.end && span.end >= range.start ? fixes.map((fix) => ({ problem, fix })) : [];
  });
}
