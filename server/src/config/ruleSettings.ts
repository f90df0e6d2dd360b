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
import type { Span } from '../text/span';
import type { Complain } from './problem';
import { isEmpty, mapIn, meantBy, plainValue, readKeys } from './reading';
import { remove, write } from './remedies';
import type { YamlMap, YamlValue } from './yaml';

/** Reads severities and options of rules by their names; what does not fit is a problem and left out. */
export function readRuleSettings(map: YamlMap, rules: readonly Rule[], complain: Complain): RuleSettings {
  const names = namesOf(rules);
  const settings: [string, RuleSetting][] = [];
  for (const { key, keySpan, value, cut } of map.entries) {
    const name = names.resolve(key);
    if (name === undefined) {
      const meant = names.suggest(key);
      const isThere = map.entries.some((other) => names.resolve(other.key) === meant);
      complain(keySpan, unknownName(key, names), [...(isThere ? [] : write(meant)), ...remove(`Remove ${key}`, cut)]);
    } else if (!isEmpty(value)) {
      const setting = readSetting(name, value, rules, complain);
      if (settings.some(([other]) => other === name)) {
        const remedies = remove(`Remove the repeated ${key}`, cut);
        complain(keySpan, `"${name}" stands here twice: the first one counts.`, remedies);
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
    return readLevel(name, value, complain);
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
        const level = readLevel(name, given, complain);
        if (level !== undefined) {
          setting.severity = level;
        }
      },
      options(given, { cut }) {
        const options = mapIn(given, `"options" of ${name}`, complain);
        if (options) {
          setting.options = readOptions(name, options, cut, rules, complain);
        }
      },
    },
    complain,
  );
  return setting;
}

function readLevel(name: string, value: YamlValue, complain: Complain): Level | undefined {
  const level = value.kind === 'scalar' ? levels.find((each) => each === value.value) : undefined;
  if (level === undefined) {
    const meant = value.kind === 'scalar' ? levelMeantBy(value.text.toLowerCase()) : undefined;
    complain(value.span, unfitSetting(name, meant), write(meant));
  }
  return level;
}

/** The severity that a word stands for elsewhere, or that it nearly is. */
function levelMeantBy(word: string): Level | undefined {
  return levelsElsewhere.find(([, words]) => words.includes(word))?.[0] ?? (meantBy(word, levels) as Level | undefined);
}

const levelsElsewhere: readonly (readonly [Level, readonly string[]])[] = [
  ['off', ['false', 'no', 'none', 'ignore', 'ignored', 'disable', 'disabled', 'skip', '0']],
  ['hint', ['style']],
  ['info', ['information', 'note', 'notice']],
  ['error', ['fatal', 'critical']],
];

function readOptions(
  name: string,
  { entries, span }: YamlMap,
  cut: Span | undefined,
  rules: readonly Rule[],
  complain: Complain,
): Record<string, unknown> {
  const rule = rules.find(({ id, aliases }) => id === name || aliases.includes(name));
  if (!rule) {
    complain(span, `Options belong to a rule, and ${name} stands for several.`, remove('Remove options', cut));
    return {};
  }
  const options: [string, unknown][] = [];
  for (const { key, keySpan, value, cut: cutOfOption } of entries) {
    const plain = plainValue(value);
    const mistake = mistakeInOption(rule, key, plain ?? undefined);
    if (mistake !== undefined) {
      const { message, isOfName, suggestion } = mistake;
      complain(isOfName ? keySpan : value.span, message, [
        ...(entries.some((other) => other.key === suggestion) ? [] : write(suggestion)),
        ...(isOfName ? remove(`Remove ${key}`, cutOfOption) : []),
      ]);
    } else if (plain !== null) {
      options.push([key, plain]);
    }
  }
  return Object.fromEntries(options);
}
