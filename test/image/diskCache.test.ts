import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultCacheFolder, diskCache } from '../../server/src/host/node/diskCache';

let folder: string;
let log: string[];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'strata-cache-')), 'indexes');
  log = [];
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const cacheOf = (more: { folder?: string; maxBytes?: number; edition?: string } = {}) =>
  diskCache({ folder, maxBytes: 1 << 20, edition: '1', log: (message) => log.push(message), ...more });
const bytes = (length: number, value = 7): Uint8Array => new Uint8Array(length).fill(value);
const files = (): string[] => readdirSync(folder);

describe('a cache on a disk', () => {
  it('gives back what was put into it, also to others', async () => {
    await cacheOf().put('key', [bytes(3, 1), new Uint8Array(0), bytes(100_000, 2)]);
    const got = await cacheOf().get('key');
    expect(got).toEqual(Uint8Array.from([...bytes(3, 1), ...bytes(100_000, 2)]));
    expect(got!.byteOffset).toBe(0);
    expect(await cacheOf().get('other')).toBeUndefined();
    expect(await cacheOf({ edition: '2' }).get('key')).toBeUndefined();
    expect(log).toEqual([]);
  });

  it('takes more pieces than the operating system takes at once', async () => {
    const pieces = Array.from({ length: 5000 }, (_, i) => bytes(1 + (i % 3), i % 256));
    await cacheOf().put('key', pieces);
    expect(await cacheOf().get('key')).toEqual(Uint8Array.from(pieces.flatMap((piece) => [...piece])));
  });

  it('replaces what was there', async () => {
    const cache = cacheOf();
    await cache.put('key', [bytes(10)]);
    await cache.put('key', [bytes(5)]);
    expect((await cache.get('key'))?.length).toBe(5);
    expect(files()).toHaveLength(1);
  });

  it('lets go what was not used for the longest time when there is too much', async () => {
    const cache = cacheOf({ maxBytes: 10_000 });
    for (const [i, key] of ['a', 'b', 'c'].entries()) {
      await cache.put(key, [bytes(3000)]);
      const newest = files().find((name) => Date.now() - statSync(join(folder, name)).mtimeMs < 10_000)!;
      utimesSync(join(folder, newest), 1000 + i, 1000 + i);
    }
    await cache.get('a');
    await cache.put('d', [bytes(3000)]);
    const kept = await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await cache.get(key)) !== undefined));
    expect(kept).toEqual([true, false, true, true]);
  });

  it('does not throw everything away for one thing that is too large', async () => {
    const cache = cacheOf({ maxBytes: 10_000 });
    await cache.put('small', [bytes(100)]);
    await cache.put('large', [bytes(9000)]);
    expect(await cache.get('large')).toBeUndefined();
    expect(await cache.get('small')).toBeDefined();
  });

  it('forgets everything of its own and nothing else', async () => {
    const cache = cacheOf();
    await cache.put('a', [bytes(100)]);
    await cache.put('b', [bytes(50)]);
    writeFileSync(join(folder, 'somebody-elses'), 'x');
    expect(await cache.clear()).toBe(150);
    expect(files()).toEqual(['somebody-elses']);
    expect(await cacheOf({ folder: join(folder, 'nowhere') }).clear()).toBe(0);
  });

  it('sweeps up what a process left behind that was ended in the middle', async () => {
    mkdirSync(folder, { recursive: true });
    const [old, fresh] = ['0', '1'].map((digit) =>
      join(folder, `${digit.repeat(40)}.index.${digit.repeat(12)}.unfinished`),
    );
    writeFileSync(old!, 'x');
    writeFileSync(fresh!, 'x');
    utimesSync(old!, 1000, 1000);
    await cacheOf().put('key', [bytes(1)]);
    expect([existsSync(old!), existsSync(fresh!)]).toEqual([false, true]);
  });

  it('is of no use, but does no harm, where nothing can be written', async () => {
    const file = join(folder, '..', 'file');
    writeFileSync(file, '');
    const cache = cacheOf({ folder: join(file, 'below') });
    await cache.put('key', [bytes(1)]);
    await cache.put('key', [bytes(1)]);
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.clear()).toBe(0);
    expect(log).toEqual([expect.stringMatching(/^Nothing can be kept in the cache folder .*file.below, so images/)]);
  });

  it('is of no use, but does no harm, on a disk that is full', async () => {
    if (!existsSync('/dev/full')) {
      return;
    }
    // A folder whose files cannot grow: the limit holds for a process of its own.
    const script = await bundle();
    const result = execFileSync(
      'bash',
      ['-c', `ulimit -f 8; trap '' XFSZ; "$0" "$1" "$2" fill`, process.execPath, script, folder],
      { encoding: 'utf8' },
    );
    expect(result).toMatch(/^undefined Nothing can be kept/);
    expect(existsSync(folder) ? files() : []).toEqual([]);
  });

  it('serves several processes at the same time', { timeout: 60_000 }, async () => {
    const script = await bundle();
    const runs = ['1', '2', '3'].map(
      (seed) =>
        new Promise<string>((resolve) => {
          const child = spawn(process.execPath, [script, folder, seed], { stdio: ['ignore', 'pipe', 'inherit'] });
          let output = '';
          child.stdout.on('data', (chunk) => {
            output += String(chunk);
          });
          child.on('close', () => resolve(output));
        }),
    );
    for (const output of await Promise.all(runs)) {
      const [torn, hits, complaints] = output.trim().split(' ').map(Number);
      expect({ torn, complaints }).toEqual({ torn: 0, complaints: 0 });
      expect(hits).toBeGreaterThan(0);
    }
    const left = files();
    expect(left.every((name) => name.endsWith('.index'))).toBe(true);
    expect(left.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThan(600_000);
  });
});

describe('the folder for the cache', () => {
  it('is where the user wants caches', () => {
    const before = process.env.XDG_CACHE_HOME;
    process.env.XDG_CACHE_HOME = '/caches';
    expect(defaultCacheFolder()).toBe(join('/caches', 'strata'));
    delete process.env.XDG_CACHE_HOME;
    expect(defaultCacheFolder()).toContain('strata');
    if (before !== undefined) {
      process.env.XDG_CACHE_HOME = before;
    }
  });
});

/** A program that writes and reads a small cache in a hurry, and counts what it got that nobody has put there. */
async function bundle(): Promise<string> {
  const outfile = join(folder, '..', 'writer.cjs');
  await build({
    stdin: {
      resolveDir: __dirname,
      loader: 'ts',
      contents: `
        import { diskCache } from '../../server/src/host/node/diskCache';
        const [folder, seed] = process.argv.slice(2);
        let complaints = [];
        const cache = diskCache({ folder, maxBytes: 500_000, edition: '1', log: (message) => complaints.push(message) });
        async function main() {
          if (seed === 'fill') {
            await cache.put('key', [new Uint8Array(100_000)]);
            console.log(await cache.get('key'), complaints.join());
            return;
          }
          let [torn, hits] = [0, 0];
          for (let i = 0; i < 600; i++) {
            const key = (i * 7 + Number(seed)) % 20;
            await cache.put(String(key), [new Uint8Array(20_000).fill(key), new Uint8Array(20_000).fill(key)]);
            const other = (i * 3) % 20;
            const got = await cache.get(String(other));
            hits += got ? 1 : 0;
            torn += got && (got.length !== 40_000 || got.some((byte) => byte !== other)) ? 1 : 0;
          }
          console.log(torn, hits, complaints.length);
        }
        main();`,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
