import { describe, expect, it } from 'vitest';
import { closestName, editDistance } from '../../server/src/text/closestName';

describe('editDistance', () => {
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
