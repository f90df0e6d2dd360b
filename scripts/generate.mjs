// Derives from the rules in server/src/rules what would otherwise be written twice: the registry, the pages and
// their table under docs/rules, the rules' part of the settings in package.json, and the schema of strata.yaml.
// `--check` writes nothing and fails when a derived file is not what it would be.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { parityPage } from './parityPage.mjs';
import { pageOfRule, tableOfRules } from './rulePages.mjs';
import { ruleSettings } from './ruleSettings.mjs';
import { strataSchema } from './strataSchema.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const ruleFolder = 'server/src/rules';
const pageFolder = 'docs/rules';

const files = readdirSync(join(root, ruleFolder))
  .filter((name) => name.endsWith('.ts') && /^export const \w+ = defineRule\(/m.test(read(join(ruleFolder, name))))
  .map((name) => name.slice(0, -'.ts'.length))
  .sort();
const { rules, profileDescriptions } = await load(files);
complainAbout(mistakesIn(rules, files));

const derived = new Map([
  [join(ruleFolder, 'index.ts'), registry(files)],
  [join(pageFolder, 'README.md'), tableOfRules(rules)],
  [join(pageFolder, 'parity.md'), parityPage(rules, JSON.parse(read('test/rules/parity/codes.json')))],
  ...rules.map((rule) => [join(pageFolder, `${rule.id}.md`), pageOfRule(rule)]),
  ['schemas/strata.schema.json', strataSchema(rules, profileDescriptions)],
  ['package.json', manifestWith(ruleSettings(rules, profileDescriptions))],
]);
const leftovers = (existsSync(join(root, pageFolder)) ? readdirSync(join(root, pageFolder)) : [])
  .map((name) => join(pageFolder, name))
  .filter((path) => !derived.has(path));

if (process.argv.includes('--check')) {
  const stale = [...derived].filter(([path, content]) => read(path) !== content).map(([path]) => path);
  complainAbout([...stale, ...leftovers].map((path) => `${path} is stale: run node scripts/generate.mjs`));
} else {
  mkdirSync(join(root, pageFolder), { recursive: true });
  for (const [path, content] of derived) {
    if (read(path) !== content) {
      writeFileSync(join(root, path), content);
    }
  }
  for (const path of leftovers) {
    rmSync(join(root, path));
  }
}

function read(path) {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
}

/** Bundles the rules as they stand, not as the registry of the last run has them, and imports the bundle from memory. */
async function load(names) {
  const exports = names.map((name) => `export * from './${ruleFolder}/${name}';`);
  const { outputFiles } = await build({
    stdin: {
      contents: `${exports.join('\n')}\nexport { profileDescriptions } from './${ruleFolder}/engine/profiles';`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'error',
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  const { profileDescriptions: profiles, ...constants } = await import(`data:text/javascript;base64,${source}`);
  return { profileDescriptions: profiles, rules: names.map((name) => constants[constantOf(name)]) };
}

function mistakesIn(found, names) {
  return names
    .filter((name, index) => found[index]?.id !== name)
    .map((name) => `${ruleFolder}/${name}.ts must export ${constantOf(name)} with the id "${name}".`);
}

function complainAbout(mistakes) {
  if (mistakes.length > 0) {
    console.error(mistakes.join('\n'));
    process.exit(1);
  }
}

function registry(names) {
  const imports = names.map((name) => `import { ${constantOf(name)} } from './${name}';`);
  const at = names.findIndex((name) => name > 'rule');
  imports.splice(at === -1 ? names.length : at, 0, "import type { Rule } from './rule';");
  const entries = names.map((name) => `  ${constantOf(name)},`);
  return `// Made by scripts/generate.mjs from the files beside it.\n${imports.join('\n')}\n\n/** Every rule, sorted by id. */\nexport const rules: readonly Rule[] = [\n${entries.join('\n')}\n];\n`;
}

function constantOf(name) {
  return name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}

/** The manifest with the rules' settings put in place; everything else in it stays as it is. */
function manifestWith(settings) {
  const manifest = JSON.parse(read('package.json'));
  manifest.contributes ??= {};
  manifest.contributes.configuration ??= {};
  const sections = [manifest.contributes.configuration].flat();
  for (const [name, schema] of Object.entries(settings)) {
    const section = sections.find(({ properties }) => properties && name in properties) ?? sections[0];
    section.properties ??= {};
    section.properties[name] = schema;
  }
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
