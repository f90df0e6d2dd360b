import { rules } from '../rules';
import { type ProfileName, profileNames } from '../rules/engine/profiles';
import type { Configuration } from './configuration';
import type { Complain } from './problem';
import { choiceIn, isEmpty, type KeyReader, mapIn, readKeys, textIn } from './reading';
import { readRuleSettings } from './ruleSettings';
import type { YamlEntry, YamlValue } from './yaml';

/** Reads `strata.yaml`: the same keys as the settings of the editor below `strata.`. */
export function readStrataFile(value: YamlValue, complain: Complain): Configuration {
  const map = mapIn(value, 'This file', complain);
  if (!map) {
    return {};
  }
  const result: { -readonly [Key in keyof Configuration]: Configuration[Key] } = {};
  const readers: Record<string, KeyReader> = {
    profile(given) {
      const profile: ProfileName | undefined = choiceIn(given, '"profile"', profileNames, complain);
      if (profile) {
        result.profile = profile;
      }
    },
    rules(given) {
      const settings = mapIn(given, '"rules"', complain);
      if (settings) {
        result.rules = readRuleSettings(settings, rules, complain);
      }
    },
    buildArgs(given) {
      const args = mapIn(given, '"buildArgs"', complain);
      if (args) {
        result.buildArgs = readBuildArgs(args.entries, complain);
      }
    },
    context(given) {
      const context = textIn(given, '"context"', complain);
      if (context !== undefined) {
        result.context = context;
      }
    },
  };
  readKeys(map, readers, complain);
  return result;
}

function readBuildArgs(entries: readonly YamlEntry[], complain: Complain): Record<string, string> {
  const args: [string, string][] = [];
  for (const { key, keySpan, value } of entries) {
    if (isEmpty(value)) {
      complain(keySpan, `The build argument ${key} has no value here: write one, or "" for an empty one.`);
      continue;
    }
    const text = textIn(value, `The build argument ${key}`, complain);
    if (text !== undefined) {
      args.push([key, text]);
    }
  }
  return Object.fromEntries(args);
}
