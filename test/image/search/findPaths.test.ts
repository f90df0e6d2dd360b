import { describe, expect, it } from 'vitest';
import { type FoundPaths, findPaths, type PathQuery } from '../../../server/src/image/search/findPaths';
import { Cancelled } from '../../../server/src/image/tar/drivers';
import { foundSummary, foundView } from '../../../server/src/image/view/foundView';
import { type Layers, stackOf } from '../../support/stacks';
import { file, folder, hardlink, symlink } from '../../support/tarBuilder';

const layers: Layers = [
  [folder('usr'), folder('usr/lib'), symlink('lib', 'usr/lib'), file('etc/Key.pem', 10), file('app/keys/one', 4)],
  [file('.wh.app'), file('lib/key.so', 7), file('etc/Key.pem', 20)],
  [hardlink('etc/key2', 'etc/Key.pem'), folder('usr/keys')],
];

async function find(query: Partial<PathQuery>, wanted = layers) {
  const { stack } = await stackOf(wanted);
  const found = findPaths(
    stack,
    { pattern: '', kind: 'text', matchCase: false, ...query },
    { cancelled: false },
  ) as FoundPaths;
  return { stack, found };
}

async function lines(query: Partial<PathQuery>): Promise<string[]> {
  const { stack, found } = await find(query);
  return found.rows
    .map((row) => foundView(stack, row))
    .map(({ path, layer, kind, bytes, isVisible }) => `${layer} ${kind} ${path} ${bytes}${isVisible ? '' : ' hidden'}`);
}

describe('a search for names', () => {
  it('finds every version in every layer, and says which one is seen in the end', async () => {
    expect(await lines({ pattern: 'key' })).toEqual([
      '0 directory /app/keys 0 hidden',
      '0 file /etc/Key.pem 10 hidden',
      '1 file /etc/Key.pem 20',
      '2 file /etc/key2 20',
      '2 directory /usr/keys 0',
      '1 file /usr/lib/key.so 7',
    ]);
  });

  it.each<[Partial<PathQuery>, string[]]>([
    [{ pattern: 'Key', matchCase: true }, ['/etc/Key.pem', '/etc/Key.pem']],
    [{ pattern: '*.pem', kind: 'glob' }, ['/etc/Key.pem', '/etc/Key.pem']],
    [{ pattern: '^/etc/[^/]*\\d$', kind: 'regexp' }, ['/etc/key2']],
    [{ pattern: 'etc/k' }, ['/etc/Key.pem', '/etc/Key.pem', '/etc/key2']],
    [{ pattern: 'app' }, ['/app', '/app']],
    [{ pattern: 'keys/' }, ['/app/keys/one']],
    [{ pattern: 'nowhere' }, []],
  ])('%j finds %j', async (query, paths) => {
    const { stack, found } = await find(query);
    const seen = found.rows
      .map((row) => foundView(stack, row))
      .filter(({ kind }) => kind !== 'directory' || query.pattern === 'app');
    expect(seen.map(({ path }) => path)).toEqual(paths);
  });

  it('shows a deletion as such, with the rows that lead to it', async () => {
    const { stack, found } = await find({ pattern: '/app' });
    const views = found.rows.map((row) => foundView(stack, row));
    expect(views.map(({ layer, kind, isVisible }) => [layer, kind, isVisible])).toContainEqual([1, 'whiteout', false]);
    expect(views.find(({ kind }) => kind === 'whiteout')).toMatchObject({ rowIds: ['-/app'], bytes: 4 });
  });

  it('leads to the row in the layer also where a path goes through a symbolic link', async () => {
    const { stack, found } = await find({ pattern: 'key.so' });
    expect(found.rows.map((row) => foundView(stack, row))).toMatchObject([
      { path: '/usr/lib/key.so', rowIds: ['/lib', '/lib/key.so'] },
    ]);
  });

  it('says how many there are', async () => {
    expect(foundSummary((await find({ pattern: 'Key.pem' })).found)).toBe('2 places, 1 not in the final file system');
    expect(foundSummary((await find({ pattern: 'x-x' })).found)).toBe('Nothing found.');
  });

  it('ends at a limit', async () => {
    const { found } = await find({ pattern: '^/f', kind: 'regexp' }, [
      Array.from({ length: 50_010 }, (_, i) => file(`f${i}`)),
    ]);
    expect([found.rows.length, found.isCut]).toEqual([50_000, true]);
  });

  it.each(['', 'x'.repeat(3000)])('needs a sensible pattern', async (pattern) => {
    expect((await find({ pattern })).found).toHaveProperty('problem');
  });

  it('stops when it is told to', async () => {
    const { stack } = await stackOf([Array.from({ length: 5000 }, (_, i) => file(`f${i}`))]);
    expect(() => findPaths(stack, { pattern: 'f', kind: 'text', matchCase: false }, { cancelled: true })).toThrow(
      Cancelled,
    );
  });
});
