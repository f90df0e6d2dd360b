// Applies every fix to folders of real Dockerfiles and checks what comes out.
//
//   node test/peers/check-fixes.mjs FOLDER... [--buildkit-check PROGRAM]
//
// All safe fixes of a file together, and each suggestion by itself. The result must have no more syntax errors than the
// file had, keep its line breaks, and no longer have the finding that was fixed; all safe fixes a second time must
// change nothing. PROGRAM prints BuildKit's answer as a JSON object a line: what it accepted before it must accept
// afterwards. Prints every fault and the numbers of fixes by rule; exit 1 when there is a fault.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'buildkit-check': { type: 'string' } },
});
if (positionals.length === 0) {
  console.error('Name at least one folder with Dockerfiles.');
  process.exit(2);
}
const work = mkdtempSync(join(tmpdir(), 'strata-fixes-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const { applyEdits, fixAll, lintText, ruleSetFor } = await loadEngine();
const all = ruleSetFor({ profile: 'strict' });
const single = new Map();
const counts = new Map();
const results = [];
let faults = 0;

const files = positionals.flatMap(filesIn).sort();
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes('\ufffd')) {
    checkFile(file, text);
  }
}
if (values['buildkit-check']) {
  askBuildKit(values['buildkit-check']);
}
for (const [rule, { safe, suggested }] of [...counts].sort()) {
  console.log(`${rule.padEnd(36)}${String(safe).padStart(6)} safe${String(suggested).padStart(8)} suggested`);
}
console.log(`${files.length} files, ${results.length} fixed texts, ${faults} faults`);
process.exitCode = faults > 0 ? 1 : 0;

function checkFile(file, text) {
  const { findings, tree } = lintText(text, { ruleSet: all });
  const errors = tree.problems.length;
  const fixed = fixAll(text, { ruleSet: all });
  if (fixed.text !== text) {
    results.push({ file, what: 'all safe fixes', text: fixed.text });
    checkText(file, 'all safe fixes', text, fixed.text, fixed.lint.tree.problems.length - errors);
    if (fixAll(fixed.text, { ruleSet: all }).text !== fixed.text) {
      tell(file, 'all safe fixes', 'change something a second time');
    }
  }
  for (const finding of findings) {
    for (const fix of finding.fixes) {
      const count = counts.get(finding.rule) ?? { safe: 0, suggested: 0 };
      count[fix.safe ? 'safe' : 'suggested']++;
      counts.set(finding.rule, count);
      const what = `${finding.rule}: ${fix.title}`;
      const after = applyEdits(text, fix.edits);
      const lint = lintText(after, { ruleSet: ruleSetOf(finding.rule) });
      // Where a line was no instruction, one that becomes one can lack this and that.
      checkText(file, what, text, after, finding.category === 'build' ? 0 : lint.tree.problems.length - errors);
      const place = placeAfter(fix.edits, finding.span.start);
      const left = lint.findings.filter(({ rule }) => rule === finding.rule);
      const isFewer = left.length < findings.filter(({ rule }) => rule === finding.rule).length;
      // Another finding can take the place of one that is gone, or come to light behind it.
      if (!isFewer && left.some(({ span }) => span.start === place)) {
        tell(file, what, 'leaves the finding');
      }
      if (!fix.safe) {
        results.push({ file, what, text: after });
      }
    }
  }
}

/** Where a place of a text is after some edits. */
function placeAfter(edits, place) {
  return edits.reduce(
    (at, { span, newText }) => (span.end <= place ? at + newText.length - (span.end - span.start) : at),
    place,
  );
}

function checkText(file, what, before, after, newErrors) {
  if (newErrors > 0) {
    tell(file, what, 'makes a syntax error');
  }
  const isMixed = (text) => /[^\r]\n|\r(?!\n)/.test(text);
  if (before.includes('\r\n') && !isMixed(before) && isMixed(after)) {
    tell(file, what, 'ends a line in another way');
  }
}

function tell(file, what, fault) {
  faults++;
  console.log(`${file}: ${what}: ${fault}`);
}

function ruleSetOf(rule) {
  if (!single.has(rule)) {
    single.set(rule, ruleSetFor({ select: [rule] }));
  }
  return single.get(rule);
}

/** Tells of every text that BuildKit refuses although it accepts the file that it was made of. */
function askBuildKit(program) {
  const folder = join(work, 'fixed');
  mkdirSync(folder);
  const byName = new Map();
  results.forEach((result, index) => {
    const name = join(folder, `${index}.Dockerfile`);
    writeFileSync(name, result.text);
    byName.set(name, result);
  });
  const refusedBefore = refusedBy(program, [...new Set(results.map(({ file }) => file))]);
  for (const [name, message] of refusedBy(program, [...byName.keys()])) {
    const { file, what } = byName.get(name);
    if (!refusedBefore.has(file)) {
      tell(file, what, `is refused by BuildKit: ${message}`);
    }
  }
}

function refusedBy(program, names) {
  const { stdout, error } = spawnSync(program, ['--files-from', '-'], {
    input: `${names.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (error) {
    console.error(`${program} cannot be started: ${error.message}`);
    process.exit(2);
  }
  const refused = new Map();
  for (const line of stdout.split('\n').filter(Boolean)) {
    const answer = JSON.parse(line);
    if (answer.error) {
      refused.set(answer.file, answer.error.message);
    }
  }
  return refused;
}

async function loadEngine() {
  const outfile = join(work, 'engine.mjs');
  const contents =
    "export { lintText, ruleSetFor } from './server/src/features/diagnostics';" +
    "export { fixAll } from './server/src/features/fixAll';" +
    "export { applyEdits } from './server/src/text/edit';";
  const resolveDir = fileURLToPath(new URL('../..', import.meta.url));
  await build({ stdin: { contents, resolveDir }, bundle: true, platform: 'node', format: 'esm', outfile });
  return import(pathToFileURL(outfile).href);
}

function filesIn(folder) {
  return readdirSync(resolve(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
