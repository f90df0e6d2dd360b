import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { defaultCacheFolder, diskCache } from './diskCache';
import { scriptEdition } from './scriptEdition';

/** A script that was loaded, and what can be kept of it. */
export interface LoadedScript<Exports> {
  readonly exports: Exports;
  /** Whether the code of an earlier run was used. */
  readonly isFromCache: boolean;
  /** Keeps the code of all functions that have run so far, unless what is kept already knows as many. */
  keep(): Promise<void>;
}

/**
 * Loads a script of ours as `require` does, and spares V8 to compile again what it compiled in earlier runs: its code
 * is kept on the disk (docs/cache.md). Reading the rules and warming them up takes longer than linting many a file.
 * Code of another version of the script or of Node is not used; without a folder to write in nothing is kept.
 *
 * @param file The absolute path of the script, in the format of CommonJS; it must not begin with `#!`.
 */
export async function loadCompiled<Exports>(file: string): Promise<LoadedScript<Exports>> {
  const cache = codeCache(file);
  const kept = readKept(await cache?.get(file));
  const script = new Script(`${prologue}${readFileSync(file, 'utf8')}\n})`, {
    filename: file,
    // Places in stack traces are those of the file.
    columnOffset: -prologue.length,
    ...(kept && { cachedData: kept.code }),
  });
  const isFromCache = kept !== undefined && !script.cachedDataRejected;
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return {
    exports: module.exports as Exports,
    isFromCache,
    async keep() {
      // Not by `performance`, which is loaded only where somebody asks for it.
      const ranFor = process.uptime() * 1000;
      // A longer run has seen more functions; equally long ones are not worth writing each time.
      if (cache && (!isFromCache || ranFor > kept.ranFor * 3)) {
        await cache.put(file, toKeep(ranFor, script.createCachedData()));
      }
    },
  };
}

const prologue = '(function (exports, require, module, __filename, __dirname) {';
const maxBytes = 32 * 2 ** 20;

/** Undefined where Node's own switch says that nobody wants compiled code on the disk. */
function codeCache(file: string) {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) {
    return undefined;
  }
  return diskCache({
    folder: join(defaultCacheFolder(), 'code'),
    maxBytes,
    edition: `${process.version} ${process.arch} ${scriptEdition(file)}`,
    // Nobody misses it.
    log: () => undefined,
  });
}

interface KeptCode {
  /** Milliseconds that the process had run when the code was kept. */
  readonly ranFor: number;
  readonly code: Buffer;
}

const digestBytes = 32;
const headBytes = digestBytes + 8;

/** V8 trusts the bytes that it is given, so that a file which was damaged must not reach it. */
function readKept(bytes: Uint8Array | undefined): KeptCode | undefined {
  if (!bytes || bytes.length < headBytes) {
    return undefined;
  }
  const kept = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isWhole = digestOf(kept.subarray(digestBytes)).equals(kept.subarray(0, digestBytes));
  return isWhole ? { ranFor: kept.readDoubleLE(digestBytes), code: kept.subarray(headBytes) } : undefined;
}

function toKeep(ranFor: number, code: Buffer): Uint8Array[] {
  const head = Buffer.alloc(8);
  head.writeDoubleLE(ranFor);
  const rest = Buffer.concat([head, code]);
  return [digestOf(rest), rest];
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
