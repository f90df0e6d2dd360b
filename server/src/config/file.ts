import type { Configuration } from './configuration';
import { readHadolintFile } from './hadolint';
import type { ConfigurationKind } from './places';
import type { Complain, ConfigurationProblem } from './problem';
import { fixOf, remove } from './remedies';
import { readStrataFile } from './strata';
import { readYaml, type YamlValue } from './yaml';

export interface ReadConfiguration {
  readonly configuration: Configuration;
  /** In file order. */
  readonly problems: readonly ConfigurationProblem[];
  /** What is wrong where the context that it names is no folder, which only who knows the folders can tell. */
  readonly missingContext?: ConfigurationProblem;
}

/** Reads a configuration file. What is wrong in it becomes a problem, the rest counts. Never throws. */
export function readConfiguration(text: string, kind: ConfigurationKind): ReadConfiguration {
  const problems: ConfigurationProblem[] = [];
  const complain: Complain = (span, message, remedies = []) => {
    // What aliases repeat is told once, where it stands.
    if (!problems.some((other) => other.span.start === span.start && other.message === message)) {
      const fixes = remedies.flatMap((remedy) => fixOf(remedy, span, text) ?? []);
      problems.push({ span, message, fixes });
    }
  };
  const { value, isWhole } = readYaml(text, complain);
  if (!isWhole) {
    // Nobody knows what belongs to what, so that a change could do harm.
    problems.splice(0, problems.length, ...problems.map((problem) => ({ ...problem, fixes: [] })));
  }
  if (!value || (value.kind === 'scalar' && value.value === null)) {
    return { configuration: {}, problems };
  }
  // Where YAML itself is broken, keys are where nobody put them: complaining about them would only confuse.
  const complainOfContent = isWhole ? complain : () => {};
  const read = kind === 'hadolint' ? readHadolintFile : readStrataFile;
  const configuration = read(value, complainOfContent);
  problems.sort((a, b) => a.span.start - b.span.start);
  const missing = missingContext(configuration.context, value, text);
  return { configuration, problems, ...(missing && { missingContext: missing }) };
}

function missingContext(written: string | undefined, value: YamlValue, text: string): ConfigurationProblem | undefined {
  const entry = value.kind === 'map' ? value.entries.find(({ key }) => key === 'context') : undefined;
  if (written === undefined || !entry) {
    return undefined;
  }
  const { span } = entry.value;
  const message = `There is no folder ${written}: say where the build context is.`;
  const fixes = remove('Remove context', entry.cut).flatMap((remedy) => fixOf(remedy, span, text) ?? []);
  return { span, message, fixes };
}
