// Runs every test that there is, or the stages named as arguments, and ends with one line `N passed, N failed`.
// A stage that ran nothing has failed. Needs nothing but Node.js and npm to begin with.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint, main, run } from './parts/command.mjs';
import { ensureDependencies } from './parts/dependencies.mjs';
import { cached, root, vsixPath } from './parts/places.mjs';
import { sampleTruth } from './parts/sample.mjs';
import { ensureShellCheck } from './parts/shellcheck.mjs';
import { readMochaResults, readVitestResults } from './parts/test-results.mjs';
import { prepareVsCode, runInVsCode } from './parts/vscode-run.mjs';

const resultsFolder = cached('test-results');

/** Name → what its heading says and a function that returns `{ passed, failed }`. They run in this order. */
const stages = {
  types: { title: 'Types', run: () => check(tool('typescript', 'bin', 'tsc'), ['--noEmit']) },
  lint: {
    title: 'Lint and format',
    run: () => check(tool('@biomejs', 'biome', 'bin', 'biome'), ['check', '--error-on-warnings', '.']),
  },
  unit: { title: 'Walls and unit tests', run: () => vitest('unit', []) },
  build: { title: 'Build', run: () => check(join(root, 'scripts', 'build.mjs'), []) },
  server: {
    title: 'The built server over stdio',
    run: () => vitest('server', ['--config', 'test/server/vitest.config.ts']),
  },
  vscode: { title: 'The extension in a real VS Code', run: () => inVsCode('vscode', {}) },
  package: { title: 'The package', run: () => check(join(root, 'scripts', 'package.mjs'), []) },
  npm: {
    title: 'The npm package installed in an empty folder',
    run: () => vitest('npm', ['--config', 'test/npm-package/vitest.config.ts']),
  },
  vsix: { title: 'The package installed in a clean VS Code', run: () => inVsCode('vsix', { vsix: vsixPath() }) },
};

await main(async () => {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !Object.hasOwn(stages, name));
  if (unknown) {
    throw new Complaint(`There is no stage ${unknown}; stages are ${Object.keys(stages).join(', ')}.`);
  }
  const wanted = Object.entries(stages).filter(([name]) => names.length === 0 || names.includes(name));
  await ensureDependencies();
  if (wanted.some(([name]) => name === 'unit' || name === 'server')) {
    await ensureShellCheck();
  }
  if (wanted.some(([name]) => name === 'vscode' || name === 'vsix')) {
    await prepareVsCode();
  }
  rmSync(resultsFolder, { recursive: true, force: true });
  mkdirSync(resultsFolder, { recursive: true });
  const total = await runStages(wanted);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});

async function runStages(wanted) {
  const total = { passed: 0, failed: 0 };
  const lines = [];
  for (const [, stage] of wanted) {
    console.log(`\n=== ${stage.title} ===`);
    const start = Date.now();
    const { passed, failed } = await runStage(stage);
    total.passed += passed;
    total.failed += failed;
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    lines.push(
      `${failed === 0 ? 'ok    ' : 'FAILED'}  ${stage.title}: ${passed} of ${passed + failed} in ${seconds} s`,
    );
  }
  console.log(`\n${lines.join('\n')}\n`);
  return total;
}

/** A stage that cannot run has failed, and the others still run. */
async function runStage(stage) {
  try {
    const counts = await stage.run();
    if (counts.passed + counts.failed === 0) {
      console.log('No test ran.');
      return { passed: 0, failed: 1 };
    }
    return counts;
  } catch (error) {
    console.log(process.env.STRATA_DEBUG ? error.stack : error.message);
    return { passed: 0, failed: 1 };
  }
}

/** A program that either succeeds or does not; counts as one test. */
async function check(script, args) {
  const { code } = await run(process.execPath, [script, ...args], { cwd: root, output: 'show' });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(name, args) {
  const file = join(resultsFolder, `${name}.json`);
  const { code } = await run(
    process.execPath,
    [tool('vitest', 'vitest.mjs'), 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile=${file}`],
    { cwd: root, output: 'show' },
  );
  return withExitCode(readVitestResults(file), code);
}

async function inVsCode(name, { vsix }) {
  const file = join(resultsFolder, `${name}.jsonl`);
  const { code, output } = await runInVsCode({
    name,
    suite: { index: 'test/vscode/suite/index.ts', tests: 'test/vscode/suite/tests.ts' },
    vsix,
    beside: 'test/vscode/neighbour-extension',
    env: {
      STRATA_TEST_RESULTS: file,
      STRATA_ROOT: root,
      STRATA_SAMPLE_TRUTH: sampleTruth,
      STRATA_INSTALLED: vsix ? '1' : '',
    },
  });
  const results = readMochaResults(file);
  for (const { state, title, error, milliseconds } of results.tests) {
    console.log(
      ` ${{ passed: '✓', failed: '×', pending: '-' }[state]} ${title}${milliseconds ? ` (${milliseconds} ms)` : ''}`,
    );
    if (error) {
      console.log(error.replace(/^/gm, '     '));
    }
  }
  if (code !== 0 && results.failed === 0) {
    console.log(output.trim());
  }
  return withExitCode(results, code);
}

/** Something may fail outside of any test, for example while a file of tests is being loaded. */
function withExitCode({ passed, failed }, code) {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function tool(...parts) {
  return join(root, 'node_modules', ...parts);
}
