// npm run truth -- WORK [given|own|CASE…] [--update]
// Builds the Dockerfiles of test/truth with a real engine again and compares what their layers hold with the committed
// truth; with --update the committed truth is replaced. WORK is a folder that keeps the engine and what was measured.
// Needs Debian, root, apt, debootstrap, git, npm and pip; test/truth/own/README.md says more.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readCases, readTruth, writeCases, writeTruth } from '../test/truth/own/cases.mjs';
import { Complaint, main, run } from './parts/command.mjs';
import { root } from './parts/places.mjs';

const instrument = join(root, 'test', 'truth', 'build_truth');
const givenTruth = join(root, 'test', 'truth', 'truth.json');
const sets = [
  {
    name: 'given',
    write: writeGivenCases,
    committed: () => JSON.parse(readFileSync(givenTruth, 'utf8')),
    commit: (measured) => copyFileSync(measured, givenTruth),
    expected: new Map(),
  },
  {
    name: 'own',
    write: async (out) => writeCases(out),
    committed: readTruth,
    commit: (measured) => writeTruth(JSON.parse(readFileSync(measured, 'utf8'))),
    expected: new Map(readCases().map((one) => [one.name, one.leaves])),
  },
];

await main(async () => {
  const words = process.argv.slice(2);
  const update = words.includes('--update');
  const [folder, ...rest] = words.filter((word) => word !== '--update');
  if (!folder) {
    throw new Complaint('Usage: npm run truth -- WORK [given|own|CASE…] [--update]');
  }
  const work = resolve(folder);
  const names = rest.filter((word) => !sets.some((set) => set.name === word));
  const chosen = sets.filter((set) => rest.length === 0 || rest.includes(set.name));
  return names.length > 0 ? buildSome(work, names) : await buildSets(work, chosen, update);
});

async function buildSets(work, chosen, update) {
  let differences = 0;
  for (const set of chosen) {
    const cases = join(work, `cases-${set.name}`);
    const measured = join(work, `truth-${set.name}.json`);
    mkdirSync(cases, { recursive: true });
    await set.write(cases);
    const { code } = await run('python3', [instrument, work, cases, measured], { output: 'show' });
    if (code !== 0) {
      throw new Complaint(
        `Not every case of the set "${set.name}" could be built; the logs are in ${join(work, 'log')}.`,
      );
    }
    differences += compare(set, JSON.parse(readFileSync(measured, 'utf8')));
    if (update) {
      set.commit(measured);
    }
  }
  console.log(differences === 0 ? 'All verdicts are as committed.' : `${differences} verdicts differ.`);
  return differences === 0 || update ? 0 : 1;
}

/** Builds the named cases anew, of whichever set, and prints what their lines leave. */
async function buildSome(work, names) {
  const cases = join(work, 'cases-some');
  mkdirSync(cases, { recursive: true });
  for (const set of sets) {
    await set.write(cases);
  }
  const { code } = await run('python3', [instrument, work, cases, join(work, 'truth-some.json'), ...names], {
    output: 'show',
    env: { FORCE: '1' },
  });
  return code;
}

/** Prints every case whose verdicts are not those of the committed file or not what its author expects. */
function compare(set, measured) {
  const committed = set.committed();
  let differences = 0;
  for (const name of new Set([...Object.keys(committed), ...Object.keys(measured)])) {
    const now = verdictsOf(measured[name]);
    const before = verdictsOf(committed[name]);
    const expected = set.expected.get(name);
    const wished = expected ? describe(expected.dirty, expected.compileCache, expected.notScored) : '';
    if (now !== before || !now?.startsWith(wished)) {
      differences++;
      console.log(`${name}: measured ${now}; committed ${before}; expected ${wished || 'the same'}`);
    }
  }
  return differences;
}

function verdictsOf(truth) {
  if (!truth) {
    return undefined;
  }
  const dirty = truth.positiveLines.filter((line) => !truth.softLines.includes(line));
  return `${describe(dirty, truth.softLines, truth.neutralLines)}, killed by ${truth.killerLines.join(' ') || 'none'}`;
}

function describe(dirty, compileCache, notScored) {
  const text = (lines) => lines.join(' ') || 'none';
  return `dirty ${text(dirty)}, compile cache ${text(compileCache)}, not scored ${text(notScored)}`;
}

async function writeGivenCases(out) {
  await run('python3', [join(root, 'test', 'truth', 'make_cases.py'), out], {
    check: 'The cases could not be written.',
    explain: true,
  });
}
