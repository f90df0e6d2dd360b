import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { nodeCodec } from '../../server/src/host/node/codec';
import type { ArchiveImage, ImageLayer } from '../../server/src/image/archive/archive';
import { readLayerRange } from '../../server/src/image/contents/layerRange';
import { isUtf8, pathBytes } from '../../server/src/image/names';
import { type EntryTable, entryType } from '../../server/src/image/tar/entries';
import { padded } from '../../server/src/image/tar/layout';
import type { PathTable } from '../../server/src/image/tar/paths';
import type { ImageInput } from '../../server/src/ports';

/** An entry as every reader of tars tells of it. Names and targets are bytes as Latin-1; sizes are those of files only. */
export interface OracleEntry {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly mode: number;
  readonly link: string;
}

/** The entries of a tar as another reader lists them, or why it does not. */
export type Oracle = (tar: Uint8Array) => Promise<OracleEntry[] | { readonly refusal: string }>;

/** The entries of a layer as we list them. */
export function ourEntries({ content }: ImageLayer, paths: PathTable): OracleEntry[] {
  const { entries } = content!;
  return Array.from({ length: entries.count }, (_, entry) => {
    const type = typeNames[entries.types[entry]!]!;
    const raw = entries.rareOf(entry)?.rawName;
    return {
      name: raw ? cleanName(latin1(raw)) : latin1(pathBytes(paths, entries.nodes[entry]!)).slice(1),
      type,
      size: type === 'file' ? entries.sizes[entry]! : 0,
      mode: entries.modes[entry]!,
      link: latin1(entries.linkOf(entry)),
    };
  });
}

/** The uncompressed tars of all layers of some images, each once, with the layer that each one is. */
export async function layerTars(
  input: ImageInput,
  images: readonly ArchiveImage[],
): Promise<{ readonly name: string; readonly layer: ImageLayer; readonly tar: Uint8Array }[]> {
  const layers = new Map(images.flatMap((image) => image.layers.map((layer) => [layer.content, layer] as const)));
  const tars = [];
  for (const layer of layers.values()) {
    const size = layer.content?.tarBytes ?? 0;
    if (layer.content?.compression && size <= largestTar) {
      const tar = Buffer.alloc(size);
      let at = 0;
      const watch = { cancel: { cancelled: false }, onProgress: () => undefined };
      await readLayerRange(input, layer, 0, size, nodeCodec(), watch, (piece) => {
        tar.set(piece, at);
        at += piece.length;
      });
      tars.push({ name: layer.file, layer, tar: tar.subarray(0, at) });
    }
  }
  return tars;
}

/** Larger ones are left out: the others hold them in memory. */
const largestTar = 2 ** 30;

/** GNU tar of this machine; undefined when there is none. */
export function gnuTar(): Oracle | undefined {
  const { stdout } = spawnSync('tar', ['--version'], { encoding: 'utf8' });
  return stdout?.includes('GNU tar') ? listWithGnuTar : undefined;
}

async function listWithGnuTar(tar: Uint8Array): Promise<OracleEntry[] | { readonly refusal: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'strata-oracle-'));
  try {
    const file = join(folder, 'layer.tar');
    writeFileSync(file, tar);
    const options = ['--quoting-style=c', '--numeric-owner', '--absolute-names', '--list', '--verbose'];
    const { status, stdout, stderr } = spawnSync('tar', [...options, '--file', file], {
      encoding: 'latin1',
      maxBuffer: 2 ** 30,
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    return status === 0 ? stdout.trimEnd().split('\n').filter(Boolean).map(gnuEntry) : { refusal: stderr.trim() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;
const gnuLine = new RegExp(
  String.raw`^(.)(\S{9})\S? +\S+ +(\S+) +\S+ \S+ ${quoted}/?(?: (?:->|link to) ${quoted}|--.*)?$`,
);

function gnuEntry(line: string): OracleEntry {
  const [, letter, permissions, size, name, link] = gnuLine.exec(line) ?? [];
  if (name === undefined) {
    throw new Error(`This line of tar is not understood: ${line}`);
  }
  const type = gnuTypes[letter!] ?? `letter ${letter}`;
  return {
    name: cleanName(unquoted(name)),
    type,
    size: type === 'file' ? Number(size) : 0,
    mode: modeOf(permissions!),
    link: isLink(type) ? unquoted(link ?? '') : '',
  };
}

const typeNames = Object.fromEntries(Object.entries(entryType).map(([name, number]) => [number, name]));
const gnuTypes: Readonly<Record<string, string>> = {
  '-': 'file',
  C: 'file',
  d: 'directory',
  l: 'symlink',
  h: 'hardlink',
  c: 'char',
  b: 'block',
  p: 'fifo',
};

function modeOf(letters: string): number {
  let mode = 0;
  for (const [i, letter] of [...letters].entries()) {
    mode = mode * 2 + (letter === '-' || letter === 'S' || letter === 'T' ? 0 : 1);
    if ('sStT'.includes(letter)) {
      mode += [0, 0, 0o4000 * 2 ** -6, 0, 0, 0o2000 * 2 ** -3, 0, 0, 0o1000][i]!;
    }
  }
  return mode;
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function unquoted(text: string): string {
  return text.replace(/\\([0-7]{1,3}|.)/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
  );
}

/** tar-stream, which this project writes tars with. */
export const tarStream: Oracle = async (tar) => {
  const reader = extract({ filenameEncoding: 'latin1', allowUnknownFormat: true } as object);
  reader.end(Buffer.from(tar));
  const entries: OracleEntry[] = [];
  try {
    for await (const { header } of readable(reader)) {
      const type = streamTypes[header.type as string] ?? String(header.type);
      entries.push({
        name: cleanName(bytesOfName(header.name, paxOf(header).path)),
        type,
        size: type === 'file' ? header.size! : 0,
        mode: header.mode! & 0o7777,
        // Files can have one left in their header, which means nothing.
        link: isLink(type) ? bytesOfName(header.linkname ?? '', paxOf(header).linkpath) : '',
      });
    }
    return entries;
  } catch (error) {
    return { refusal: String(error) };
  }
};

const paxOf = (header: object): Record<string, string | undefined> =>
  (header as { pax?: Record<string, string> }).pax ?? {};

/** Its entries with the bodies let go by. */
async function* readable(reader: ReturnType<typeof extract>) {
  for await (const entry of reader) {
    entry.resume();
    yield entry;
  }
}

/** Names of PAX headers are decoded as UTF-8 whatever encoding is asked for. */
function bytesOfName(name: string, pax: string | undefined): string {
  return pax === name ? latin1(Buffer.from(name)) : name;
}

const streamTypes: Readonly<Record<string, string>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'directory',
  symlink: 'symlink',
  link: 'hardlink',
  'character-device': 'char',
  'block-device': 'block',
  fifo: 'fifo',
};

/** Something in which another reader tells another story. */
export interface Difference {
  /** The number of the entry; null when it is about all of the tar. */
  readonly entry: number | null;
  readonly text: string;
}

/** What differs between two lists. */
export function differences(
  ours: readonly OracleEntry[],
  theirs: readonly OracleEntry[] | { readonly refusal: string },
): Difference[] {
  if ('refusal' in theirs) {
    return [{ entry: null, text: `refused: ${theirs.refusal.split('\n')[0]}` }];
  }
  const isCountRight = ours.length === theirs.length;
  const list: Difference[] = isCountRight
    ? []
    : [{ entry: null, text: `entries: ours ${ours.length}, theirs ${theirs.length}` }];
  ours.forEach((entry, i) => {
    const other = theirs[i];
    for (const key of other ? (['name', 'type', 'size', 'mode', 'link'] as const) : []) {
      if (entry[key] !== other![key]) {
        const text = `${key} of ${shown(entry.name)}: ours ${shown(entry[key])}, theirs ${shown(other![key])}`;
        list.push({ entry: i, text });
      }
    }
  });
  return list;
}

/** Why tar-stream is wrong where it differs from us; undefined when nothing is known that would explain it. */
export function whyTarStreamDiffers(
  { entry }: Difference,
  { content }: ImageLayer,
  tar: Uint8Array,
  ours: readonly OracleEntry[],
): string | undefined {
  const { entries } = content!;
  const isSparse = (each: number): boolean => entries.rareOf(each)?.storedBytes !== undefined;
  if (entry === null) {
    return ours.some((_, each) => isSparse(each))
      ? 'it does not read GNU sparse files of the old form'
      : goesOnBehindEnd(tar, content!.entries)
        ? 'it reads on behind the end of the tar, where eStargz layers have their table of contents'
        : undefined;
  }
  if (isSparse(entry)) {
    return 'it shows sparse files by what is stored of them, not by their names and sizes';
  }
  const { name, link } = ours[entry]!;
  return [name, link].every((text) => isUtf8(Buffer.from(text, 'latin1')))
    ? undefined
    : 'it decodes names of PAX headers as UTF-8, which loses bytes';
}

/** True for two blocks of zeros behind the last entry, and something else behind them. */
function goesOnBehindEnd(tar: Uint8Array, { count, dataOffsets, sizes }: EntryTable): boolean {
  const end = count === 0 ? 0 : padded(dataOffsets[count - 1]! + sizes[count - 1]!);
  const isZero = (byte: number): boolean => byte === 0;
  return tar.subarray(end, end + 1024).every(isZero) && !tar.subarray(end + 1024).every(isZero);
}

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 120);

const isLink = (type: string): boolean => type === 'symlink' || type === 'hardlink';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** One form of a path for all readers: `./a/`, `/a` and `a` are one. */
function cleanName(name: string): string {
  return name
    .split('/')
    .filter((component) => component !== '' && component !== '.')
    .join('/');
}
