import { describe, expect, it } from 'vitest';
import { lintText } from '../../server/src/features/diagnostics';

/** Scripts whose values would grow without bound if they were really carried out. */
const hostile: readonly [string, string][] = [
  ['a value that doubles', `A=xxxxxxxx; ${'A=$A$A; '.repeat(60)} rm -rf $A`],
  ['eval within eval', `${'eval '.repeat(300)} rm -rf /tmp/x`],
  ['parentheses within parentheses', `find / ${"'(' -name a -o ".repeat(20_000)} -name b -delete`],
  ['tests in a row', `touch /${'a/'.repeat(2000)}b && find / ${'-name a -o '.repeat(3000)} -name b -exec rm -r {} +`],
  ['braces in a row', `rm -rf ${'{a,b}'.repeat(3000)}`],
];

describe('layer effects of hostile scripts', () => {
  it.each(hostile)('%s ends without a failure', (_, script) => {
    const { failures, findings } = lintText(`FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN ${script}\n`);
    expect(failures).toEqual([]);
    expect(findings.every(({ span }) => span.end >= span.start)).toBe(true);
  });
});
