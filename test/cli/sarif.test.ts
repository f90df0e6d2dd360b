import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import type { Log, Region, Result } from 'sarif';
import { beforeAll, describe, expect, it } from 'vitest';
import { lint } from '../../server/src/cli/lint';
import { runProgram } from '../../server/src/cli/main';
import { rules } from '../../server/src/rules';
import { lintPorts } from '../support/lintPorts';
import { marked } from '../support/marks';
import { memoryHost } from '../support/memoryHost';

/** A log with findings of every rule that a file alone can break, and of files with unusual names. */
async function printedLog(): Promise<string> {
  const examples = rules.flatMap(({ id, examples: each }) =>
    each.map(({ wrong }, n) => [`${id}/${n}/Dockerfile`, marked(wrong).text] as const),
  );
  const host = memoryHost({
    ...Object.fromEntries(examples),
    'a b:c/d%20ü\ud83d\ude00/Dockerfile': 'FROM a\nMAINTAINER x\n',
    '/elsewhere/Dockerfile': '\ufefffrom a\r\nCMD a\r\nCMD b',
    locked: new Error('Access to it is not permitted.'),
  });
  const args = ['lint', '--format', 'sarif', '--select', 'all', '.', '/elsewhere', 'locked'];
  await runProgram({ commands: [lint('1.2.3', lintPorts())], version: '' }, args, host);
  return host.out();
}

let text = '';
let log: Log;
beforeAll(async () => {
  text = await printedLog();
  log = JSON.parse(text);
});

describe('--format sarif', () => {
  it('is a log of the standard, to the last name and value', () => {
    expect(complaintsAbout(text)).toEqual([]);
    expect(complaintsAbout(text.replace('"startLine"', '"firstLine"'))).not.toEqual([]);
    expect(complaintsAbout(text.replace(/"level":\s*"\w+"/, '"level": "hint"'))).not.toEqual([]);
    expect(complaintsAbout(text.replace(/"startColumn":\s*\d+/, '"startColumn": 0'))).not.toEqual([]);
  });

  it('has one run, whose results name their rules by id and by index', () => {
    const [run, ...more] = log.runs;
    expect(more).toEqual([]);
    const descriptors = run!.tool.driver.rules!;
    expect(new Set(descriptors.map(({ id }) => id)).size).toBe(descriptors.length);
    expect(descriptors.length).toBeGreaterThan(60);
    for (const { ruleId, ruleIndex } of run!.results!) {
      expect(descriptors[ruleIndex!]?.id).toBe(ruleId);
    }
    expect(descriptors.every(({ helpUri }) => helpUri === undefined || URL.canParse(helpUri))).toBe(true);
  });

  it('counts lines and columns from 1, in UTF-16 units, with ends behind starts', () => {
    expect(log.runs[0]!.columnKind).toBe('utf16CodeUnits');
    const found = log.runs[0]!.results!.flatMap(regionsOf);
    expect(found.length).toBeGreaterThan(100);
    for (const { startLine, startColumn, endLine, endColumn } of found) {
      expect(Math.min(startLine!, startColumn!, endLine!, endColumn!)).toBeGreaterThanOrEqual(1);
      expect(endLine! > startLine! || (endLine === startLine && endColumn! >= startColumn!)).toBe(true);
    }
  });

  it('has URIs: absolute ones, or ones below the root of the sources', () => {
    const artifacts = log.runs[0]!.results!.flatMap((result) =>
      [...(result.locations ?? []), ...(result.relatedLocations ?? [])].map(
        (it) => it.physicalLocation!.artifactLocation!,
      ),
    );
    for (const { uri, uriBaseId } of artifacts) {
      expect(uri).toMatch(/^[A-Za-z0-9%._~\-/:!'()*]+$/);
      expect(uriBaseId).toBe(uri!.startsWith('file:///') ? undefined : '%SRCROOT%');
    }
    const names = new Set(artifacts.map(({ uri }) => uri));
    expect(names).toContain('a%20b%3Ac/d%2520%C3%BC%F0%9F%98%80/Dockerfile');
    expect(names).toContain('file:///elsewhere/Dockerfile');
  });

  it('numbers related places, and says of each what it is', () => {
    const related = log.runs[0]!.results!.map(({ relatedLocations }) => relatedLocations ?? []);
    expect(related.flat().length).toBeGreaterThan(0);
    for (const places of related) {
      expect(places.map(({ id }) => id)).toEqual(places.map((_, index) => index));
      expect(places.every(({ message }) => message?.text)).toBe(true);
    }
  });
});

function regionsOf({ locations = [], relatedLocations = [], fixes = [] }: Result): Region[] {
  return [
    ...[...locations, ...relatedLocations].map(({ physicalLocation }) => physicalLocation!.region!),
    ...fixes.flatMap(({ artifactChanges }) =>
      artifactChanges.flatMap(({ replacements }) => replacements.map(({ deletedRegion }) => deletedRegion)),
    ),
  ];
}

/** What the schema of the standard has against a log. */
function complaintsAbout(json: string): string[] {
  isValid(JSON.parse(json));
  return (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The schema is of draft 4, of which it uses nothing that the later ones have changed but the name of its own address. */
function compileSchema(): ValidateFunction {
  const folder = dirname(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json'));
  const text = readFileSync(join(folder, 'lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8');
  const { $schema: _draft, id: _address, ...schema } = JSON.parse(text);
  return new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(schema);
}

const isValid = compileSchema();
