import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Mocha from 'mocha';
import { openPage } from '../page';

/**
 * Runs the tests inside the extension host and writes one line of JSON for each to the file that STRATA_TEST_RESULTS
 * names: `{ state, title, error, milliseconds }`, and a picture of the page beside it when one has failed.
 * STRATA_TEST_GREP chooses tests by a part of their title. Rejects when one has failed.
 */
export function run(): Promise<void> {
  const results = process.env.STRATA_TEST_RESULTS!;
  mkdirSync(dirname(results), { recursive: true });
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, slow: 60_000 });
  if (process.env.STRATA_TEST_GREP) {
    mocha.fgrep(process.env.STRATA_TEST_GREP);
  }
  mocha.suite.afterEach('picture of a failure', async function () {
    if (this.currentTest?.state === 'failed') {
      const name = this.currentTest.fullTitle().replace(/[^\w]+/g, '-');
      await openPage()?.screenshot(`${results}-${name}.png`);
    }
  });
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
