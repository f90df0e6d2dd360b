import { rules } from '../rules';
import { type Level, type RuleSetting, unknownName } from '../rules/engine/configuration';
import { type Dialect, namesOf, type RuleNames } from '../rules/engine/names';
import { type LabelType, labelTypes } from '../rules/labels/labelTypes';
import type { Severity } from '../rules/rule';
import type { Configuration } from './configuration';
import type { Complain } from './problem';
import { booleanIn, choiceIn, isEmpty, type KeyReader, mapIn, readKeys, textsIn } from './reading';
import { remove, write } from './remedies';
import type { YamlValue } from './yaml';

/**
 * Reads the configuration file of hadolint 2.15. Its keys mean what they mean there, as far as they speak of what is
 * found; of those about its output, what `strata lint` can do as well is taken, and the others are passed over.
 */
export function readHadolintFile(value: YamlValue, complain: Complain): Configuration {
  const map = mapIn(value, 'This file', complain);
  if (!map) {
    return {};
  }
  const names = namesOf(rules);
  const overrides: Partial<Record<keyof typeof overrideLevels, readonly string[]>> = {};
  const labels: { schema?: Readonly<Record<string, LabelType>>; strict?: boolean } = {};
  const output: { -readonly [Key in keyof Output]: Output[Key] } = {};
  let ignored: readonly string[] = [];
  let registries: readonly string[] | undefined;
  const deafTo: Dialect[] = [];
  const readers: Record<string, KeyReader> = {
    ignored(given) {
      ignored = codesIn(given, '"ignored"', names, complain);
    },
    override(given) {
      const byLevel = mapIn(given, '"override"', complain);
      if (byLevel) {
        const readLevel: KeyReader = (codes, { key }) => {
          overrides[key as keyof typeof overrideLevels] = codesIn(codes, `"override" to ${key}`, names, complain);
        };
        readKeys(byLevel, { error: readLevel, warning: readLevel, info: readLevel, style: readLevel }, complain);
      }
    },
    trustedRegistries(given) {
      registries = textsIn(given, '"trustedRegistries"', complain).map(({ text }) => text);
    },
    'label-schema'(given) {
      const schema = mapIn(given, '"label-schema"', complain);
      if (schema) {
        labels.schema = Object.fromEntries(
          schema.entries.flatMap(({ key, value: type }) => {
            const read = isBlank(type) ? 'text' : choiceIn(type, `The type of ${key}`, labelTypes, complain);
            return read ? [[key, read] as const] : [];
          }),
        );
      }
    },
    'strict-labels'(given) {
      labels.strict = booleanIn(given, '"strict-labels"', complain) ?? false;
    },
    'disable-ignore-pragma'(given) {
      if (booleanIn(given, '"disable-ignore-pragma"', complain)) {
        deafTo.push('hadolint');
      }
    },
    'failure-threshold'(given) {
      const threshold = choiceIn(given, '"failure-threshold"', thresholds, complain);
      if (threshold) {
        output.failOn ??= overrideLevels[threshold as keyof typeof overrideLevels] ?? 'hint';
      }
    },
    'no-fail'(given) {
      if (booleanIn(given, '"no-fail"', complain)) {
        output.failOn = 'never';
      }
    },
    'no-color'(given) {
      const plain = booleanIn(given, '"no-color"', complain);
      if (plain !== undefined) {
        output.plain = plain;
      }
    },
    format(given) {
      const format = choiceIn(given, '"format"', formats, complain);
      const own = format && ownFormats[format];
      if (own) {
        output.format = own;
      }
    },
    formats(given) {
      for (const { value: format } of textsIn(given, '"formats"', complain)) {
        choiceIn(format, 'An item of "formats"', formats, complain);
      }
    },
    verbose(given) {
      booleanIn(given, '"verbose"', complain);
    },
  };
  readKeys(map, readers, complain);

  const settings: Record<string, RuleSetting> = {};
  for (const severity of ['style', 'info', 'warning', 'error'] as const) {
    for (const code of overrides[severity] ?? []) {
      settings[code] = overrideLevels[severity];
    }
  }
  for (const code of ignored) {
    settings[code] = 'off' satisfies Level;
  }
  if (registries) {
    settings['untrusted-registry'] = { options: { registries } };
  }
  if (labels.schema || labels.strict !== undefined) {
    settings['label-against-schema'] = { options: labels };
  }
  return {
    ...(Object.keys(settings).length > 0 && { rules: settings }),
    ...(deafTo.length > 0 && { deafTo }),
    ...(Object.keys(output).length > 0 && { output }),
  };
}

type Output = NonNullable<Configuration['output']>;

/** hadolint's severities as ours. */
const overrideLevels = { error: 'error', warning: 'warning', info: 'info', style: 'hint' } as const satisfies Record<
  string,
  Severity
>;

const thresholds = ['error', 'warning', 'info', 'style', 'ignore', 'none'] as const;

const formats = [
  'tty',
  'json',
  'checkstyle',
  'codeclimate',
  'gitlab_codeclimate',
  'gnu',
  'codacy',
  'sonarqube',
  'sarif',
  'junit',
] as const;

/** The formats that `strata lint` prints as well. */
const ownFormats: Partial<Record<(typeof formats)[number], Output['format']>> = {
  tty: 'text',
  json: 'json',
  sarif: 'sarif',
};

/** Codes as we spell them; those of hadolint that no rule of ours goes by are passed over. */
function codesIn(value: YamlValue, what: string, names: RuleNames, complain: Complain): string[] {
  return textsIn(value, what, complain).flatMap(({ text, value: item, cut }) => {
    const known = names.resolve(text);
    if (known === undefined && !withoutRule.test(text)) {
      const remedies = [...write(names.suggest(text)), ...remove(`Remove ${text}`, cut)];
      complain(item.span, unknownName(text, names), remedies);
    }
    return known ?? [];
  });
}

/** hadolint's codes for files that it cannot read, and for comments that suppress findings. */
const withoutRule = /^DL100[01]$/;

function isBlank(value: YamlValue): boolean {
  return isEmpty(value) || (value.kind === 'scalar' && value.text === '');
}
