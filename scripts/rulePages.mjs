/** The page of a rule, in Markdown. */
export function pageOfRule(rule) {
  const parts = [
    madeBy,
    `# ${rule.title}`,
    `\`${rule.id}\` · ${categoriesOf(rule)} · ${severityOf(rule)} · ${fixes[rule.fix]} · since ${rule.since}`,
    rule.why,
    ...(rule.examples.length > 0 ? ['## Examples', ...rule.examples.flatMap(exampleParts)] : []),
  ];
  if (rule.options) {
    parts.push('## Options', optionTable(rule.options));
  }
  if (rule.aliases.length > 0) {
    parts.push('## What others call it', codeTable(rule.aliases));
  }
  if (rule.differs) {
    parts.push('## How it differs', rule.differs);
  }
  parts.push('## Configure', configuration(rule));
  const links = [...linksToLayers(rule), ...rule.references.map((address) => `- <${address}>`)];
  if (links.length > 0) {
    parts.push('## Read more', links.join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

/** The section of the page about layers that says why such a rule is right. */
function linksToLayers({ id, category, otherCategories = [] }) {
  if (![category, ...otherCategories].includes('size')) {
    return [];
  }
  return /-left-behind$|^removed-/.test(id)
    ? ['- [Deleting later frees nothing](../layers.md#deleting-later-frees-nothing)']
    : ['- [What a layer is](../layers.md#layer)'];
}

/** The table of all rules with what holds for all of them, in Markdown. */
export function tableOfRules(rules) {
  const rows = rules.map((rule) => {
    const codes = rule.aliases.map((code) => `\`${code}\``).join(', ');
    return `| [\`${rule.id}\`](${rule.id}.md) | ${rule.title} | ${rule.category} | ${severityOf(rule)} | ${fixWords[rule.fix]} | ${codes} |`;
  });
  const table = [
    '| Rule | What it says | Category | Severity | Fix | Elsewhere |',
    '|---|---|---|---|---|---|',
    ...rows,
  ];
  return `${[madeBy, '# Rules', introduction, table.join('\n'), '## Categories', categoryTable, '## Configuring', configuring, '## Suppressing', suppressing].join('\n\n')}\n`;
}

const madeBy = '<!-- Made by scripts/generate.mjs from the rules in server/src/rules. -->';

const fixes = { none: 'no fix', safe: 'safe fix', suggestion: 'suggested fix' };
const fixWords = { none: '', safe: 'safe', suggestion: 'suggested' };

function categoriesOf({ category, otherCategories = [] }) {
  return [category, ...otherCategories].join(' or ');
}

function severityOf({ recommended, severity }) {
  return recommended ? severity : `off (${severity} when switched on)`;
}

function exampleParts({ note, options, wrong, right, fixed }) {
  const parts = note ? [note] : [];
  if (options) {
    parts.push(`With the options \`${JSON.stringify(options)}\`.`);
  }
  const marks = reported(wrong);
  parts.push(`Wrong${marks ? `, reported at ${marks}` : ''}:`, block(wrong.replace(/[«»]/g, '')));
  if (right !== undefined) {
    parts.push(right === fixed ? 'Right, and what the fix makes of it:' : 'Right:', block(right));
  }
  if (fixed !== undefined && fixed !== right) {
    parts.push('What the fix makes of it:', block(fixed));
  }
  return parts;
}

/** Names the marked words with their lines: `RUNN` in line 2. */
function reported(wrong) {
  const places = [];
  let line = 1;
  let at = 0;
  for (const match of wrong.matchAll(/«([^»]*)»/g)) {
    line += lineBreaks(wrong.slice(at, match.index));
    at = match.index;
    const words = match[1].split('\n')[0].trim();
    places.push(words === '' ? `line ${line}` : `\`${words}${match[1].includes('\n') ? ' …' : ''}\` in line ${line}`);
  }
  return places.join(', ');
}

function lineBreaks(text) {
  return text.split('\n').length - 1;
}

function block(source) {
  const fence = source.includes('```') ? '````' : '```';
  return `${fence}dockerfile\n${source.replace(/\n?$/, '\n')}${fence}`;
}

function optionTable(options) {
  const rows = Object.entries(options).map(([name, schema]) => {
    return `| \`${name}\` | ${valuesOf(schema)} | \`${JSON.stringify(schema.default)}\` | ${schema.description} |`;
  });
  return ['| Option | Values | Default | What it does |', '|---|---|---|---|', ...rows].join('\n');
}

function valuesOf({ type, enum: choices, items, additionalProperties }) {
  const listed = (words) => words.map((each) => `\`${each}\``).join(', ');
  if (type === 'array') {
    return items?.enum ? `list of ${listed(items.enum)}` : 'list of texts';
  }
  if (type === 'object') {
    return additionalProperties?.enum ? `names with ${listed(additionalProperties.enum)}` : 'names with texts';
  }
  return choices ? listed(choices) : type;
}

function codeTable(codes) {
  return ['| Code | Tool |', '|---|---|', ...codes.map((code) => `| \`${code}\` | ${toolOf(code)} |`)].join('\n');
}

function toolOf(code) {
  if (/^DL\d/.test(code)) {
    return 'hadolint';
  }
  if (/^SC\d/.test(code)) {
    return 'ShellCheck';
  }
  return /[a-z]/.test(code) ? 'BuildKit' : 'dockerfile-utils, the language server of the Docker extensions';
}

function configuration({ id, severity, options = {}, examples }) {
  const other = severity === 'warning' ? 'error' : 'warning';
  const [name, option] = Object.entries(options)[0] ?? [];
  const shown = examples.find((example) => example.options && name in example.options)?.options[name];
  const value = option && (shown ?? option.enum?.find((each) => each !== option.default) ?? option.default);
  const long = option
    ? `\n\nWith an option:\n\n\`\`\`yaml\nrules:\n  ${id}:\n    severity: ${severity}\n    options:\n      ${name}: ${JSON.stringify(value)}\n\`\`\``
    : '';
  return `In \`strata.yaml\`, or in the settings of the editor as \`strata.rules\`, with \`off\`, \`hint\`, \`info\`, \`warning\` or \`error\`:

\`\`\`yaml
rules:
  ${id}: ${other}
\`\`\`${long}

In a Dockerfile, for the next instruction (inside a multi-line \`RUN\`: for the next line), or for the whole file:

\`\`\`dockerfile
# strata ignore=${id} -- the reason
# strata ignore-file=${id} -- the reason
\`\`\`

On the command line: \`strata lint --ignore ${id} …\`, or \`--select ${id}\` for this rule alone.`;
}

const introduction = 'Every rule has a page with the reason, examples, and what other tools call the same complaint.';

const categoryTable = `| Category | What it means |
|---|---|
| build | BuildKit would refuse the file. |
| correctness | It builds, but not what the author means. |
| security | It opens a door. |
| size | Over 50 kB of residue stay in a layer. |
| reproducibility | Tomorrow's build may differ from today's. |
| cache | Builds are slower than they need to be. |
| deprecated | There is a newer way. |
| style | It reads worse than it could. |`;

const configuring = `\`strata.profile\` chooses the set of rules to begin with: \`recommended\`, \`strict\` for all of them, or \`hadolint\` and \`buildkit\` for what these tools report.
\`strata.rules\` sets rules by id, by the code of another tool, by category or \`all\`, of which the narrower one counts: a severity (\`off\`, \`hint\`, \`info\`, \`warning\`, \`error\`), or an object with \`severity\` and \`options\`.
Both can stand in \`strata.yaml\` as well, without the \`strata.\`; [Configuration](../configuration.md) says more.

\`\`\`yaml
rules:
  keyword-not-upper-case:
    options:
      style: majority
  DL4004: error
\`\`\`

\`strata lint --select NAME\` takes rule ids, codes, categories or \`all\` instead of the profile, \`--ignore NAME\` leaves some out.`;

const suppressing = `| Comment | What it suppresses |
|---|---|
| \`# strata ignore=NAME,NAME -- reason\` | the named rules for the next instruction; between the lines of an instruction, and in the script of a \`RUN\` heredoc, for the next line |
| \`# strata ignore-file=NAME,NAME -- reason\` | the named rules for the whole file; put it below the parser directives |
| \`# hadolint ignore=CODE,CODE\` | the findings with these codes for the next instruction; \`global ignore=\` for the file, \`stage ignore=\` for the stage |
| \`# check=skip=NAME,NAME\` | as a directive on top: BuildKit's checks for the file; above an instruction: for that one |
| \`# dockerfile-utils: ignore\` | for the next instruction, whatever that tool would report |

A name is a rule id, a code of another tool, a category or \`all\`.
A finding about two instructions, such as two \`CMD\`, is suppressed above either of them.`;
