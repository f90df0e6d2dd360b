import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfiguration } from '../../server/src/config/file';
import { rules } from '../../server/src/rules';

const root = join(__dirname, '../..');
const schema = JSON.parse(readFileSync(join(root, 'schemas/strata.schema.json'), 'utf8'));
const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const validate = new Ajv({ strict: false }).compile(schema);

/** Checks that the schema and the reader think the same of a file. */
function checkSchema(text: string, isRight: boolean): void {
  expect({
    schema: validate(parse(text)),
    reader: readConfiguration(text, 'strata').problems.length === 0,
  }).toEqual({ schema: isRight, reader: isRight });
}

describe('the JSON schema of strata.yaml', () => {
  it.each([
    '',
    'profile: hadolint\n',
    'rules:\n  size: warning\n  all: off\n  DL3008: info\n  SC2086: off\n  MaintainerDeprecated: error\n',
    'rules:\n  latest-tag: {severity: error, options: {allow: ["example.com/*"]}}\n  untagged-image:\n',
    'rules:\n  keyword-not-upper-case: {options: {style: majority}}\n',
    'rules:\n  untrusted-registry: {options: {registries: [docker.io]}}\n',
    'rules:\n  label-against-schema: {options: {schema: {maintainer: email}, strict: true}}\n',
    'rules:\n  unpinned-package: {severity: warning, options: {managers: [pip], allow: [setuptools]}}\n',
    'rules:\n  undigested-image: {severity: info, options: {images: ["ghcr.io/*"]}}\n',
    'rules:\n  dl3008: info\n  sc2086: off\n  maintainerdeprecated: error\n  dl3006: {options: {allow: ["example.com/*"]}}\n',
    'buildArgs: {VERSION: 3.10, NAME: a, DEBUG: true}\ncontext: ..\n',
  ])('takes %j', (text) => checkSchema(text, true));

  it.each(['README.md', 'docs/configuration.md'])('takes what %s shows', (page) => {
    const shown = [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)].map(
      ([, yaml]) => yaml!,
    );
    expect(shown.length).toBeGreaterThan(0);
    for (const text of shown) {
      checkSchema(text, true);
    }
  });

  it.each([
    'profil: strict\n',
    'profile: loud\n',
    'rules: [latest-tag]\n',
    'rules: {latest-tags: off}\n',
    'rules: {latest-tag: loud}\n',
    'rules: {dl3008: loud, dl9999: off}\n',
    'rules: {dl3008: 1, latest-tag: true}\n',
    'rules: {latest-tag: {severity: loud}}\n',
    'rules: {latest-tag: {options: {alow: []}}}\n',
    'rules: {latest-tag: {options: {allow: a}}}\n',
    'rules: {keyword-not-upper-case: {options: {style: camel}}}\n',
    'rules: {label-against-schema: {options: {schema: {maintainer: mail}}}}\n',
    'rules: {maintainer-deprecated: {options: {a: 1}}}\n',
    'buildArgs: {NAME: [a]}\n',
    'context: [a]\n',
    '- a\n',
  ])('refuses %j', (text) => checkSchema(text, false));

  it('knows every rule and every code, so that they are completed', () => {
    const names = rules.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(names.filter((name) => !Object.hasOwn(schema.properties.rules.properties, name))).toEqual([]);
  });

  it('says at once what each setting may be, without which editors complete a name without its colon', () => {
    const { rules, ...others } = schema.properties;
    const settings = Object.entries<{ type?: unknown; anyOf?: unknown }>({ ...others, ...rules.properties });
    expect(settings.filter(([, { type, anyOf }]) => type === undefined && anyOf === undefined)).toEqual([]);
  });

  it('offers no word for a setting that is empty', () => {
    const { rules } = schema.properties;
    const shapes = JSON.stringify([rules.properties, rules.patternProperties, schema.definitions]);
    expect(shapes).not.toContain('"null"');
  });

  it('says what the words of each choice mean', () => {
    const { profile } = schema.properties;
    for (const choice of [profile, schema.definitions.severity]) {
      expect(choice.markdownEnumDescriptions).toHaveLength(choice.enum.length);
    }
  });

  it('stands in the manifest for files of that name', () => {
    expect(contributes.yamlValidation).toEqual([{ fileMatch: 'strata.yaml', url: './schemas/strata.schema.json' }]);
  });

  it('has the keys that the settings of the editor have', () => {
    const settings = [contributes.configuration].flat().flatMap(({ properties }) => Object.keys(properties));
    const missing = Object.keys(schema.properties).filter((key) => !settings.includes(`strata.${key}`));
    expect(missing).toEqual([]);
  });
});
