/** The JSON schema of strata.yaml, from which editors complete and check it: the settings of the editor without their prefix. */
export function strataSchema(rules, profileDescriptions) {
  const profileNames = Object.keys(profileDescriptions);
  const codes = [...new Set(rules.flatMap(({ aliases }) => aliases))].sort();
  const foreign = rules.flatMap(({ foreignCodes }) => (foreignCodes ? [inAnyCase(foreignCodes.source)] : []));
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'strata.yaml',
    description: 'How Strata checks the Dockerfiles in this folder and below.',
    type: ['object', 'null'],
    additionalProperties: false,
    properties: {
      profile: {
        description: 'The set of rules to begin with.',
        type: 'string',
        enum: profileNames,
        default: 'recommended',
        markdownEnumDescriptions: profileNames.map((name) => profileDescriptions[name]),
      },
      rules: {
        description: 'Severity and options of rules, by rule id, by the code of another tool, by category, or all.',
        type: ['object', 'null'],
        additionalProperties: false,
        properties: {
          ...Object.fromEntries(rules.map((rule) => [rule.id, settingOf(rule)])),
          ...Object.fromEntries(codes.map((code) => [code, settingOfCode(code, rules)])),
          ...Object.fromEntries(Object.entries(groups).map(([name, description]) => [name, { description, ...plain }])),
        },
        patternProperties: {
          ...Object.fromEntries(foreign.map((pattern) => [pattern, plain])),
          ...codesInLowerCase(codes, rules),
        },
      },
      buildArgs: {
        description: 'Values of build arguments by name: those that builds are given with --build-arg.',
        type: ['object', 'null'],
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
      context: {
        description: 'The folder of the build context, relative to the folder of this file.',
        type: ['string', 'null'],
      },
    },
    definitions: {
      severity: {
        type: 'string',
        enum: Object.keys(severities),
        markdownEnumDescriptions: Object.values(severities),
      },
      setting: settingWith({ type: 'object', maxProperties: 0 }),
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const severity = { $ref: '#/definitions/severity' };
/** Editors put a colon behind a completed name where they see choices at once, and none behind a mere reference. */
const plain = { anyOf: [{ $ref: '#/definitions/setting' }] };
/** What is not filled in yet; said so that editors do not offer the word null. */
const nothing = { not: { type: ['string', 'number', 'boolean', 'array', 'object'] } };

const severities = {
  off: 'Not reported.',
  hint: 'A hint: dots under the word, and no entry among the problems.',
  info: 'Advice.',
  warning: 'Something is wrong.',
  error: 'It must not stay so.',
};

const groups = {
  all: 'Every rule.',
  build: 'Rules of the category build: BuildKit would refuse the file.',
  correctness: 'Rules of the category correctness: it builds, but not what the author means.',
  security: 'Rules of the category security.',
  size: 'Rules of the category size: residue stays in a layer.',
  reproducibility: "Rules of the category reproducibility: tomorrow's build may differ from today's.",
  cache: 'Rules of the category cache: builds are slower than they need to be.',
  deprecated: 'Rules of the category deprecated: there is a newer way.',
  style: 'Rules of the category style.',
};

function settingWith(options) {
  const long = { type: 'object', properties: { severity, options }, additionalProperties: false };
  return { anyOf: [severity, long, nothing] };
}

function settingOf({ title, options }) {
  return options
    ? { description: `${title}.`, ...settingWith({ type: 'object', properties: options, additionalProperties: false }) }
    : { description: `${title}.`, ...plain };
}

/** A code stands for some findings of a rule, whose options it can set as well. */
function settingOfCode(code, rules) {
  const [rule] = rules.filter(({ aliases }) => aliases.includes(code));
  return { ...settingOf(rule), description: `${rule.title} (${rule.id}).` };
}

/** Codes as many write them, `dl3008`; they are taken, but only the right spelling is completed. */
function codesInLowerCase(codes, rules) {
  const bySetting = new Map();
  for (const code of codes.filter((each) => each !== each.toLowerCase())) {
    const { options } = rules.find(({ aliases }) => aliases.includes(code));
    bySetting.set(options, [...(bySetting.get(options) ?? []), code.toLowerCase()]);
  }
  return Object.fromEntries(
    [...bySetting].map(([options, names]) => [
      `^(?:${names.join('|')})$`,
      options ? settingWith({ type: 'object', properties: options, additionalProperties: false }) : plain,
    ]),
  );
}

function inAnyCase(pattern) {
  return pattern.replace(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`);
}
