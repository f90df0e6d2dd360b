// Compares our findings with those of other linters over folders of real Dockerfiles and sorts the differences by code.
//
//   node test/peers/compare-lint.mjs FOLDER... [--hadolint PROGRAM] [--buildkit-check PROGRAM]
//     [--dockerfile-utils FOLDER] [--code CODE]... [--show COUNT] [--answers FOLDER]
//
// Every text file in the folders is taken, whatever its name. `--buildkit-check` is a program around BuildKit's checks that
// prints a JSON object a line; `--dockerfile-utils` the folder whose node_modules have the package. Two findings are
// the same when ours, or one of its related places, lies in the instruction that the other tool names. Ours is better
// where lint/reasons.ts knows why, and worse otherwise. `--show` prints so many differences of each code that are
// worse, of `--code` all others too; `--answers` keeps what the other tools said for the next time.
// Exit 1 when anything is worse, or an error stands where BuildKit builds or is missing where it does not.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { peers } from './lint/peers.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { folders, programs, codes, show, kept } = readArguments();
const { compareFile, claimed } = await loadComparison();
const codesOf = codesOfTools(claimed);
const files = folders.flatMap(filesIn).filter(isText).sort();
const answers = {};
for (const [tool, program] of Object.entries(programs)) {
  answers[tool] = await answersOf(tool, program);
}
const rows = new Map();
const unclaimed = new Map();
const mistakes = [];
for (const file of files) {
  const own = Object.fromEntries(Object.entries(answers).map(([tool, byFile]) => [tool, byFile.get(file)]));
  countUnclaimed(own);
  sortDifferences(file, compareFile(readFileSync(file), own, codesOf));
}
report();

function sortDifferences(file, { agreements, differences, errorMistakes }) {
  mistakes.push(...errorMistakes.map((mistake) => `${file}: ${mistake}`));
  for (const { code, tool } of agreements) {
    rowOf(code, tool).same++;
  }
  for (const difference of differences) {
    const row = rowOf(difference.code, difference.tool);
    const kind = difference.reason ? 'better' : difference.side === 'peer' ? 'lacking' : 'alone';
    row[kind]++;
    row.shown[kind] = (row.shown[kind] ?? 0) + 1;
    const isWanted = codes.includes(difference.code) || (codes.length === 0 && kind !== 'better');
    if (isWanted && row.shown[kind] <= show) {
      console.log(`${kind} ${difference.code} ${file}:${difference.line} ${difference.message}`);
      console.log(difference.reason ? `  because: ${difference.reason.quote}` : '');
      console.log(difference.source.replace(/^/gm, '    '));
    }
  }
}

function rowOf(code, tool) {
  const key = `${tool} ${code}`;
  const row = rows.get(key) ?? { tool, code, same: 0, better: 0, lacking: 0, alone: 0, shown: {} };
  rows.set(key, row);
  return row;
}

function countUnclaimed(own) {
  for (const { code } of Object.values(own).flatMap(({ findings }) => findings)) {
    if (!claimed.has(code)) {
      unclaimed.set(code, (unclaimed.get(code) ?? 0) + 1);
    }
  }
}

function report() {
  const sorted = [...rows.values()].sort((a, b) => (`${a.tool} ${a.code}` < `${b.tool} ${b.code}` ? -1 : 1));
  const print = (...cells) =>
    console.log(cells.map((cell, n) => String(cell)[n > 1 ? 'padStart' : 'padEnd'](n > 1 ? 8 : 34)).join(''));
  print('tool', 'code', 'same', 'better', 'worse:', '(theirs', 'ours)');
  for (const { tool, code, same, better, lacking, alone } of sorted) {
    print(tool, code, same, better, lacking + alone, lacking, alone);
  }
  const worse = sorted.reduce((sum, { lacking, alone }) => sum + lacking + alone, 0);
  const shell = [...unclaimed].filter(([code]) => code.startsWith('SC')).reduce((sum, [, count]) => sum + count, 0);
  const others = [...unclaimed].filter(([code]) => !code.startsWith('SC'));
  console.log(
    `\nnot claimed: ${shell} findings of ShellCheck; ${others.map(([code, n]) => `${code} ${n}`).join(', ')}`,
  );
  for (const [tool, byFile] of Object.entries(answers)) {
    const refused = files.filter((file) => byFile.get(file).refusal);
    const builds = refused.filter((file) => answers.BuildKit && !answers.BuildKit.get(file).refusal);
    console.log(`${tool} refuses ${refused.length} files, of which BuildKit builds ${builds.length}`);
  }
  console.log(mistakes.join('\n'));
  console.log(`${files.length} files: ${worse} findings worse, ${mistakes.length} mistakes about what builds`);
  process.exitCode = worse + mistakes.length > 0 ? 1 : 0;
}

async function answersOf(tool, program) {
  const path = kept && join(kept, `${tool}.json`);
  if (path && existsSync(path)) {
    return new Map(JSON.parse(readFileSync(path, 'utf8')));
  }
  const found = await peers[tool](program, files);
  if (path) {
    mkdirSync(kept, { recursive: true });
    writeFileSync(path, JSON.stringify([...found]));
  }
  return found;
}

/** The codes of each tool; those of ShellCheck are hadolint's, which has it inside. */
function codesOfTools(all) {
  const table = JSON.parse(readFileSync(join(here, '..', 'rules', 'parity', 'codes.json'), 'utf8'));
  const own = Object.keys(peers).map((tool) => [tool, new Set(table[tool].codes)]);
  const result = Object.fromEntries(own);
  for (const code of all) {
    if (code.startsWith('SC')) {
      result.hadolint.add(code);
    }
  }
  return result;
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      hadolint: { type: 'string' },
      'buildkit-check': { type: 'string' },
      'dockerfile-utils': { type: 'string' },
      code: { type: 'string', multiple: true, default: [] },
      show: { type: 'string', default: '0' },
      answers: { type: 'string' },
    },
  });
  const programs = {
    ...(values.hadolint && { hadolint: values.hadolint }),
    ...(values['buildkit-check'] && { BuildKit: values['buildkit-check'] }),
    ...(values['dockerfile-utils'] && { 'dockerfile-utils': values['dockerfile-utils'] }),
  };
  if (positionals.length === 0 || Object.keys(programs).length === 0) {
    console.error('Usage: node test/peers/compare-lint.mjs FOLDER... --hadolint PROGRAM --buildkit-check PROGRAM …');
    process.exit(2);
  }
  return { folders: positionals, programs, codes: values.code, show: Number(values.show), kept: values.answers };
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => resolve(entry.parentPath, entry.name));
}

/** Git's own test: what has a zero byte near its beginning is no text. */
function isText(file) {
  return !readFileSync(file).subarray(0, 8000).includes(0);
}

/** The comparison is TypeScript: bundled to a temporary file and loaded from there. */
async function loadComparison() {
  const folder = mkdtempSync(join(tmpdir(), 'compare-lint-'));
  try {
    const outfile = join(folder, 'comparison.mjs');
    const entryPoints = [join(here, 'lint', 'comparison.ts')];
    await build({ entryPoints, bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'warning' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
