import { describe, expect, it } from 'vitest';
import { layers } from '../../server/src/cli/layers';
import { runProgram } from '../../server/src/cli/main';
import type { ArchiveReport } from '../../server/src/image/report';
import type { Cache } from '../../server/src/ports';
import { imageHost } from '../support/imageHost';
import { memoryHost } from '../support/memoryHost';
import { dockerArchive, file, folder, tar } from '../support/tarBuilder';

const lower = tar(folder('etc'), file('etc/a', 1_000_000), file('etc/b', 20_000));
const upper = tar(file('etc/.wh.a'), file('etc/b', 20_000, { mode: 0o600 }));
const image = dockerArchive([lower, upper], {
  tags: ['lab/app:1', 'lab/app:latest'],
  history: [
    { created: '2024-01-02T03:04:05Z', created_by: 'ADD rootfs.tar / # buildkit', comment: 'buildkit.dockerfile.v0' },
    { created_by: 'ENV A=1', empty_layer: true },
    { created_by: 'RUN /bin/sh -c rm /etc/a && chmod 600 /etc/b # buildkit', author: 'me' },
  ],
  config: { created: '2024-01-02T03:04:06Z' },
});

async function strataLayers(
  args: readonly string[],
  files: Readonly<Record<string, Uint8Array>> = { 'app.tar': image },
  colours = false,
) {
  const host = memoryHost({}, { colours });
  const code = await runProgram({ commands: [layers(imageHost(files))], version: '' }, ['layers', ...args], host);
  return { code, out: host.out(), err: host.err() };
}

describe('strata layers --format json', () => {
  it('prints every field', async () => {
    const { code, out, err } = await strataLayers(['--format', 'json', 'app.tar']);
    const report = JSON.parse(out) as ArchiveReport;
    const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
    expect([code, err]).toEqual([0, '']);
    expect(report).toEqual({
      source: 'app.tar',
      format: 'docker-archive',
      images: [
        {
          names: ['lab/app:1', 'lab/app:latest'],
          platform: 'linux/amd64',
          configDigest: digest,
          created: '2024-01-02T03:04:06Z',
          history: [
            {
              instruction: 'ADD rootfs.tar /',
              createdBy: 'ADD rootfs.tar / # buildkit',
              created: '2024-01-02T03:04:05Z',
              author: null,
              comment: 'buildkit.dockerfile.v0',
              layer: 0,
            },
            { instruction: 'ENV A=1', createdBy: 'ENV A=1', created: null, author: null, comment: null, layer: null },
            {
              instruction: 'RUN rm /etc/a && chmod 600 /etc/b',
              createdBy: 'RUN /bin/sh -c rm /etc/a && chmod 600 /etc/b # buildkit',
              created: null,
              author: 'me',
              comment: null,
              layer: 1,
            },
          ],
          layers: [
            {
              index: 0,
              diffId: digest,
              digest,
              compression: 'none',
              instruction: 'ADD rootfs.tar /',
              createdBy: 'ADD rootfs.tar / # buildkit',
              created: '2024-01-02T03:04:05Z',
              origin: 'own',
              contentBytes: 1_020_000,
              tarBytes: lower.length,
              storedBytes: lower.length,
              netBytes: 1_020_000,
              entries: 3,
              files: 2,
              directories: 1,
              symlinks: 0,
              hardlinks: 0,
              others: 0,
              whiteouts: [],
              opaqueDirectories: [],
              wastedHeldBytes: 1_020_000,
              wastedCausedBytes: 0,
              problems: [],
            },
            {
              index: 1,
              diffId: digest,
              digest,
              compression: 'none',
              instruction: 'RUN rm /etc/a && chmod 600 /etc/b',
              createdBy: 'RUN /bin/sh -c rm /etc/a && chmod 600 /etc/b # buildkit',
              created: null,
              origin: 'own',
              contentBytes: 20_000,
              tarBytes: upper.length,
              storedBytes: upper.length,
              netBytes: -1_000_000,
              entries: 2,
              files: 2,
              directories: 0,
              symlinks: 0,
              hardlinks: 0,
              others: 0,
              whiteouts: ['/etc/a'],
              opaqueDirectories: [],
              wastedHeldBytes: 0,
              wastedCausedBytes: 1_020_000,
              problems: [],
            },
          ],
          totals: {
            contentBytes: 1_040_000,
            visibleBytes: 20_000,
            wastedBytes: 1_020_000,
            efficiency: 20_000 / 1_040_000,
            files: 1,
            directories: 1,
            symlinks: 0,
          },
          dive: { efficiency: 20_000 / 1_040_000, wastedBytes: 1_040_000, userWastedPercent: 52 },
          wasted: [
            {
              path: '/etc/a',
              bytes: 1_000_000,
              heldBy: [{ layer: 0, bytes: 1_000_000 }],
              killedBy: [{ layer: 1, bytes: 1_000_000, reason: 'deleted' }],
            },
            {
              path: '/etc/b',
              bytes: 20_000,
              heldBy: [{ layer: 0, bytes: 20_000 }],
              killedBy: [{ layer: 1, bytes: 20_000, reason: 'metadata' }],
            },
          ],
          problems: [],
        },
      ],
      problems: [],
    });
  });

  it('says what is wrong and where', async () => {
    const { code, out } = await strataLayers(['--format', 'json', 'cut.tar'], {
      'cut.tar': dockerArchive([lower.subarray(0, 600_000), upper]),
    });
    const report = JSON.parse(out) as ArchiveReport;
    expect(code).toBe(0);
    expect(report.images[0]!.layers[0]!.problems).toEqual([
      {
        severity: 'error',
        code: 'truncated',
        message: expect.stringMatching(/\.$/),
        where: { file: expect.stringMatching(/\.tar$/), offset: 600_000 },
      },
    ]);
  });

  it('of nothing that can be read prints the problems, and exits with 2', async () => {
    const { code, out, err } = await strataLayers(['--format', 'json', 'text'], {
      text: new TextEncoder().encode('hello'),
    });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      source: 'text',
      format: null,
      images: [],
      problems: [{ severity: 'error', code: 'not-an-image' }],
    });
    expect(err).toBe('strata layers: text: This is not an image archive: it is a text file. [not-an-image]\n');
  });
});

describe('strata layers', () => {
  it('prints a table that reads well', async () => {
    const { code, out } = await strataLayers(['app.tar']);
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'lab/app:1, lab/app:latest  linux/amd64',
        '2 layers · 1.04 MB in files · 20.0 kB visible in the end · 1.02 MB wasted (98 %)',
        '',
        '#     SIZE  SHARE       NET   WASTED  INSTRUCTION',
        '0  1.02 MB   98 %   1.02 MB  1.02 MB  ADD rootfs.tar /',
        '                                      ENV A=1',
        '1  20.0 kB    2 %  \u22121.00 MB           RUN rm /etc/a && chmod 600 /etc/b',
        '',
        ' WASTED  IN LAYER  GONE BY LAYER  PATH',
        '1.00 MB         0  1 (deleted)    /etc/a',
        '20.0 kB         0  1 (metadata)   /etc/b',
        '',
      ].join('\n'),
    );
  });

  it('shows problems where they are, and colours only on a terminal', async () => {
    const damaged = { 'x.tar': dockerArchive([lower, upper.subarray(0, 512)]) };
    expect((await strataLayers(['x.tar'], damaged)).out).not.toContain('\u001b');
    expect((await strataLayers(['x.tar'], { 'x.tar': dockerArchive([lower.subarray(0, 5000)]) }, true)).out).toContain(
      '\u001b[31merror: It is cut short',
    );
  });

  it('lists no more wasted paths than one wants to read', async () => {
    const many = Array.from({ length: 30 }, (_, i) => file(`f${i}`, 100 + i));
    const { out } = await strataLayers(['x.tar'], {
      'x.tar': dockerArchive([tar(...many), tar(...many.map(({ name }) => file(`.wh.${name}`)))]),
    });
    expect(out).toContain('and 10 more paths; --format json has them all');
  });

  it('chooses images', async () => {
    expect((await strataLayers(['--image', 'lab/app', 'app.tar'])).code).toBe(0);
    expect(await strataLayers(['--image', 'other', 'app.tar'])).toEqual({
      code: 2,
      out: '',
      err: 'strata layers: The archive holds no such image; it holds #0 lab/app:1, lab/app:latest (linux/amd64).\n',
    });
  });

  it.each([
    [['--min-efficiency', '0.5'], 1, /efficiency of 0\.019, less than 0\.5/],
    [['--min-efficiency', '0.01'], 0, /^$/],
    [['--max-wasted', '1000000'], 1, /wastes 1\.02 MB, more than 1\.00 MB/],
    [['--max-wasted', '1.5MB'], 0, /^$/],
    [['--max-wasted', '97%'], 1, /wastes 98 % of its bytes, more than 97 %/],
    [['--max-wasted', '99%'], 0, /^$/],
    [['--min-efficiency', '2'], 2, /takes a number from 0 to 1, not "2"/],
    [['--max-wasted', 'much'], 2, /takes a number of bytes or a percentage/],
  ])('%s exits with %s', async (args, code, message) => {
    const result = await strataLayers([...args, 'app.tar']);
    expect(result.code).toBe(code);
    expect(result.err).toMatch(message);
  });

  it.each([
    [[], /Name one saved image/],
    [['a', 'b'], /Name one saved image/],
    [['missing.tar'], /missing\.tar: There is no such file or folder\./],
  ])('%j is wrong usage', async (args, message) => {
    const { code, out, err } = await strataLayers(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain('\n');
  });
});

describe('strata layers and its cache', () => {
  /** A cache that counts. */
  function countingCache() {
    const kept = new Map<string, Uint8Array>();
    const counts = { hits: 0, puts: 0 };
    const cache: Cache = {
      async get(key) {
        counts.hits += kept.has(key) ? 1 : 0;
        return kept.get(key);
      },
      async put(key, pieces) {
        counts.puts++;
        kept.set(key, Uint8Array.from(pieces.flatMap((piece) => [...piece])));
      },
      clear: async () => 0,
    };
    return { cache, counts, kept };
  }

  async function run(args: readonly string[], cache: Cache, files: Record<string, Uint8Array> = { 'app.tar': image }) {
    const host = memoryHost({});
    await runProgram({ commands: [layers(imageHost(files, cache))], version: '' }, ['layers', ...args], host);
    return host.out() + host.err();
  }

  it('prints the same the second time, from the cache', async () => {
    const { cache, counts } = countingCache();
    const first = await run(['app.tar'], cache);
    expect(counts).toEqual({ hits: 0, puts: 2 });
    expect(await run(['app.tar'], cache)).toBe(first);
    expect(counts).toEqual({ hits: 1, puts: 2 });
    const json = ['--format', 'json', 'app.tar'];
    expect(await run(json, cache)).toBe(await run(['--no-cache', ...json], cache));
  });

  it('counts what overlay marks hide anew, whatever is in the cache', async () => {
    const { cache } = countingCache();
    const marks = { name: 'etc/gone', type: '3', device: [0, 0] } as const;
    const files = { 'app.tar': dockerArchive([tar(folder('etc'), file('etc/gone', 9)), tar(marks)]) };
    const plain = await run(['app.tar'], cache, files);
    const hidden = await run(['--overlay-marks', 'app.tar'], cache, files);
    expect(hidden).not.toBe(plain);
    expect(await run(['--overlay-marks', 'app.tar'], cache, files)).toBe(hidden);
    expect(await run(['app.tar'], cache, files)).toBe(plain);
  });

  it('neither asks the cache nor fills it with --no-cache', async () => {
    const { cache, counts } = countingCache();
    await run(['--no-cache', 'app.tar'], cache);
    expect(counts).toEqual({ hits: 0, puts: 0 });
  });

  it('reads and writes anew what is damaged', async () => {
    const { cache, counts, kept } = countingCache();
    const first = await run(['app.tar'], cache);
    for (const bytes of kept.values()) {
      bytes[bytes.length >> 1]! ^= 1;
    }
    expect(await run(['app.tar'], cache)).toBe(first);
    expect(counts).toEqual({ hits: 2, puts: 4 });
    expect(await run(['app.tar'], cache)).toBe(first);
    expect(counts).toEqual({ hits: 3, puts: 4 });
  });

  it('keeps nothing of what could not be read', async () => {
    const { cache, counts } = countingCache();
    await run(['app.tar'], cache, { 'app.tar': new Uint8Array(2000).fill(1) });
    expect(counts.puts).toBe(0);
  });
});

describe('strata layers --verify', () => {
  it('says that all is well', async () => {
    const { code, out, err } = await strataLayers(['--verify', 'app.tar']);
    expect([code, err]).toEqual([0, 'strata layers: All 2 layers are what their digests say.\n']);
    expect(out).toBe((await strataLayers(['app.tar'])).out);
  });

  it('tells which layer differs, and exits with 1', async () => {
    const damaged = image.slice();
    const at = Buffer.from(damaged).indexOf('x'.repeat(512));
    damaged[at] = 0x79;
    const { code, out, err } = await strataLayers(['--verify', '--format', 'json', 'app.tar'], { 'app.tar': damaged });
    const report = JSON.parse(out) as ArchiveReport;
    expect([code, err]).toEqual([1, 'strata layers: 1 of 2 layers is not what its digest says.\n']);
    expect(report.images[0]!.layers.map(({ problems }) => problems.map((each) => each.code))).toEqual([
      ['digest-mismatch'],
      [],
    ]);
    expect(report.images[0]!.layers[0]!.problems[0]!.where?.file).toMatch(/^[0-9a-f]{64}\.tar$/);
  });
});
