import type { Span } from '../text/span';
import type { Configuration } from './configuration';
import { readHadolintFile } from './hadolint';
import type { ConfigurationKind } from './places';
import type { ConfigurationProblem } from './problem';
import { readStrataFile } from './strata';
import { readYaml } from './yaml';

export interface ReadConfiguration {
  readonly configuration: Configuration;
  /** In file order. */
  readonly problems: readonly ConfigurationProblem[];
  /** Where it says the folder of the build context, which only who knows the folders can tell to be there. */
  readonly contextSpan?: Span;
}

/** Reads a configuration file. What is wrong in it becomes a problem, the rest counts. Never throws. */
export function readConfiguration(text: string, kind: ConfigurationKind): ReadConfiguration {
  const problems: ConfigurationProblem[] = [];
  const complain = (span: ConfigurationProblem['span'], message: string): void => void problems.push({ span, message });
  const { value, isWhole } = readYaml(text, complain);
  if (!value || (value.kind === 'scalar' && value.value === null)) {
    return { configuration: {}, problems };
  }
  // Where YAML itself is broken, keys are where nobody put them: complaining about them would only confuse.
  const complainOfContent = isWhole ? complain : () => {};
  const read = kind === 'hadolint' ? readHadolintFile : readStrataFile;
  const configuration = read(value, complainOfContent);
  problems.sort((a, b) => a.span.start - b.span.start);
  const context = value.kind === 'map' ? value.entries.find(({ key }) => key === 'context') : undefined;
  return { configuration, problems, ...(context && { contextSpan: context.value.span }) };
}
