import type { ByteSource, Codec, CompressionFormat, Digest, InflationEnd } from '../../ports';
import type { VerifiedLayers } from '../cache/verifiedLayers';
import { limits } from '../limits';
import { type ImageProblem, ProblemList, problem } from '../problems';
import { scanRandomAccess, TarPush, type Watch } from '../tar/drivers';
import type { EntryTable } from '../tar/entries';
import type { PathTable } from '../tar/paths';
import { TarScanner } from '../tar/scanner';
import type { ContentChunks } from '../toc/chunks';
import { indexByToc } from '../toc/tocIndex';
import { type ContentKind, contentKindOf, isCompressed, kindBytes } from './contentKind';
import type { StatedDigests } from './found';
import { inflateSource } from './inflate';

/** One layer blob as it was found in the archive; images that share it share this. */
export interface LayerIndex {
  readonly entries: EntryTable;
  /** What the bytes are, not what somebody claims; null when they are nothing known. */
  readonly compression: 'none' | CompressionFormat | null;
  /** Bytes of the uncompressed tar with padding, as far as it could be read; null when it was not read. */
  readonly tarBytes: number | null;
  /** Bytes of the blob in the archive. */
  readonly storedBytes: number;
  /**
   * Where the contents of files are, for a layer that was listed by its own table of contents; then the entries have
   * no places in a tar.
   */
  readonly chunks?: ContentChunks;
  readonly problems: readonly ImageProblem[];
}

/** Where the paths of an archive's layers go, what inflates them, and whether they may be listed without that. */
export interface IndexContext {
  readonly paths: PathTable;
  readonly codec: Codec;
  readonly digest: Digest;
  readonly usesTables: boolean;
  /** Layers that are known by their digests. */
  readonly verified?: VerifiedLayers | undefined;
}

/**
 * Indexes a layer blob: a tar, plain or compressed. Damage is told in `problems`; what could be read stays.
 * `file` names the blob in problems, `stated` are the digests that a manifest states.
 * Rejects with `Cancelled` or when the medium fails.
 */
export async function indexLayer(
  source: ByteSource,
  file: string,
  context: IndexContext,
  watch: Watch,
  stated: StatedDigests = { digest: null, tocDigest: null },
): Promise<LayerIndex> {
  const head = await source.read(0, kindBytes);
  const kind = contentKindOf(head);
  if (isCompressed(kind)) {
    return indexCompressed(source, kind, file, context, watch, stated);
  }
  const problems = new ProblemList();
  const scanner = new TarScanner(context.paths, problems, file);
  if (isOtherCompression(kind)) {
    problems.add(unsupportedCompression(kind, file));
    return {
      entries: scanner.entries,
      compression: null,
      tarBytes: null,
      storedBytes: source.size,
      problems: problems.items,
    };
  }
  if (kind === 'unknown' && head.length === kindBytes && head.some((byte) => byte !== 0)) {
    problems.add(noTar(file));
    return {
      entries: scanner.entries,
      compression: null,
      tarBytes: null,
      storedBytes: source.size,
      problems: problems.items,
    };
  }
  await scanRandomAccess(scanner, source, watch);
  scanner.entries.trim();
  return {
    entries: scanner.entries,
    compression: 'none',
    tarBytes: source.size,
    storedBytes: source.size,
    problems: problems.items,
  };
}

async function indexCompressed(
  source: ByteSource,
  format: CompressionFormat,
  file: string,
  context: IndexContext,
  watch: Watch,
  { digest, tocDigest }: StatedDigests,
): Promise<LayerIndex> {
  const { paths, usesTables, verified } = context;
  const listed = usesTables ? await indexByToc(source, file, paths, context, tocDigest, watch) : undefined;
  if (listed && 'entries' in listed) {
    return { ...listed, compression: format, tarBytes: null, storedBytes: source.size };
  }
  const known = await verified?.find(digest, source, paths, watch);
  const index = known ?? (await inflateLayer(source, format, file, context, watch, digest));
  return listed ? { ...index, problems: [listed.unusable, ...index.problems] } : index;
}

async function inflateLayer(
  source: ByteSource,
  format: CompressionFormat,
  file: string,
  { paths, codec, verified }: IndexContext,
  watch: Watch,
  digest: string | null,
): Promise<LayerIndex> {
  const watched = verified?.watched(digest, source);
  const makeSink = (): TarSink => new TarSink(paths, file);
  const { sink, end } = await inflateSource(codec, format, watched?.source ?? source, makeSink, watch);
  const index = sink.finish(end, format, source.size);
  if (watched?.isProven()) {
    verified?.add(digest!, index, paths);
  }
  return index;
}

/** A tar that is being inflated. */
export class TarSink {
  private readonly problems = new ProblemList();
  private readonly scanner: TarScanner;
  private readonly tar: TarPush;

  constructor(
    paths: PathTable,
    private readonly file: string,
  ) {
    this.scanner = new TarScanner(paths, this.problems, file);
    this.tar = new TarPush(this.scanner);
  }

  push(piece: Uint8Array): void {
    this.tar.push(piece);
  }

  /** The index, when the stream ended so after `storedBytes` compressed bytes. */
  finish(
    end: InflationEnd | 'limit' | 'satisfied',
    format: 'none' | CompressionFormat,
    storedBytes: number,
  ): LayerIndex {
    const { tar, problems, file } = this;
    const damage = damageOf(end, file, storedBytes);
    if (damage) {
      problems.add(damage);
    }
    if (damage?.severity === 'error') {
      tar.abandon();
    } else {
      tar.finish();
    }
    if (tar.size > limits.inflationRatio * storedBytes && tar.size > 1 << 20) {
      const times = Math.round(tar.size / storedBytes);
      problems.add(problem('warning', 'limit', `This layer inflates to ${times} times its stored size.`, file));
    }
    this.scanner.entries.trim();
    return {
      entries: this.scanner.entries,
      compression: format,
      tarBytes: tar.size,
      storedBytes,
      problems: problems.items,
    };
  }
}

/** What is wrong with a compressed stream that ended so; undefined when nothing is. */
function damageOf(
  end: InflationEnd | 'limit' | 'satisfied',
  file: string,
  storedBytes: number,
): ImageProblem | undefined {
  switch (end) {
    case 'complete':
    case 'satisfied':
      return undefined;
    case 'truncated':
      return problem(
        'error',
        'corrupt-compression',
        'The compressed data of this layer is cut short.',
        file,
        storedBytes,
      );
    case 'corrupt':
      return problem('error', 'corrupt-compression', 'The compressed data of this layer is damaged.', file);
    case 'trailing':
      return problem(
        'warning',
        'corrupt-compression',
        'Bytes that belong to nothing follow the compressed data of this layer.',
        file,
      );
    case 'unsupported':
      return problem(
        'error',
        'unsupported',
        'This layer is compressed with a larger window than can be read here.',
        file,
      );
    case 'limit':
      return problem('error', 'limit', 'This layer inflates to more data than can be read here.', file);
  }
}

/** The problem of a layer that is no tar at all. */
export function noTar(file: string): ImageProblem {
  return problem('error', 'bad-header', 'This layer is neither a tar nor a compressed tar.', file, 0);
}

function isOtherCompression(kind: ContentKind): kind is 'xz' | 'bzip2' {
  return kind === 'xz' || kind === 'bzip2';
}

function unsupportedCompression(kind: 'xz' | 'bzip2', file: string): ImageProblem {
  return problem('error', 'unsupported', `This layer is compressed with ${kind}, which cannot be read here.`, file);
}
