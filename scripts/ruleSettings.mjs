/** The settings that follow from the rules: their profile, and the severity and options of each. */
export function ruleSettings(rules, profileNames) {
  return {
    'strata.profile': {
      type: 'string',
      enum: profileNames,
      default: 'recommended',
      enumDescriptions: profileNames.map((name) => profileDescriptions[name]),
      description: 'The set of rules to begin with.',
      scope: 'resource',
    },
    'strata.rules': {
      type: 'object',
      default: {},
      markdownDescription:
        'Severity and options of single rules, by rule id or by the code of another tool: ' +
        '`{"keyword-not-upper-case": "off", "DL3009": "error"}`.',
      scope: 'resource',
      properties: Object.fromEntries(rules.map((rule) => [rule.id, settingOf(rule)])),
      additionalProperties: levelOr({ type: 'object' }),
    },
  };
}

const profileDescriptions = {
  recommended: 'What careful people keep on.',
  strict: 'Every rule.',
};

const level = { type: 'string', enum: ['off', 'hint', 'info', 'warning', 'error'] };

function levelOr(other) {
  return { anyOf: [level, other] };
}

function settingOf({ title, severity, recommended, options = {} }) {
  const names = Object.keys(options);
  return {
    markdownDescription: `${title}.`,
    default: recommended ? severity : 'off',
    ...levelOr({
      type: 'object',
      properties: {
        severity: level,
        ...(names.length > 0 && { options: { type: 'object', properties: options, additionalProperties: false } }),
      },
      additionalProperties: false,
    }),
  };
}
