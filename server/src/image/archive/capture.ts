import type { CompressionFormat, Inflation, InflationEnd } from '../../ports';
import { limits } from '../limits';
import { decodeName, pathText } from '../names';
import { type ImageProblem, ProblemList, problem } from '../problems';
import { TarPush } from '../tar/drivers';
import { type EntryTable, entryType } from '../tar/entries';
import { TarScanner } from '../tar/scanner';
import { contentKindOf, isCompressed, kindBytes } from './contentKind';
import type { InflateSink } from './inflate';
import { type IndexContext, type LayerIndex, TarSink } from './layerIndex';
import { outerFile } from './tarStore';

/** What is kept of a file that streamed by. */
export type Capture =
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  | { readonly kind: 'layer'; readonly index: LayerIndex };

export interface CaptureResult {
  readonly self: LayerIndex;
  readonly captures: ReadonlyMap<number, Capture>;
  /** False when files were passed by that may be layers. */
  readonly isComplete: boolean;
}

/** Takes the bytes of one file of the archive. */
interface FileSink {
  push(piece: Uint8Array): void;
  drain?(): Promise<void>;
  /** Called after the last byte, or where the archive ends; undefined when nothing is worth keeping. */
  finish(isCut: boolean): Promise<Capture | undefined> | Capture | undefined;
}

/** An archive that streams by: indexes it, and captures files of it. */
export class StreamCapture implements InflateSink {
  private readonly problems = new ProblemList();
  private readonly scanner: TarScanner;
  private readonly tar: TarPush;
  private readonly captures = new Map<number, Capture>();
  /** The file whose body is streaming by: the next entry that was not looked at. */
  private current = 0;
  private file: FileSink | undefined;
  private buffered = 0;
  private strangers = 0;
  private opened = 0;
  private skipped = false;
  /** Work of files that are over but still inflating, in order. */
  private pending: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: IndexContext,
    private readonly everything: boolean,
  ) {
    this.scanner = new TarScanner(context.paths, this.problems, outerFile);
    this.tar = new TarPush(this.scanner);
  }

  /** A tar without any entry is no archive, however long it goes on. */
  get satisfied(): boolean {
    return this.scanner.done && this.scanner.entries.count === 0;
  }

  push(piece: Uint8Array): void {
    const from = this.tar.size;
    this.tar.push(piece);
    this.deliver(piece, from);
  }

  async drain(): Promise<void> {
    await this.pending;
    await this.file?.drain?.();
  }

  async finish(
    end: InflationEnd | 'limit' | 'satisfied',
    format: CompressionFormat,
    storedBytes: number,
  ): Promise<CaptureResult> {
    const damage = damageOf(end, storedBytes);
    if (damage) {
      this.problems.add(damage);
      this.tar.abandon();
    } else {
      this.tar.finish();
    }
    if (this.file) {
      this.endFile(true);
    }
    await this.pending;
    const { entries } = this.scanner;
    entries.trim();
    return {
      self: { entries, compression: format, tarBytes: this.tar.size, storedBytes, problems: this.problems.items },
      captures: this.captures,
      isComplete: !this.skipped || this.everything,
    };
  }

  /** Hands the parts of a piece that are bodies to the sinks of their files. */
  private deliver(piece: Uint8Array, from: number): void {
    const { entries } = this.scanner;
    const to = from + piece.length;
    while (this.current < entries.count) {
      const start = entries.dataOffsets[this.current]!;
      const end = start + this.bodyBytes(entries, this.current);
      if (start >= to && end > start) {
        return;
      }
      if (end > start) {
        this.file ??= this.openFile(this.current, end - start);
        this.file.push(piece.subarray(Math.max(0, start - from), Math.min(piece.length, end - from)));
        if (end > to) {
          return;
        }
        this.endFile(false);
      }
      this.current++;
    }
  }

  private bodyBytes(entries: EntryTable, entry: number): number {
    return entries.types[entry] === entryType.file ? (entries.rareOf(entry)?.storedBytes ?? entries.sizes[entry]!) : 0;
  }

  private endFile(isCut: boolean): void {
    const { current, captures } = this;
    const captured = this.file!.finish(isCut);
    this.file = undefined;
    const keep = (capture: Capture | undefined): void => {
      if (capture) {
        captures.set(current, capture);
      }
    };
    if (captured instanceof Promise) {
      this.pending = Promise.all([this.pending, captured]).then(([, capture]) => keep(capture));
    } else {
      keep(captured);
    }
  }

  private openFile(entry: number, size: number): FileSink {
    if ((this.strangers > strangersOfArchives && !this.everything) || this.opened >= limits.capturedFiles) {
      this.skipped = true;
      return ignoredFile;
    }
    this.opened++;
    return this.sniff(this.nameOf(entry), size);
  }

  private nameOf(entry: number): string {
    const { entries } = this.scanner;
    return entries.hasPlace(entry)
      ? pathText(this.context.paths, entries.nodes[entry]!).slice(1)
      : decodeName(entries.rareOf(entry)?.rawName ?? new Uint8Array(0));
  }

  /** A sink that waits for the first bytes before it decides what the file is. */
  private sniff(name: string, size: number): FileSink {
    const head = new Uint8Array(Math.min(size, kindBytes));
    let length = 0;
    let inner: FileSink | undefined;
    const decide = (): void => {
      inner = this.sinkFor(head.subarray(0, length), name, size);
      inner.push(head.subarray(0, length));
    };
    return {
      push(piece) {
        let rest = piece;
        if (!inner) {
          const count = Math.min(head.length - length, piece.length);
          head.set(piece.subarray(0, count), length);
          length += count;
          rest = piece.subarray(count);
          if (length === head.length) {
            decide();
          }
        }
        if (rest.length > 0) {
          inner?.push(rest);
        }
      },
      drain: async () => inner?.drain?.(),
      finish(isCut) {
        if (!inner) {
          decide();
        }
        return inner!.finish(isCut);
      },
    };
  }

  private sinkFor(head: Uint8Array, name: string, size: number): FileSink {
    const kind = contentKindOf(head);
    if (kind === 'tar' || isEmptyTar(head)) {
      const tar = new TarSink(this.context.paths, name);
      return {
        push: (piece) => tar.push(piece),
        // A tar that is cut tells so itself.
        finish: () => ({ kind: 'layer', index: tar.finish('complete', 'none', size) }),
      };
    }
    if (isCompressed(kind)) {
      return this.inflatedFile(kind, name, size);
    }
    if (looksLikeJson(head) && size <= limits.indexBytes && this.buffered + size <= limits.bufferedBytes) {
      this.buffered += size;
      return bufferedFile(size);
    }
    if (size > versionFileBytes) {
      this.strangers++;
    }
    return ignoredFile;
  }

  /** A file that is compressed itself: its pieces are kept until its own decoder has taken them. */
  private inflatedFile(format: CompressionFormat, name: string, size: number): FileSink {
    const tar = new TarSink(this.context.paths, name);
    let inflated = 0;
    const inflation = this.context.codec.inflate(format, (piece) => {
      inflated += piece.length;
      if (inflated <= limits.inflatedBytes) {
        tar.push(piece);
      } else {
        inflation.abort();
      }
    });
    let waiting: Promise<void> = this.pending;
    return {
      push(piece) {
        const copy = piece.slice();
        waiting = waiting.then(() => (inflated > limits.inflatedBytes ? undefined : inflation.write(copy)));
      },
      drain: () => waiting,
      async finish(isCut) {
        await waiting;
        const end = await endOf(inflation, inflated, isCut);
        return { kind: 'layer', index: tar.finish(end, format, size) };
      },
    };
  }
}

/** More files than this that are neither layers nor metadata, and it is a root file system, not an archive. */
const strangersOfArchives = 64;
/** Archives of old hold tiny files with a version number. */
const versionFileBytes = 16;

const ignoredFile: FileSink = { push: () => undefined, finish: () => undefined };

function bufferedFile(size: number): FileSink {
  const bytes = new Uint8Array(size);
  let length = 0;
  return {
    push(piece) {
      bytes.set(piece, length);
      length += piece.length;
    },
    finish: (isCut) => (isCut ? undefined : { kind: 'content', bytes }),
  };
}

async function endOf(inflation: Inflation, inflated: number, isCut: boolean): Promise<InflationEnd | 'limit'> {
  if (inflated > limits.inflatedBytes) {
    inflation.abort();
    return 'limit';
  }
  const end = await inflation.finish();
  return isCut ? 'truncated' : end;
}

/** A tar without entries, such as the layer of an instruction that changed nothing, begins with its end. */
function isEmptyTar(head: Uint8Array): boolean {
  return head.length === kindBytes && head.every((byte) => byte === 0);
}

function looksLikeJson(head: Uint8Array): boolean {
  let at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  while (at < head.length && (head[at] === 0x20 || (head[at]! >= 0x09 && head[at]! <= 0x0d))) {
    at++;
  }
  return head[at] === 0x7b || head[at] === 0x5b || head[at] === 0x6e;
}

function damageOf(end: InflationEnd | 'limit' | 'satisfied', storedBytes: number): ImageProblem | undefined {
  switch (end) {
    case 'complete':
    case 'satisfied':
      return undefined;
    case 'truncated':
      return problem('error', 'truncated', 'The compressed archive is cut short.', null, storedBytes);
    case 'corrupt':
      return problem('error', 'corrupt-compression', 'The compressed data of the archive is damaged.');
    case 'trailing':
      return problem('warning', 'corrupt-compression', 'Bytes that belong to nothing follow the compressed archive.');
    case 'unsupported':
      return problem('error', 'unsupported', 'The archive is compressed with a larger window than can be read here.');
    case 'limit':
      return problem('error', 'limit', 'The archive inflates to more data than can be read here.');
  }
}
