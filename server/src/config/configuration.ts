import type { RuleConfiguration, RuleSettings } from '../rules/engine/configuration';
import type { ProfileName } from '../rules/engine/profiles';
import type { Severity } from '../rules/rule';

/** What one place says about how Dockerfiles are checked: a configuration file, or the settings of an editor. */
export interface Configuration {
  readonly profile?: ProfileName;
  readonly rules?: NonNullable<RuleConfiguration['rules']>;
  /** Values of build arguments by name: those that a build is given. */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** The folder of the build context; as written in a file, it may be relative to the folder of that file. */
  readonly context?: string;
  /** The tools whose comments do not suppress anything. */
  readonly deafTo?: RuleConfiguration['deafTo'];
  /** What only the command line asks for. */
  readonly output?: {
    readonly failOn?: Severity | 'never';
    readonly format?: 'text' | 'json' | 'sarif';
    readonly plain?: boolean;
  };
}

/** What several places say together. */
export interface MergedConfiguration {
  readonly profile: ProfileName | undefined;
  /** The strongest first. */
  readonly rules: readonly RuleSettings[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly context: string | undefined;
  readonly deafTo: NonNullable<RuleConfiguration['deafTo']>;
  readonly output: NonNullable<Configuration['output']>;
}

/** Puts together what several places say, the strongest first: the first one that says something about a matter counts. */
export function mergeConfigurations(places: readonly Configuration[]): MergedConfiguration {
  const weakestFirst = places.toReversed();
  return {
    profile: places.find(({ profile }) => profile !== undefined)?.profile,
    rules: places.flatMap(({ rules }) => (rules ? [rules].flat() : [])),
    buildArgs: Object.assign({}, ...weakestFirst.map(({ buildArgs }) => buildArgs)),
    context: places.find(({ context }) => context !== undefined)?.context,
    deafTo: [...new Set(places.flatMap(({ deafTo }) => deafTo ?? []))],
    output: Object.assign({}, ...weakestFirst.map(({ output }) => output)),
  };
}
