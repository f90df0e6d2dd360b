import { expect, it } from 'vitest';
import { progressOn } from '../../server/src/cli/imageArchive';
import { memoryHost } from '../support/memoryHost';

/** Progress that is told each millisecond, and what stands on standard error afterwards. */
function told(milliseconds: number, colours: boolean): string {
  const host = memoryHost({}, { colours });
  let now = 0;
  const progress = progressOn(host, () => now);
  for (; now < milliseconds; now++) {
    progress.show(now * 1000, 1e7, 'Reading');
  }
  progress.clear();
  return host.err();
}

it('progress is shown after a second, on a terminal, and not more often than eyes can follow', () => {
  expect(told(1000, true)).toBe('');
  expect(told(1450, true).split('\r\u001b[K')).toEqual([
    '',
    'Reading: 1.00 MB of 10.0 MB',
    'Reading: 1.10 MB of 10.0 MB',
    'Reading: 1.20 MB of 10.0 MB',
    'Reading: 1.30 MB of 10.0 MB',
    'Reading: 1.40 MB of 10.0 MB',
    '',
  ]);
  expect(told(5000, false)).toBe('');
});
