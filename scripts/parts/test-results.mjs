// Reads what the test runners have written down.
import { existsSync, readFileSync } from 'node:fs';

/** The counts of a JSON report of vitest; a file that could not be loaded counts as one failed test. */
export function readVitestResults(path) {
  if (!existsSync(path)) {
    return { passed: 0, failed: 0 };
  }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
  const notLoaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((each) => each.status !== 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + notLoaded.length };
}

/** The tests of a run in VS Code, `{ state, title, error, milliseconds }` one a line, and their counts. */
export function readMochaResults(path) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const tests = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const count = (state) => tests.filter((test) => test.state === state).length;
  return { tests, passed: count('passed'), failed: count('failed') };
}
