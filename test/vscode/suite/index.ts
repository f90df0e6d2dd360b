import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Mocha from 'mocha';

/**
 * Runs the tests inside the extension host and writes one line of JSON for each to the file that STRATA_TEST_RESULTS
 * names: `{ state, title, error, milliseconds }`. Rejects when one has failed.
 */
export function run(): Promise<void> {
  const results = process.env.STRATA_TEST_RESULTS!;
  mkdirSync(dirname(results), { recursive: true });
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, slow: 60_000 });
  mocha.addFile(join(__dirname, 'tests.js'));
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => (failures > 0 ? reject(new Error(`${failures} failed`)) : resolve()));
    const write = (state: string, test: Mocha.Test, error?: Error) => {
      const result = { state, title: test.fullTitle(), error: error?.stack, milliseconds: test.duration };
      appendFileSync(results, `${JSON.stringify(result)}\n`);
    };
    runner.on('pass', (test) => write('passed', test));
    runner.on('pending', (test) => write('pending', test));
    runner.on('fail', (test, error) => write('failed', test as Mocha.Test, error));
  });
}
