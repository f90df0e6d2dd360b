import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeImageLocations } from '../../server/src/host/node/imageLocations';
import { nodeImagePorts } from '../../server/src/host/node/imagePorts';
import type { ImageArchive } from '../../server/src/image/archive/archive';
import { type FiguresRecord, packFigures, unpackFigures } from '../../server/src/image/cache/figuresRecord';
import { ListWriter, listAt } from '../../server/src/image/cache/listColumns';
import { packRecord, unpackRecord } from '../../server/src/image/cache/record';
import { figuresOf } from '../../server/src/image/figures';
import { archiveReport, imageReport, reportOf } from '../../server/src/image/report';
import { ImageSession } from '../../server/src/image/session';
import { stackLayers } from '../../server/src/image/stack/stack';
import { imageView } from '../../server/src/image/view/archiveView';
import type { Cache } from '../../server/src/ports';
import type { ArchiveView } from '../../server/src/protocol/images';
import { badFiles, fixtureNames, fixturePath } from '../support/imageFixtures';
import { readImage, readImageBytes } from '../support/images';
import { dockerArchive, file, folder, tar } from '../support/tarBuilder';

/** The pieces of a file, as they are when they were read from a disk. */
function fileOf(pieces: readonly Uint8Array[] | undefined): Uint8Array {
  return new Uint8Array(Buffer.concat([...pieces!])).slice();
}

function figures(archive: ImageArchive) {
  return archive.images.map(({ layers }) => figuresOf(layers, stackLayers(archive, layers)));
}

/** Everything that is shown of an archive's layers. */
function shown({ outline, figures }: Pick<FiguresRecord, 'outline' | 'figures'>) {
  const reports = outline.images.map((image, i) => imageReport(image, figures[i]!));
  return {
    report: JSON.parse(JSON.stringify({ ...archiveReport(outline, [], 'x'), reports: reports.map(plain) })),
    views: outline.images.map((image, i) => imageView(image, figures[i]!, true, 'x')),
    attestations: outline.attestations,
  };
}

function plain(report: ReturnType<typeof imageReport>) {
  return { ...report, wasted: [...report.wasted], first: report.wasted.first(3), count: report.wasted.count };
}

describe('figures of the cache', () => {
  it.each(fixtureNames)('of %s show the same as the layers themselves', async (name) => {
    const archive = await readImage(fixturePath(name));
    const record = { outline: archive, figures: figures(archive), seen: [] };
    const again = unpackFigures(fileOf(packFigures(record)))!;
    expect(shown(again)).toEqual(shown(record));
    const fromLayers = reportOf(archive, archive.images, 'x', { overlayMarks: false });
    expect(shown(again).report.reports.map((each: { dive: unknown }) => each.dive)).toEqual(
      fromLayers.images.map(({ dive }) => dive),
    );
  });

  it('come back with all problems, whatever is wrong with an archive', async () => {
    for (const { bytes } of (await badFiles()).filter((each) => each.bytes.length < 100_000)) {
      const archive = await readImageBytes(bytes);
      const record = { outline: archive, figures: figures(archive), seen: [] };
      expect(shown(unpackFigures(fileOf(packFigures(record)))!)).toEqual(shown(record));
    }
  });

  it('that somebody made up are as if they were not there', async () => {
    const layers = [tar(folder('a'), file('a/b', 5), file('c', 7)), tar(file('a/.wh.b'), file('c', 8))];
    const archive = await readImageBytes(dockerArchive(layers));
    const pieces = packFigures({ outline: archive, figures: figures(archive), seen: [] });
    const forged = (path: readonly (string | number)[], value: unknown): unknown => {
      const record = unpackRecord(fileOf(pieces));
      let at = record as Record<string | number, unknown>;
      for (const name of path.slice(0, -1)) {
        at = at[name] as Record<string | number, unknown>;
      }
      at[path.at(-1)!] = value;
      return unpackFigures(fileOf(packRecord(record)));
    };
    const inFigures = ['images', 0, 'figures'] as const;
    expect(forged(['format'], 'layer')).toBeDefined();
    for (const [path, value] of [
      [['kind'], 'archive'],
      [['images'], undefined],
      [[...inFigures, 'layers', 1, 'whiteouts', 'ends'], Uint32Array.of(1e9)],
      [[...inFigures, 'layers', 1, 'whiteouts', 'items'], new Uint8Array(1)],
      [[...inFigures, 'layers', 1, 'opaqueFolders'], null],
      [[...inFigures, 'layers', 0, 'counts'], undefined],
      [[...inFigures, 'waste', 'paths', 'ends'], Uint32Array.of(4, 2)],
      [
        [...inFigures, 'waste', 'textEnds'],
        [1, 2],
      ],
      [[...inFigures, 'waste', 'heldBy', 'ends'], Uint32Array.of(2)],
      [[...inFigures, 'waste', 'heldBy'], { ends: Uint32Array.of(1, 2), items: new Float64Array(2) }],
      [[...inFigures, 'waste', 'killedBy', 'items', 2], 99],
      [[...inFigures, 'waste', 'killedBy', 'items', 5], 0.5],
    ] as const) {
      expect(forged(path, value), path.join('.')).toBeUndefined();
    }
  });

  it('are not kept when their paths would fill the cache', async () => {
    const { outline, figures: some } = await figuresOfSome();
    const many = { ...some[0]!, layers: some[0]!.layers.map((layer) => ({ ...layer, whiteouts: endless })) };
    expect(packFigures({ outline, figures: [many], seen: [] })).toBeUndefined();
  });
});

async function figuresOfSome() {
  const archive = await readImageBytes(dockerArchive([tar(file('a', 5))]));
  return { outline: archive, figures: figures(archive) };
}

const endless = {
  count: Number.POSITIVE_INFINITY,
  *[Symbol.iterator]() {
    for (;;) {
      yield '/a/path'.repeat(10_000);
    }
  },
};

describe('lists in columns', () => {
  it('give back what was put into them, and take no more than they may', () => {
    const writer = new ListWriter<Uint8Array>(new Uint8Array(0), 3000);
    const lists = Array.from({ length: 200 }, (_, n) => new Uint8Array(n % 29).fill(n));
    for (const list of lists) {
      writer.add(list);
    }
    const columns = writer.columns();
    expect(lists.map((_, at) => listAt(columns, at))).toEqual(lists);
    expect(writer.isFull).toBe(false);
    writer.add(new Uint8Array(1000));
    expect(writer.isFull).toBe(true);
    expect(writer.columns()).toEqual(columns);
  });
});

describe('a session that finds figures', () => {
  const top = mkdtempSync(join(tmpdir(), 'strata-figures-'));
  afterAll(() => rmSync(top, { recursive: true, force: true }));

  /** A cache whose files a test can look at and change. */
  function openCache() {
    const kept = new Map<string, Uint8Array>();
    const cache: Cache = {
      get: async (key) => kept.get(key)?.slice(),
      async put(key, pieces) {
        kept.set(key, fileOf(pieces));
      },
      clear: async () => 0,
    };
    const keyOf = (kind: string): string => [...kept.keys()].find((key) => key.startsWith(kind))!;
    return { cache, kept, keyOf };
  }

  async function open(uri: string, cache: Cache) {
    const session = new ImageSession(nodeImageLocations(), nodeImagePorts(cache));
    const never = { cancelled: false, onCancel: () => undefined };
    const result = await session.open({ uri, progressToken: '' }, () => undefined, never);
    const { archive } = result as { archive: ArchiveView };
    const { handle, generation } = archive;
    const where = { image: 0, layer: null, folder: '', offset: 0, limit: 100 };
    return { archive, list: () => session.list({ handle, generation, ...where }) };
  }

  async function kept(count: number, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    while (files.size < count) {
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  const image = dockerArchive([tar(folder('a'), file('a/b', 5)), tar(file('a/.wh.b'), file('c', 8))]);
  const written = (name: string, bytes = image): string => {
    writeFileSync(join(top, name), bytes);
    return pathToFileURL(join(top, name)).href;
  };

  it('shows the same, and the same files below', async () => {
    const { cache, kept: files } = openCache();
    const uri = written('same.tar');
    const first = await open(uri, cache);
    const page = await first.list();
    await kept(2, files);
    const second = await open(uri, cache);
    expect(second.archive).toEqual(first.archive);
    expect(await second.list()).toEqual(page);
    expect(page).toMatchObject({ kind: 'page', total: 2 });
  });

  it.each(['lost', 'damaged'])('reads the archive again when the rest is %s, and keeps it', async (what) => {
    const { cache, kept: files, keyOf } = openCache();
    const uri = written(`${what}.tar`);
    const page = await (await open(uri, cache)).list();
    await kept(2, files);
    const key = keyOf('archive');
    const whole = files.get(key)!;
    files.delete(key);
    if (what === 'damaged') {
      files.set(key, whole.slice(0, -8));
    }
    expect(await (await open(uri, cache)).list()).toEqual(page);
    await kept(2, files);
    while (files.get(key)!.length < whole.length) {
      await new Promise((done) => setTimeout(done, 5));
    }
  });

  it('says so when the archive has changed meanwhile', async () => {
    const { cache, kept: files, keyOf } = openCache();
    const uri = written('changing.tar');
    await open(uri, cache);
    await kept(2, files);
    files.delete(keyOf('archive'));
    const { list } = await open(uri, cache);
    written('changing.tar', dockerArchive([tar(file('other', 1))]));
    expect(await list()).toEqual({ kind: 'failed', message: 'The archive has changed; read it again.' });
  });
});
