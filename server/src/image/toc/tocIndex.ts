import type { ByteSource, ImagePorts } from '../../ports';
import { ByteRange } from '../archive/byteRange';
import { type InflateSink, inflateSource } from '../archive/inflate';
import { parseJson } from '../archive/json';
import { rangeOf } from '../archive/sourceRange';
import { limits } from '../limits';
import { decodeName } from '../names';
import { type ImageProblem, type ProblemCode, ProblemList, problem } from '../problems';
import { TarPush, type Watch } from '../tar/drivers';
import { type EntryTable, entryType } from '../tar/entries';
import { blockSize, makeTarHeader, parseHeader } from '../tar/header';
import { EntryIntake } from '../tar/intake';
import { padded } from '../tar/layout';
import { PathTable } from '../tar/paths';
import { TarScanner } from '../tar/scanner';
import { type Chunk, type ContentChunks, chunkColumns } from './chunks';
import { findToc, footerBytes, type TocPlace } from './footer';
import { takeTocEntries } from './tocEntries';

/** What a table of contents tells of a layer. */
export interface TocIndex {
  readonly entries: EntryTable;
  readonly chunks: ContentChunks;
  readonly problems: readonly ImageProblem[];
}

/**
 * Lists a layer by the table of contents at its end, as eStargz and zstd:chunked have it: a few kilobytes are read and
 * nothing else is inflated. `digest` is what the manifest says of the table. Undefined for layers without a table; a
 * problem where there is one that cannot be used, and the layer is to be inflated as any other.
 * Rejects with `Cancelled` or when the medium fails.
 */
export async function indexByToc(
  source: ByteSource,
  file: string,
  paths: PathTable,
  ports: Pick<ImagePorts, 'codec' | 'digest'>,
  digest: string | null,
  watch: Watch,
): Promise<TocIndex | { readonly unusable: ImageProblem } | undefined> {
  const tailStart = Math.max(0, source.size - footerBytes);
  const place = findToc(await source.read(tailStart, source.size - tailStart), source.size);
  if (!place) {
    return undefined;
  }
  const refuse = (code: ProblemCode, reason: string): { readonly unusable: ImageProblem } => ({
    unusable: problem(
      'warning',
      code,
      `The table of contents of this layer cannot be used, since ${reason}; the layer was unpacked instead.`,
      file,
      place.offset,
    ),
  });
  const inflated = place.length > limits.tocBytes ? 'too-large' : await inflateToc(source, place, ports, watch);
  if (typeof inflated === 'string') {
    return inflated === 'too-large'
      ? refuse('limit', 'it is too large')
      : refuse('corrupt-compression', 'its compressed data is damaged');
  }
  const table = place.format === 'gzip' ? jsonInTar(inflated) : { json: inflated, header: undefined };
  if (!table) {
    return refuse('bad-header', 'it is not where it should be');
  }
  const hashed = place.format === 'gzip' ? table.json : await source.read(place.offset, place.length);
  if (digest?.startsWith('sha256:') && digest !== `sha256:${ports.digest.sha256(hashed)}`) {
    return refuse('digest-mismatch', 'it is not what its digest says');
  }
  if (objectsIn(table.json) > limits.tocObjects) {
    return refuse('limit', 'it lists too much');
  }
  const toc = parseJson(table.json);
  if (toc === undefined) {
    return refuse('bad-json', 'it is not valid JSON');
  }
  const problems = new ProblemList();
  const intake = new EntryIntake(paths, problems, file);
  const chunks = takeTocEntries(toc, place.offset, intake);
  if (typeof chunks === 'string') {
    return refuse('bad-header', chunks);
  }
  if (table.header && !(await endsBefore(source, place, chunks.at(-1), intake.entries, ports, watch))) {
    chunks.push(takeTocFile(table.header, place, intake));
  }
  intake.entries.trim();
  return { entries: intake.entries, chunks: chunkColumns(chunks), problems: problems.items };
}

/**
 * True when the tar of the layer ends before its table: some writers leave a tar as it was and put the table behind
 * it. What comes after the contents of the last file is looked at, in which there are headers only.
 */
async function endsBefore(
  source: ByteSource,
  { format, offset }: TocPlace,
  last: Chunk | undefined,
  { sizes }: EntryTable,
  { codec }: Pick<ImagePorts, 'codec'>,
  watch: Watch,
): Promise<boolean> {
  const start = last?.blobOffset ?? 0;
  const padding = last ? padded(sizes[last.entry]!) - sizes[last.entry]! : 0;
  const scanner = new TarScanner(new PathTable(), new ProblemList(), '');
  const tar = new TarPush(scanner);
  const headers = new ByteRange(
    (last ? last.innerOffset + last.size : 0) + padding,
    Number.POSITIVE_INFINITY,
    (piece) => tar.push(piece),
  );
  const data = rangeOf(source, start, offset - start);
  await inflateSource(codec, format, data, () => headers, { cancel: watch.cancel, onProgress: () => undefined });
  return scanner.done;
}

/** In a gzip layer the table is a file of the layer too, the last one; `header` is its header. */
function takeTocFile(header: Uint8Array, place: TocPlace, intake: EntryIntake): Chunk {
  const parsed = makeTarHeader();
  parseHeader(header, 0, parsed);
  const { mode, uid, gid, mtime, size } = parsed;
  Object.assign(intake.fields, { type: entryType.file, mode, uid, gid, mtime, size, dataOffset: Number.NaN });
  const entry = intake.entries.count;
  intake.add(parsed.name, parsed.nameLength, undefined, undefined, null);
  return {
    entry,
    size,
    blobOffset: place.offset,
    blobEnd: place.offset + place.length,
    innerOffset: blockSize,
  };
}

/** The tar in a gzip member that holds nothing but the table. */
function jsonInTar(tar: Uint8Array): { readonly header: Uint8Array; readonly json: Uint8Array } | undefined {
  const header = makeTarHeader();
  if (tar.length < blockSize || parseHeader(tar, 0, header) !== 'entry') {
    return undefined;
  }
  const isTable = decodeName(header.name.subarray(0, header.nameLength)) === 'stargz.index.json';
  const end = blockSize + header.size;
  return isTable && end <= tar.length
    ? { header: tar.subarray(0, blockSize), json: tar.subarray(blockSize, end) }
    : undefined;
}

/** What the table inflates to, as far as that is bearable. */
async function inflateToc(
  source: ByteSource,
  { format, offset, length }: TocPlace,
  { codec }: Pick<ImagePorts, 'codec'>,
  watch: Watch,
): Promise<Uint8Array | 'too-large' | 'damaged'> {
  const makeSink = () => new Collected(limits.tocBytes);
  const { sink, end } = await inflateSource(codec, format, rangeOf(source, offset, length), makeSink, {
    cancel: watch.cancel,
    onProgress: () => undefined,
  });
  return sink.satisfied || end === 'limit' ? 'too-large' : end === 'complete' ? sink.bytes() : 'damaged';
}

/** Keeps what a stream inflates to, and wants no more when that is too much. */
class Collected implements InflateSink {
  private readonly pieces: Uint8Array[] = [];
  private length = 0;

  constructor(private readonly most: number) {}

  get satisfied(): boolean {
    return this.length > this.most;
  }

  push(piece: Uint8Array): void {
    this.length += piece.length;
    if (!this.satisfied) {
      this.pieces.push(piece.slice());
    }
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }
}

/** How many objects and lists some JSON has at most: they take many times the memory that their text does. */
function objectsIn(json: Uint8Array): number {
  let count = 0;
  for (const byte of json) {
    count += byte === 0x7b || byte === 0x5b ? 1 : 0;
  }
  return count;
}
