import {
  type Level,
  levels,
  type RuleSetting,
  type RuleSettings,
  unfitSetting,
  unknownName,
} from '../rules/engine/configuration';
import { namesOf } from '../rules/engine/names';
import { mistakeInOption } from '../rules/engine/options';
import type { Rule } from '../rules/rule';
import type { Complain } from './problem';
import { isEmpty, mapIn, plainValue, readKeys } from './reading';
import type { YamlMap, YamlValue } from './yaml';

/** Reads severities and options of rules by their names; what does not fit is a problem and left out. */
export function readRuleSettings(map: YamlMap, rules: readonly Rule[], complain: Complain): RuleSettings {
  const names = namesOf(rules);
  const settings: [string, RuleSetting][] = [];
  for (const { key, keySpan, value } of map.entries) {
    const name = names.resolve(key);
    if (name === undefined) {
      complain(keySpan, unknownName(key, names));
    } else if (!isEmpty(value)) {
      const setting = readSetting(name, value, rules, complain);
      if (settings.some(([other]) => other === name)) {
        complain(keySpan, `"${name}" stands here twice: the first one counts.`);
      } else if (setting !== undefined) {
        settings.push([name, setting]);
      }
    }
  }
  return Object.fromEntries(settings);
}

function readSetting(
  name: string,
  value: YamlValue,
  rules: readonly Rule[],
  complain: Complain,
): RuleSetting | undefined {
  if (value.kind === 'scalar') {
    const level = levelOf(value);
    if (level === undefined) {
      complain(value.span, unfitSetting(name));
    }
    return level;
  }
  if (value.kind === 'list') {
    complain(value.span, unfitSetting(name));
    return undefined;
  }
  const setting: { severity?: Level; options?: Record<string, unknown> } = {};
  readKeys(
    value,
    {
      severity(given) {
        const level = levelOf(given);
        if (level === undefined) {
          complain(given.span, unfitSetting(name));
        } else {
          setting.severity = level;
        }
      },
      options(given) {
        const options = mapIn(given, `"options" of ${name}`, complain);
        if (options) {
          setting.options = readOptions(name, options, rules, complain);
        }
      },
    },
    complain,
  );
  return setting;
}

function levelOf(value: YamlValue): Level | undefined {
  return value.kind === 'scalar' ? levels.find((level) => level === value.value) : undefined;
}

function readOptions(
  name: string,
  { entries, span }: YamlMap,
  rules: readonly Rule[],
  complain: Complain,
): Record<string, unknown> {
  const rule = rules.find(({ id, aliases }) => id === name || aliases.includes(name));
  if (!rule) {
    complain(span, `Options belong to a rule, and ${name} stands for several.`);
    return {};
  }
  const options: [string, unknown][] = [];
  for (const { key, keySpan, value } of entries) {
    const plain = plainValue(value);
    const mistake = mistakeInOption(rule, key, plain ?? undefined);
    if (mistake !== undefined) {
      complain(Object.hasOwn(rule.options ?? {}, key) ? value.span : keySpan, mistake);
    } else if (plain !== null) {
      options.push([key, plain]);
    }
  }
  return Object.fromEntries(options);
}
