// A folder of Dockerfiles by one call of the command line, start included, beside hadolint and BuildKit's own checks
// where their paths are given.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dockerfileOf } from './dockerfiles.mjs';
import { alternate, line, ms, ordinaryEnvironment, times } from './measure.mjs';
import { benchShellCheck, isThere } from './shellCheck.mjs';

const count = 1000;

/**
 * `program` is the built command line. `folder` has the files to check, else there are some of 100 lines as in the bench
 * of single files; `hadolint` and `buildkitCheck` are paths of programs, and may be undefined: hadolint is then measured
 * where it is installed, with the few files of `--shellcheck` only, since it takes long.
 */
export async function benchFolder({ program, folder, hadolint, buildkitCheck }) {
  console.log('A folder of Dockerfiles by one call: strata lint beside hadolint and the checks of BuildKit\n');
  // All run in an empty folder: hadolint reads its configuration from there, and Strata takes it for a build context.
  const work = mkdtempSync(join(tmpdir(), 'bench-folder-'));
  const [empty, caches, made] = ['empty', 'caches', 'files'].map((name) => join(work, name));
  mkdirSync(empty);
  try {
    const place = folder ? resolve(folder) : makeFolder(made);
    const files = filesIn(place);
    const lines = files.reduce((sum, file) => sum + readFileSync(file, 'latin1').split('\n').length - 1, 0);
    line(`${files.length} files, lines of each on average`, (lines / files.length).toFixed(0), '');
    const lint = (...args) => run(process.execPath, [program, 'lint', ...args], { cwd: empty, caches });
    const strata = () => lint('--no-cache', place);
    const again = () => lint(place);
    const contestants = {
      strata,
      first: () => {
        rmSync(caches, { recursive: true, force: true });
        return strata();
      },
      // Compiles again, and keeps what it has found.
      keeps: again,
      again,
      ...(buildkitCheck && {
        buildkit: () => run(buildkitCheck, ['--files-from', '-'], { cwd: empty, input: `${files.join('\n')}\n` }),
      }),
    };
    const medians = await alternate(contestants, { rounds: 9, warmup: 2 });
    line(`${files.length} files: strata lint --no-cache`, ms(medians.strata), '');
    line(`${files.length} files: the very first strata lint, which compiles the rules`, ms(medians.first), '');
    line(`${files.length} files: strata lint again, no file has changed`, ms(medians.again), '');
    if (buildkitCheck) {
      line(`${files.length} files: BuildKit's checks`, ms(medians.buildkit), '');
      const [anew, kept] = [medians.strata / medians.buildkit, medians.again / medians.buildkit];
      line('strata lint --no-cache against BuildKit', times(anew), 'at most 1.5', anew <= 1.5);
      line('strata lint again against BuildKit', times(kept), 'at most 1.5', kept <= 1.5);
    }
    if (hadolint) {
      const beside = await besideHadolint(strata, again, hadolint, files, empty);
      const [anew, kept] = [beside.hadolint / beside.strata, beside.hadolint / beside.again];
      line(`${files.length} files: hadolint`, ms(beside.hadolint), '');
      line('hadolint against strata lint --no-cache', times(anew), 'at least 20', anew >= 20);
      line('hadolint against strata lint again', times(kept), 'at least 20', kept >= 20);
    }
    const withShellCheck = hadolint ? resolve(hadolint) : isThere('hadolint') ? 'hadolint' : undefined;
    await benchShellCheck({
      lint,
      hadolint:
        withShellCheck && ((...paths) => run(withShellCheck, ['--no-fail', '-f', 'json', ...paths], { cwd: empty })),
      files,
    });
    console.log('');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** It takes long, so that it runs twice only, each time behind ours. */
function besideHadolint(strata, again, program, files, cwd) {
  const hadolint = () => run(resolve(program), ['--no-fail', '-f', 'json', ...files], { cwd });
  return alternate({ strata, again, hadolint }, { rounds: 2, warmup: 0 });
}

function makeFolder(place) {
  for (let n = 0; n < count; n++) {
    const folder = join(place, `group${n % 20}`, `service${n}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'Dockerfile'), `# Service ${n}\n${dockerfileOf(99, n * 10)}`);
  }
  return place;
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * Runs a program to its end and throws its output away; findings make some of them exit with 1, as a crash does.
 * `caches` is where it may keep things.
 */
function run(program, args, { cwd, input = '', caches }) {
  return new Promise((done, fail) => {
    const env = { ...ordinaryEnvironment, ...(caches && { XDG_CACHE_HOME: caches }) };
    const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'ignore'] });
    let printed = 0;
    child.stdout.on('data', (chunk) => {
      printed += chunk.length;
    });
    child.on('error', fail);
    child.on('close', (code) =>
      printed > 0 ? done() : fail(new Error(`${program} ended with ${code} and printed nothing.`)),
    );
    child.stdin.end(input);
  });
}
