// Runs the property tests for long: STRATA_FUZZ_RUNS inputs for each property, 100,000 when it is not set.
// Words after the name of the script choose test files, as they do for vitest.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Complaint, main, run } from './parts/command.mjs';
import { ensureDependencies } from './parts/dependencies.mjs';
import { root } from './parts/places.mjs';

await main(async () => {
  await ensureDependencies();
  const words = process.argv.slice(2);
  const files = propertyTests(join(root, 'test')).filter(
    (file) => words.length === 0 || words.some((word) => file.includes(word)),
  );
  if (files.length === 0) {
    throw new Complaint('There is no property test of that name.');
  }
  const runs = process.env.STRATA_FUZZ_RUNS ?? '100000';
  console.log(`${runs} inputs for each property of ${files.length} files`);
  const { code } = await run(
    process.execPath,
    [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--testTimeout=0', ...files],
    { cwd: root, env: { STRATA_FUZZ_RUNS: runs }, output: 'show' },
  );
  return code;
});

function propertyTests(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name === 'fixtures' || entry.name === 'vscode' ? [] : propertyTests(path);
    }
    const isProperty = entry.name.endsWith('.test.ts') && readFileSync(path, 'utf8').includes("from 'fast-check'");
    return isProperty ? [relative(root, path)] : [];
  });
}
