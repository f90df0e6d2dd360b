import type { Category, Finding, PeerCode, Rule, Severity } from '../rule';
import { type Dialect, everything, isNamed, mayBeNamed, namesOf, type RuleNames } from './names';
import { mistakeInOption } from './options';
import { levelInProfile, mayBeInProfile, type ProfileName, peerInProfile } from './profiles';

/** A severity, or `off`. */
export type Level = Severity | 'off';

/** What a user sets for one rule. */
export type RuleSetting = Level | { readonly severity?: Level; readonly options?: Options };

/**
 * By rule id, by the code of another tool for just the findings that go by it, by category, or `all`.
 * Of several that fit a finding, the narrower one counts: code, rule, category, `all`.
 */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** What a user chose about rules: settings of the editor, a configuration file, options of the command line. */
export interface RuleConfiguration {
  /** The set of rules to begin with; `recommended` when not given. */
  readonly profile?: ProfileName;
  /** Settings from one place, or from several with the strongest first: the first that fits a finding counts. */
  readonly rules?: RuleSettings | readonly RuleSettings[];
  /** Replaces the profile and beats `rules`: only findings with one of these names (rule id, code, category, `all`). */
  readonly select?: readonly string[];
  /** Names of findings to leave out, whatever else is chosen. */
  readonly ignore?: readonly string[];
  /** The tools whose comments do not suppress anything. */
  readonly deafTo?: readonly Dialect[];
}

/** The rules that run for a configuration. Resolve once for a configuration, then use for every text. */
export interface RuleSet {
  readonly active: readonly ActiveRule[];
  /** Codes of parser problems that a rule answers for by name, also where that rule is off. */
  readonly claimedProblems: ReadonlySet<string>;
  readonly names: RuleNames;
  /** The tools whose comments do not suppress anything. */
  readonly deafTo: readonly Dialect[];
  /** Names in the configuration that nobody has, and values that are none; one sentence each. */
  readonly mistakes: readonly string[];
}

export interface ActiveRule {
  readonly rule: Rule;
  /** With defaults filled in. */
  readonly options: Options;
  /** The severity that a finding of this rule gets, `off` to drop it. */
  levelOf(finding: Finding): Level;
  /** The code of the tool whose profile was chosen, undefined where there is none. */
  peerOf(finding: Finding): PeerCode | undefined;
}

/** Works out which rules run, how grave their findings are, and what was wrong with the configuration. Never throws. */
export function resolveRules(rules: readonly Rule[], configuration: RuleConfiguration = {}): RuleSet {
  const names = namesOf(rules);
  const mistakes: string[] = [];
  const spelled = (name: string): string[] => {
    const known = names.resolve(name);
    if (known === undefined) {
      mistakes.push(unknownName(name, names));
      return [];
    }
    return [known];
  };
  const layers = [configuration.rules ?? {}].flat().map((rulesOf) => {
    const layer: Layer = new Map();
    for (const [name, setting] of Object.entries(rulesOf)) {
      const read = readSetting(setting);
      if (read === undefined) {
        mistakes.push(unfitSetting(name));
        continue;
      }
      for (const known of spelled(name)) {
        layer.set(known, read);
      }
    }
    return layer;
  });
  const select = configuration.select?.flatMap(spelled);
  const ignore = configuration.ignore?.flatMap(spelled) ?? [];
  const profile = configuration.profile ?? 'recommended';

  const active: ActiveRule[] = [];
  for (const rule of rules) {
    const codes = [...new Set([...rule.aliases, ...foreignCodes(rule, layers)])].filter((code) =>
      layers.some((layer) => layer.has(code)),
    );
    const levelSetFor = (category: Category, aliases: readonly string[]): Level | undefined => {
      for (const layer of layers) {
        const code = codes.find((each) => aliases.includes(each) && layer.get(each)?.severity !== undefined);
        const level =
          (code === undefined ? undefined : layer.get(code)?.severity) ??
          layer.get(rule.id)?.severity ??
          layer.get(category)?.severity ??
          layer.get(everything)?.severity;
        if (level !== undefined) {
          return level;
        }
      }
      return undefined;
    };
    const isInProfile = mayBeInProfile(profile, rule);
    const mayReport = [rule.category, ...(rule.otherCategories ?? [])].some((category) =>
      [[], ...codes.map((code) => [code])].some((aliases) => {
        const level = levelSetFor(category, aliases);
        return level === undefined ? isInProfile : level !== 'off';
      }),
    );
    const isWanted = select ? select.some((name) => mayBeNamed(rule, name)) : mayReport;
    if (!isWanted || ignore.some((name) => name === rule.id || name === everything)) {
      continue;
    }
    active.push({
      rule,
      options: withDefaults(
        rule,
        layers.flatMap((layer) => [layer.get(rule.id), ...codes.map((code) => layer.get(code))]),
        mistakes,
      ),
      levelOf(finding) {
        if (ignore.some((name) => isNamed(finding, name))) {
          return 'off';
        }
        const set = levelSetFor(finding.category, finding.aliases);
        if (!select) {
          return set ?? levelInProfile(profile, rule, finding);
        }
        if (!select.some((name) => isNamed(finding, name))) {
          return 'off';
        }
        // What is asked for outright is on, as grave as whoever has an opinion says.
        const opinions = [set, levelInProfile(profile, rule, finding)];
        return opinions.find((level) => level !== undefined && level !== 'off') ?? finding.severity;
      },
      peerOf: (finding) => peerInProfile(profile, finding),
    });
  }
  const claimedProblems = new Set(rules.flatMap((rule) => (Array.isArray(rule.problems) ? rule.problems : [])));
  return { active, claimedProblems, names, deafTo: configuration.deafTo ?? [], mistakes };
}

/** The names that were set which a rule takes for codes of the program that it hands on from. */
function foreignCodes({ foreignCodes: pattern }: Rule, layers: readonly Layer[]): string[] {
  return pattern ? layers.flatMap((layer) => [...layer.keys()]).filter((name) => pattern.test(name)) : [];
}

/** One sentence about a setting that is none. */
export function unfitSetting(name: string, suggestion?: Level): string {
  const meant = suggestion ? `: did you mean "${suggestion}"?` : '.';
  return `The setting of "${name}" must be one of ${levels.join(', ')}, or an object with severity and options${meant}`;
}

/** One sentence about a name that nobody has. */
export function unknownName(name: string, names: RuleNames): string {
  const suggestion = names.suggest(name);
  return `There is no rule, code or category "${name}"${suggestion ? `: did you mean "${suggestion}"?` : ': correct it, or leave it out.'}`;
}

/** The long form of a setting. */
type Setting = Exclude<RuleSetting, Level>;
/** What one place says, by names as we spell them. */
type Layer = Map<string, Setting>;
type Options = Readonly<Record<string, unknown>>;

/** Everything that a severity can be set to. */
export const levels: readonly Level[] = ['off', 'hint', 'info', 'warning', 'error'];

/** A setting in its long form; undefined when it is none, since configuration comes from files that people write. */
function readSetting(setting: unknown): Setting | undefined {
  if (typeof setting === 'string') {
    return levels.includes(setting as Level) ? { severity: setting as Level } : undefined;
  }
  if (!isRecord(setting)) {
    return undefined;
  }
  const { severity, options } = setting;
  const severityFits = severity === undefined || levels.includes(severity as Level);
  const optionsFit = options === undefined || isRecord(options);
  return severityFits && optionsFit ? (setting as Setting) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The options of a rule: what the user set where it fits the schema, the strongest setting first, else the default. */
function withDefaults(rule: Rule, settings: readonly (Setting | undefined)[], mistakes: string[]): Options {
  const options: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(rule.options ?? {})) {
    options[name] = schema.default;
  }
  for (const setting of settings.toReversed()) {
    for (const [name, value] of Object.entries(setting?.options ?? {})) {
      const mistake = mistakeInOption(rule, name, value);
      if (mistake === undefined) {
        options[name] = value;
      } else {
        mistakes.push(mistake.message);
      }
    }
  }
  return options;
}
