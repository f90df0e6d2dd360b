/**
 * The codes of other tools without a rule and without a reason why there is none, and what is wrong with the list itself.
 * `table` is the content of test/rules/parity/codes.json.
 */
export function parityMistakes(rules, table) {
  const known = new Set(rules.flatMap(({ aliases }) => aliases));
  const listed = new Set(toolsIn(table).flatMap(([, { codes }]) => codes));
  return [
    ...[...listed]
      .filter((code) => !known.has(code) && !Object.hasOwn(table.reasons, code) && !table.planned.includes(code))
      .map((code) => `${code} is no alias of a rule and has no reason why not.`),
    ...Object.keys(table.reasons)
      .filter((code) => known.has(code))
      .map((code) => `${code} has a reason why there is no rule, and a rule.`),
    ...table.planned
      .filter((code) => known.has(code))
      .map((code) => `${code} has its rule: take it from the planned ones.`),
    ...[...Object.keys(table.reasons), ...table.planned]
      .filter((code) => !listed.has(code))
      .map((code) => `${code} is the code of no tool.`),
    ...[...known]
      .filter((code) => !/^SC\d/.test(code) && !listed.has(code))
      .map((code) => `${code} is an alias of a rule, but no tool has it.`),
  ];
}

/** The page that tells for every code of other tools which rule has it, in Markdown. */
export function parityPage(rules, table) {
  const sections = toolsIn(table).flatMap(([tool, { version, codes }]) => [
    `## ${tool} ${version}`,
    [
      '| Code | Rule, or why there is none |',
      '|---|---|',
      ...codes.map((code) => `| \`${code}\` | ${answerTo(code, rules, table)} |`),
    ].join('\n'),
  ]);
  return `${['<!-- Made by scripts/generate.mjs from the rules and test/rules/parity/codes.json. -->', '# Codes of other tools', introduction, ...sections].join('\n\n')}\n`;
}

const introduction =
  'Every code of hadolint, of the checks of BuildKit and of dockerfile-utils, with the rule that finds the same. ' +
  'The codes work in settings, on the command line and in comments that suppress findings.';

function toolsIn({ reasons, planned, ...tools }) {
  return Object.entries(tools);
}

function answerTo(code, rules, { reasons, planned }) {
  const found = rules.filter(({ aliases }) => aliases.includes(code)).map(({ id }) => `[\`${id}\`](${id}.md)`);
  return found.length > 0 ? found.join(', ') : (reasons[code] ?? (planned.includes(code) ? 'To come.' : ''));
}
