import type { RuleSettings } from '../rules/engine/configuration';
import type { Configuration } from './configuration';
import { readHadolintFile } from './hadolint';
import type { HadolintVariableName } from './places';
import type { ConfigurationProblem } from './problem';
import type { YamlEntry, YamlMap, YamlScalar, YamlValue } from './yaml';

/** What the variables of hadolint say, and what is wrong in them, by variable. */
export interface HadolintVariables {
  readonly configuration: Configuration;
  readonly problems: readonly {
    readonly name: string;
    readonly text: string;
    readonly problem: ConfigurationProblem;
  }[];
}

/** The key of the file that each variable stands for; the overrides stand below `override`. */
const variables: Readonly<
  Record<HadolintVariableName, { readonly key: string; read(text: string): YamlValue; readonly level?: string }>
> = {
  HADOLINT_NOFAIL: { key: 'no-fail', read: truth },
  HADOLINT_VERBOSE: { key: 'verbose', read: truth },
  HADOLINT_FORMAT: { key: 'format', read: (text) => scalar(text, 0) },
  HADOLINT_FAILURE_THRESHOLD: { key: 'failure-threshold', read: (text) => scalar(text, 0) },
  HADOLINT_OVERRIDE_ERROR: { key: 'override', level: 'error', read: list },
  HADOLINT_OVERRIDE_WARNING: { key: 'override', level: 'warning', read: list },
  HADOLINT_OVERRIDE_INFO: { key: 'override', level: 'info', read: list },
  HADOLINT_OVERRIDE_STYLE: { key: 'override', level: 'style', read: list },
  HADOLINT_IGNORE: { key: 'ignored', read: list },
  HADOLINT_STRICT_LABELS: { key: 'strict-labels', read: truth },
  HADOLINT_DISABLE_IGNORE_PRAGMA: { key: 'disable-ignore-pragma', read: truth },
  HADOLINT_TRUSTED_REGISTRIES: { key: 'trustedRegistries', read: list },
  HADOLINT_REQUIRE_LABELS: { key: 'label-schema', read: labels },
};

/**
 * Reads the variables of the environment in which hadolint 2.15 looks for its configuration: lists are parted by commas,
 * labels are `name:type`, and 1, y, on, true and yes are true in any case. A variable that is empty says nothing.
 */
export function readHadolintVariables(variable: (name: HadolintVariableName) => string | undefined): HadolintVariables {
  const configurations: Configuration[] = [];
  const problems: HadolintVariables['problems'][number][] = [];
  for (const [name, { key, level, read }] of Object.entries(variables)) {
    const text = variable(name as HadolintVariableName)?.trim();
    if (text) {
      const value = read(text);
      const map = mapOf([entryOf(key, level === undefined ? value : mapOf([entryOf(level, value)]))]);
      const complain = (span: ConfigurationProblem['span'], message: string) =>
        void problems.push({ name, text, problem: { span, message, fixes: [] } });
      configurations.push(readHadolintFile(map, complain));
    }
  }
  return { configuration: configurations.reduce(joinedHadolint, {}), problems };
}

/**
 * What two configurations of hadolint say together: its lists are joined, wherever they stand; a code that one of them
 * ignores is ignored, and of severities the worse one counts. Of everything else the first one's word does.
 */
export function joinedHadolint(first: Configuration, second: Configuration): Configuration {
  const rules = joinedRules(settingsOf(first), settingsOf(second));
  const deafTo = [...new Set([...(first.deafTo ?? []), ...(second.deafTo ?? [])])];
  const output = { ...second.output, ...first.output };
  return {
    ...(Object.keys(rules).length > 0 && { rules }),
    ...(deafTo.length > 0 && { deafTo }),
    ...(Object.keys(output).length > 0 && { output }),
  };
}

function settingsOf({ rules = {} }: Configuration): RuleSettings {
  return Array.isArray(rules) ? Object.assign({}, ...rules.toReversed()) : (rules as RuleSettings);
}

const worstFirst = ['off', 'error', 'warning', 'info', 'hint'];

function joinedRules(first: RuleSettings, second: RuleSettings): RuleSettings {
  const joined: Record<string, RuleSettings[string]> = { ...second };
  for (const [name, setting] of Object.entries(first)) {
    const other = joined[name];
    if (typeof setting === 'string' && typeof other === 'string') {
      joined[name] = worstFirst.indexOf(setting) <= worstFirst.indexOf(other) ? setting : other;
    } else if (typeof setting === 'object' && typeof other === 'object') {
      joined[name] = { ...other, ...setting, options: joinedOptions(setting.options ?? {}, other.options ?? {}) };
    } else {
      joined[name] = setting;
    }
  }
  return joined;
}

function joinedOptions(
  first: Readonly<Record<string, unknown>>,
  second: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const joined: Record<string, unknown> = { ...second, ...first };
  for (const [name, value] of Object.entries(first)) {
    const other = second[name];
    if (Array.isArray(value) && Array.isArray(other)) {
      joined[name] = [...new Set([...value, ...other])];
    } else if (typeof value === 'object' && typeof other === 'object') {
      joined[name] = { ...other, ...value };
    }
  }
  return joined;
}

function truth(text: string): YamlValue {
  return { ...scalar(text, 0), value: /^(?:1|y|on|true|yes)$/i.test(text) };
}

function list(text: string): YamlValue {
  return { kind: 'list', items: partsOf(text).map((value) => ({ value })), span: { start: 0, end: text.length } };
}

function labels(text: string): YamlValue {
  return mapOf(
    partsOf(text).map((part) => {
      const colon = part.text.lastIndexOf(':');
      const type = colon === -1 ? '' : part.text.slice(colon + 1).trim();
      const key = colon === -1 ? part.text : part.text.slice(0, colon).trim();
      return { key, keySpan: part.span, value: scalar(type, part.span.end - type.length) };
    }),
    text.length,
  );
}

function partsOf(text: string): YamlScalar[] {
  return [...text.matchAll(/[^,]+/g)].flatMap((match) => {
    const part = match[0].trim();
    return part === '' ? [] : [scalar(part, match.index + match[0].indexOf(part))];
  });
}

function scalar(text: string, start: number): YamlScalar {
  return { kind: 'scalar', value: text, text, span: { start, end: start + text.length } };
}

function mapOf(entries: readonly YamlEntry[], length = 0): YamlMap {
  return { kind: 'map', entries, span: { start: 0, end: length } };
}

function entryOf(key: string, value: YamlValue): YamlEntry {
  return { key, keySpan: value.span, value };
}
