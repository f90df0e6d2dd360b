import type { Category, Finding, Rule, Severity } from '../rule';
import { everything, isNamed, mayBeNamed, namesOf, type RuleNames } from './names';

/** A severity, or `off`. */
export type Level = Severity | 'off';

/** What a user sets for one rule. */
export type RuleSetting = Level | { readonly severity?: Level; readonly options?: Options };

/** What a user chose about rules: settings of the editor, a configuration file, options of the command line. */
export interface RuleConfiguration {
  /** The set of rules to begin with; `recommended` when not given. */
  readonly profile?: ProfileName;
  /**
   * By rule id, by the code of another tool for just the findings that go by it, by category, or `all`.
   * Of several that fit a finding, the narrower one counts: code, rule, category, `all`.
   */
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  /** Replaces the profile and beats `rules`: only findings with one of these names (rule id, code, category, `all`). */
  readonly select?: readonly string[];
  /** Names of findings to leave out, whatever else is chosen. */
  readonly ignore?: readonly string[];
}

/**
 * `recommended`: what careful people keep on. `strict`: every rule.
 */
export type ProfileName = (typeof profileNames)[number];
export const profileNames = ['recommended', 'strict'] as const;

/** The rules that run for a configuration. Resolve once for a configuration, then use for every text. */
export interface RuleSet {
  readonly active: readonly ActiveRule[];
  /** Codes of parser problems that a rule answers for by name, also where that rule is off. */
  readonly claimedProblems: ReadonlySet<string>;
  readonly names: RuleNames;
  /** Names in the configuration that nobody has, and values that are none; one sentence each. */
  readonly mistakes: readonly string[];
}

export interface ActiveRule {
  readonly rule: Rule;
  /** With defaults filled in. */
  readonly options: Options;
  /** The severity that a finding of this rule gets, `off` to drop it. */
  levelOf(finding: Finding): Level;
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
  const settings = new Map<string, Setting>();
  for (const [name, setting] of Object.entries(configuration.rules ?? {})) {
    const read = readSetting(setting);
    if (read === undefined) {
      mistakes.push(
        `The setting of "${name}" must be one of ${levels.join(', ')}, or an object with severity and options.`,
      );
      continue;
    }
    for (const known of spelled(name)) {
      settings.set(known, read);
    }
  }
  const select = configuration.select?.flatMap(spelled);
  const ignore = configuration.ignore?.flatMap(spelled) ?? [];
  const takesAll = configuration.profile === 'strict';

  const active: ActiveRule[] = [];
  for (const rule of rules) {
    const own = settings.get(rule.id);
    const codes = [...rule.aliases, ...foreignCodes(rule, settings)].filter((code) => settings.has(code));
    const levelBefore: Level = rule.recommended || takesAll ? rule.severity : 'off';
    const levelSetFor = (category: Category, code?: string): Level | undefined =>
      (code === undefined ? undefined : settings.get(code)?.severity) ??
      own?.severity ??
      settings.get(category)?.severity ??
      settings.get(everything)?.severity;
    const mayReport = [rule.category, ...(rule.otherCategories ?? [])].some((category) =>
      [undefined, ...codes].some((code) => (levelSetFor(category, code) ?? levelBefore) !== 'off'),
    );
    const isWanted = select ? select.some((name) => mayBeNamed(rule, name)) : mayReport;
    if (!isWanted || ignore.some((name) => name === rule.id || name === everything)) {
      continue;
    }
    active.push({
      rule,
      options: withDefaults(rule, [...codes.map((code) => settings.get(code)), own], mistakes),
      levelOf(finding) {
        if (ignore.some((name) => isNamed(finding, name))) {
          return 'off';
        }
        const code = codes.find((each) => finding.aliases.includes(each));
        const level = levelSetFor(finding.category, code);
        if (select) {
          const isSelected = select.some((name) => isNamed(finding, name));
          return !isSelected ? 'off' : level === undefined || level === 'off' ? finding.severity : level;
        }
        return level ?? (levelBefore === 'off' ? 'off' : finding.severity);
      },
    });
  }
  const claimedProblems = new Set(rules.flatMap((rule) => (Array.isArray(rule.problems) ? rule.problems : [])));
  return { active, claimedProblems, names, mistakes };
}

/** The names that were set which a rule takes for codes of the program that it hands on from. */
function foreignCodes({ foreignCodes: pattern }: Rule, settings: ReadonlyMap<string, Setting>): string[] {
  return pattern ? [...settings.keys()].filter((name) => pattern.test(name)) : [];
}

/** One sentence about a name that nobody has. */
export function unknownName(name: string, names: RuleNames): string {
  const suggestion = names.suggest(name);
  return `There is no rule, code or category "${name}"${suggestion ? `: did you mean "${suggestion}"?` : '.'}`;
}

/** The long form of a setting. */
type Setting = Exclude<RuleSetting, Level>;
type Options = Readonly<Record<string, unknown>>;

const levels: readonly Level[] = ['off', 'hint', 'info', 'warning', 'error'];

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

/** The options of a rule: what the user set where it fits the schema, else the default. */
function withDefaults(rule: Rule, settings: readonly (Setting | undefined)[], mistakes: string[]): Options {
  const set: Options = Object.assign({}, ...settings.map((setting) => setting?.options));
  const options: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(rule.options ?? {})) {
    const value = set[name];
    const fits =
      schema.type === 'array'
        ? Array.isArray(value) && value.every((item) => typeof item === 'string')
        : typeof value === schema.type && (schema.enum === undefined || schema.enum.includes(value as string));
    if (value !== undefined && !fits) {
      const wanted = schema.enum ? `one of ${schema.enum.join(', ')}` : `of type ${schema.type}`;
      mistakes.push(`The option "${name}" of ${rule.id} must be ${wanted}.`);
    }
    options[name] = fits ? value : schema.default;
  }
  for (const name of Object.keys(set)) {
    if (!Object.hasOwn(rule.options ?? {}, name)) {
      mistakes.push(`The rule ${rule.id} has no option "${name}".`);
    }
  }
  return options;
}
