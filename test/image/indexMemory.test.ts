import { describe, expect, it } from 'vitest';
import { ProblemList } from '../../server/src/image/problems';
import { TarPush } from '../../server/src/image/tar/drivers';
import { PathTable } from '../../server/src/image/tar/paths';
import { TarScanner } from '../../server/src/image/tar/scanner';
import { file, type TarEntry, tar } from '../support/tarBuilder';

/** The bytes that an index takes for each entry, and those of the table of paths for each path, names not counted. */
function indexOf(entries: readonly TarEntry[]): { perEntry: number; perPath: number } {
  const paths = new PathTable();
  const scanner = new TarScanner(paths, new ProblemList(), 'layer');
  const push = new TarPush(scanner);
  push.push(tar(...entries));
  push.finish();
  scanner.entries.trim();
  paths.trim();
  const names = paths.columns().names.length;
  return {
    perEntry: scanner.entries.byteLength / scanner.entries.count,
    perPath: (paths.byteLength - names) / paths.count,
  };
}

describe('the memory of an index', () => {
  const many = (more: Partial<TarEntry> = {}): TarEntry[] =>
    Array.from({ length: 5000 }, (_, n) => ({ ...file(`usr/lib/p${n % 50}/file-${n}`), mtime: 1.7e9, ...more }));

  it('is 19 bytes an entry where nothing is unusual, and at most 21 a path beside its name', () => {
    const { perEntry, perPath } = indexOf(many());
    expect(perEntry).toBeLessThan(19.1);
    // Parent, start of the name, mark; and 4 bytes in a hash table that is between a third and two thirds full.
    expect(perPath).toBeGreaterThan(9);
    expect(perPath).toBeLessThan(21);
  });

  it('is more where owners need it', () => {
    expect(indexOf(many({ uid: 1000 })).perEntry).toBeCloseTo(27, 0);
  });
});
