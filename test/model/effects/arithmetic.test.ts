import { describe, expect, it } from 'vitest';
import { calculate } from '../../../server/src/model/effects/arithmetic';
import { checkEffects } from './checkEffects';

function worksOut(text: string, given: Readonly<Record<string, string | undefined>> = {}) {
  const variables = new Map(Object.entries(given));
  const value = calculate(text, {
    value: (name) => (variables.has(name) ? variables.get(name) : ''),
    assign: (name, it) => variables.set(name, it),
  });
  return { value, variables: Object.fromEntries(variables) };
}

describe('calculations', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ** 3 ** 2', 512],
    ['-7 / 2', -3],
    ['-7 % 3', -1],
    ['010 + 0x10 + 2#101', 29],
    ['1 << 4 | 1', 17],
    ['5 > 3 && 2 != 2', 0],
    ['0 || 3', 1],
    ['!0 + ~0', 0],
    ['1 ? 2 : 3', 2],
    ['0 ? 2 : 0 ? 4 : 5', 5],
    ['1, 2, 3', 3],
    ['', 0],
    ['n + $n + ${n}', 12],
    ['missing', 0],
    ['1 /', undefined],
    ['1 / 0', undefined],
    ['$(date +%s) % 2', undefined],
    ['08', undefined],
    ['unknown + 1', undefined],
    ['unknown && 0', undefined],
    ['0 && unknown', 0],
  ])('%s', (text, value) => expect(worksOut(text, { n: '4', unknown: undefined }).value).toBe(value));

  it.each([
    ['n++', 4, '5'],
    ['++n', 5, '5'],
    ['n -= 3', 1, '1'],
    ['n = m = 7', 7, '7'],
    ['0 && (n = 9)', 0, '4'],
    ['1 || n++', 1, '4'],
    ['0 ? n++ : 2', 2, '4'],
    ['n = unknown', undefined, undefined],
  ])('%s assigns', (text, value, n) => {
    const result = worksOut(text, { n: '4', unknown: undefined });
    expect(result.value).toBe(value);
    expect(result.variables.n).toBe(n);
  });

  it('stop at texts that nobody writes', () => expect(worksOut('1+'.repeat(400).concat('1')).value).toBeUndefined());
});

describe('scripts that calculate', () => {
  const clean = 'rm -rf /var/lib/apt/lists/*';

  it.each([
    `n=1; if [ $((n + 1)) -eq 2 ]; then ${clean}; fi`,
    `n=0; while [ $n -lt 3 ]; do n=$((n + 1)); done; if [ $n -eq 3 ]; then ${clean}; fi`,
    `for ((i = 0; i < 3; i++)); do if ((i == 2)); then ${clean}; fi; done`,
    `for ((i = 5; i; i--)); do :; done; ((i)) || ${clean}`,
    `let "n = 2 * 3" && if ((n == 6)); then ${clean}; fi`,
    `i=0; until ((i >= 2)); do ((i += 1)); done; if ((i == 2)); then ${clean}; fi`,
    `i=0; while [ $i -lt 1000 ]; do i=$((i + 1)); done; ${clean}`,
    `for ((;;)); do ${clean}; break; done`,
  ])('%s', (script) => checkEffects(`FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN apt-get update; ${script}\n`));

  it.each([
    `n=1; if [ $((n * 2)) -gt 2 ]; then ${clean}; fi`,
    `for ((i = 0; i < 3; i++)); do ((i < 3)) || ${clean}; done`,
    `((0)) && ${clean}; true`,
    `((RANDOM % 2)) && ${clean}; true`,
    `for ((i = 0; i < 0; i++)); do ${clean}; done`,
  ])('%s leaves', (script) =>
    checkEffects(`FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN «apt-get update»; ${script}\n`, ['apt-lists']),
  );
});
