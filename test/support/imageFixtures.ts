import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { nodeCodec } from '../../server/src/host/node/codec';
import type { ImageTruth } from './imageTruth';

const folder = join(__dirname, '..', 'fixtures', 'images');

/** Names of the archives that have a truth beside them. */
export const fixtureNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.truth.gz'))
  .map((name) => name.replace(/\.truth\.gz$/, ''));

export function fixturePath(name: string): string {
  return join(folder, name);
}

export function fixtureTruth(name: string): ImageTruth {
  return JSON.parse(gunzipSync(readFileSync(join(folder, `${name}.truth.gz`))).toString()) as ImageTruth;
}

/** The archive without the compression around it. */
export function fixtureTar(name: string): Uint8Array {
  const bytes = readFileSync(join(folder, name));
  return new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

export interface BadFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What a sane reader does: `ok`, `error:CODE`, `ok-or-error:CODE`, `partial-or-error:CODE`. */
  readonly expected: string;
  readonly what: string;
}

/** Broken and hostile archives, from `bad.tar.zst`. */
export async function badFiles(): Promise<BadFile[]> {
  const files = await filesIn(await unpackZstd(readFileSync(join(folder, 'bad.tar.zst'))));
  const rows = Buffer.from(files.get('EXPECT.tsv')!).toString().trimEnd().split('\n').slice(1);
  return rows.map((row) => {
    const [name, expected, what] = row.split('\t') as [string, string, string];
    return { name, expected, what, bytes: files.get(name)! };
  });
}

async function unpackZstd(bytes: Uint8Array): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const inflation = nodeCodec().inflate('zstd', (piece) => pieces.push(Buffer.from(piece)));
  await inflation.write(bytes);
  if ((await inflation.finish()) !== 'complete') {
    throw new Error('bad.tar.zst is damaged');
  }
  return Buffer.concat(pieces);
}

async function filesIn(tar: Buffer): Promise<Map<string, Uint8Array>> {
  const reader = extract();
  reader.end(tar);
  const files = new Map<string, Uint8Array>();
  for await (const entry of reader) {
    const pieces: Buffer[] = [];
    for await (const piece of entry) {
      pieces.push(piece as Buffer);
    }
    files.set(entry.header.name, new Uint8Array(Buffer.concat(pieces)));
  }
  return files;
}
