/** The settings that follow from the rules: their profile, and the severity and options of each. */
export function ruleSettings(rules, profileDescriptions) {
  const profileNames = Object.keys(profileDescriptions);
  return {
    'strata.profile': {
      type: 'string',
      enum: profileNames,
      default: 'recommended',
      enumDescriptions: profileNames.map((name) => profileDescriptions[name]),
      description: 'The set of rules to begin with.',
      order: 10,
      scope: 'resource',
    },
    'strata.rules': {
      type: 'object',
      default: {},
      order: 11,
      markdownDescription:
        'Severity and options of rules, by rule id, by the code of another tool, or by category: ' +
        '`{"keyword-not-upper-case": "off", "DL3009": "error"}`.',
      scope: 'resource',
      properties: Object.fromEntries(rules.map((rule) => [rule.id, settingOf(rule)])),
      // For every name, so that the rules above need to say only what is their own.
      patternProperties: { '.*': setting({ type: 'object' }) },
    },
  };
}

function setting(options) {
  const severity = { type: 'string', enum: ['off', 'hint', 'info', 'warning', 'error'] };
  const long = { type: 'object', properties: { severity, options }, additionalProperties: false };
  return { anyOf: [severity, long] };
}

function settingOf({ title, severity, recommended, options }) {
  const own = options && { properties: { options: { properties: options, additionalProperties: false } } };
  return { markdownDescription: `${title}.`, default: recommended ? severity : 'off', ...own };
}
