// Compares our parser with BuildKit's own over folders of real Dockerfiles and prints every difference.
//
//   node test/peers/compare-parser.mjs --buildkit-check PATH [--undecided] FOLDER...
//
// PATH is a program around BuildKit's parser that prints a JSON object a line: `PATH --ast --instructions --lint
// --files-from -`. Every file in the folders is taken, whatever its name. With --undecided, errors of builds that no
// single instruction shows are printed too; our parser leaves them to others. Exit 1 when there is a difference.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const { program, folders, limit, showUndecided } = readArguments(process.argv.slice(2));
const { compareWithBuildKit, undecidedError } = await loadComparison();
const files = folders.flatMap(filesIn).sort();
const counts = { files: files.length, instructions: 0, refused: 0, withDifferences: 0, differences: 0, undecided: 0 };

const child = spawn(program, ['--ast', '--instructions', '--lint', '--files-from', '-'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
child.on('error', (error) => fail(`${program} cannot be started: ${error.message}`));
child.stdin.end(`${files.join('\n')}\n`);
for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
  compareFile(JSON.parse(line));
}
console.log(
  `${counts.files} files, ${counts.instructions} instructions, ${counts.refused} files refused by BuildKit's parser, ` +
    `${counts.undecided} builds that fail for what no single instruction shows: ` +
    `${counts.differences} differences in ${counts.withDifferences} files`,
);
process.exitCode = counts.differences > 0 ? 1 : 0;

function compareFile(report) {
  const differences =
    report.error?.phase === 'panic' || report.error?.phase === 'read'
      ? [`BuildKit gave no answer: ${report.error.message}`]
      : compareWithBuildKit(readFileSync(report.file), report);
  counts.instructions += report.ast?.children?.length ?? 0;
  counts.refused += report.ast ? 0 : 1;
  counts.differences += differences.length;
  counts.withDifferences += differences.length > 0 ? 1 : 0;
  const undecided = report.error ? undecidedError(readFileSync(report.file), report) : undefined;
  counts.undecided += undecided === undefined ? 0 : 1;
  if (showUndecided && undecided !== undefined) {
    console.log(`${report.file}: undecided: ${undecided}`);
  }
  for (const difference of differences.slice(0, limit)) {
    console.log(`${report.file}: ${difference}`);
  }
}

function readArguments(args) {
  const showUndecided = args.includes('--undecided');
  args = args.filter((arg) => arg !== '--undecided');
  const at = args.indexOf('--buildkit-check');
  const program = at === -1 ? undefined : args[at + 1];
  const folders = at === -1 ? [] : args.filter((_, index) => index !== at && index !== at + 1);
  if (!program || folders.length === 0) {
    fail('Usage: node test/peers/compare-parser.mjs --buildkit-check PATH FOLDER...');
  }
  return { program, folders, limit: 20, showUndecided };
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The comparison is TypeScript: bundled to a temporary file and loaded from there. */
async function loadComparison() {
  const entry = join(dirname(fileURLToPath(import.meta.url)), '../support/buildKitComparison.ts');
  const folder = mkdtempSync(join(tmpdir(), 'compare-parser-'));
  try {
    const outfile = join(folder, 'comparison.mjs');
    await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'warning' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
