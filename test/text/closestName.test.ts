import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestName, editDistance } from '../../server/src/text/closestName';

describe('editDistance', () => {
  it('says above a limit only that it is above', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, fc.nat(4), (a, b, most) => {
        const distance = editDistance(a, b);
        const limited = editDistance(a, b, most);
        expect(distance <= most ? limited === distance : limited > most).toBe(true);
      }),
    );
  });

  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['run', 'run', 0],
    ['runn', 'run', 1],
    ['rn', 'run', 1],
    ['rum', 'run', 1],
    ['rnu', 'run', 1],
    ['from', 'form', 1],
    ['kitten', 'sitting', 3],
  ])('%j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('closestName', () => {
  const names = ['RUN', 'ENV', 'FROM', 'CMD', 'ENTRYPOINT'];
  it.each([
    ['RUNN', 'RUN'],
    ['rnu', 'RUN'],
    ['FORM', 'FROM'],
    ['entrpiont', 'ENTRYPOINT'],
    ['FOO', undefined],
    ['E', undefined],
    ['', undefined],
    ['COPY', undefined],
  ])('%j is %j', (written, name) => {
    expect(closestName(written, names)).toBe(name);
  });

  it('keeps to the limit', () => {
    expect(closestName('chmod', names)).toBe('CMD');
    expect(closestName('chmod', names, 1)).toBeUndefined();
  });
});
