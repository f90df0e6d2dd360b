import { expect } from 'vitest';
import { decodeName, pathText } from '../../server/src/image/names';
import { ProblemList } from '../../server/src/image/problems';
import { scanRandomAccess, TarPush } from '../../server/src/image/tar/drivers';
import { entryType } from '../../server/src/image/tar/entries';
import { noNode, PathTable } from '../../server/src/image/tar/paths';
import { TarScanner } from '../../server/src/image/tar/scanner';
import { asyncSource, memorySource } from './images';

const types = Object.fromEntries(Object.entries(entryType).map(([name, number]) => [number, name]));

function makeScanner() {
  const paths = new PathTable();
  const problems = new ProblemList();
  return { paths, problems, scanner: new TarScanner(paths, problems, 'layer') };
}

function listing({ paths, problems, scanner }: ReturnType<typeof makeScanner>) {
  const { entries } = scanner;
  return {
    entries: Array.from({ length: entries.count }, (_, i) => ({
      path: entries.nodes[i] === noNode ? null : pathText(paths, entries.nodes[i]!),
      type: types[entries.types[i]!],
      mode: entries.modes[i],
      uid: entries.uidOf(i),
      gid: entries.gidOf(i),
      mtime: entries.mtimes[i],
      size: entries.sizes[i],
      dataOffset: entries.dataOffsets[i],
      link: decodeName(entries.linkOf(i)),
      rare: entries.rareOf(i),
    })),
    problems: problems.items,
  };
}

const watch = { cancel: { cancelled: false }, onProgress: () => undefined };

/** Reads a tar in all the ways that there are, which must agree, and gives what was read. */
export async function scan(bytes: Uint8Array) {
  const sync = makeScanner();
  await scanRandomAccess(sync.scanner, memorySource(bytes), watch);
  const expected = listing(sync);
  const waiting = makeScanner();
  await scanRandomAccess(waiting.scanner, asyncSource(bytes), watch);
  expect(listing(waiting)).toEqual(expected);
  for (const step of [1, 7, 511, 512, 513, 4096, bytes.length]) {
    const pushed = makeScanner();
    const push = new TarPush(pushed.scanner);
    for (let at = 0; at < bytes.length; at += step) {
      push.push(bytes.slice(at, at + step));
    }
    push.finish();
    expect(listing(pushed)).toEqual(expected);
  }
  return expected;
}

/** The entries of a tar with the fields that a test names. */
export async function checkEntries(
  bytes: Uint8Array,
  wanted: readonly Record<string, unknown>[],
  codes: readonly string[] = [],
) {
  const { entries, problems } = await scan(bytes);
  expect(entries).toEqual(wanted.map((each) => expect.objectContaining(each)));
  expect(problems.map(({ severity, code }) => `${severity}:${code}`)).toEqual(codes);
}
