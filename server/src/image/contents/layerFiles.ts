import type { ByteSource, Codec, ImageInput } from '../../ports';
import type { ArchiveImage, ImageLayer } from '../archive/archive';
import type { Watch } from '../tar/drivers';
import { type FileBody, readContent } from './fileContent';
import { readLayerRange } from './layerRange';

/** Takes the contents of files one after the other. */
export interface FilesSink<File extends FileBody> {
  begin(file: File): void;
  /** The next bytes of the file that was begun, valid during the call only. */
  push(piece: Uint8Array): void;
  /** `isComplete` is false when there were fewer bytes than the file should have. */
  end(isComplete: boolean): void;
  /** Resolves when more can be taken. */
  drain(): Promise<void>;
}

/**
 * Reads many files of one image. `files` must be in the order in which their bytes stand in the layers; then a
 * compressed layer is inflated once, not once for each file. Files that cannot be read on the way, such as sparse
 * ones, come after the others of their layer. Rejects with `Cancelled` or when the medium fails.
 */
export async function readFiles<File extends FileBody>(
  input: ImageInput,
  image: ArchiveImage,
  files: readonly File[],
  codec: Codec,
  watch: Watch,
  sink: FilesSink<File>,
): Promise<void> {
  const slowed = drained(input, sink);
  for (let from = 0; from < files.length; ) {
    const { layer } = files[from]!;
    let to = from + 1;
    while (to < files.length && files[to]!.layer === layer) {
      to++;
    }
    const ofLayer = files.slice(from, to);
    const { passing, alone } = sorted(image.layers[layer]!, ofLayer);
    if (passing.length > 0) {
      await readInOnePass(slowed, image.layers[layer]!, passing, codec, watch, sink);
    }
    for (const file of alone) {
      await readAlone(slowed, image, file, codec, watch, sink);
    }
    from = to;
  }
}

/** A file with its place in the uncompressed tar of its layer, in bytes. */
interface Passing<File> {
  readonly file: File;
  readonly from: number;
  readonly to: number;
}

/** Which files are met when the layer is read from one end to the other, and which are fetched one by one. */
function sorted<File extends FileBody>(
  { content }: ImageLayer,
  files: readonly File[],
): { readonly passing: Passing<File>[]; readonly alone: readonly File[] } {
  if (!content || content.compression === 'none' || content.chunks) {
    return { passing: [], alone: files };
  }
  const { entries } = content;
  const passing: Passing<File>[] = [];
  const alone: File[] = [];
  let reached = 0;
  for (const file of files) {
    const from = entries.dataOffsets[file.entry]!;
    const to = from + entries.sizes[file.entry]!;
    if (from < reached || entries.rareOf(file.entry)?.storedBytes !== undefined) {
      alone.push(file);
    } else {
      passing.push({ file, from, to });
      reached = to;
    }
  }
  return { passing, alone };
}

async function readInOnePass<File extends FileBody>(
  input: ImageInput,
  layer: ImageLayer,
  files: readonly Passing<File>[],
  codec: Codec,
  watch: Watch,
  sink: FilesSink<File>,
): Promise<void> {
  let next = 0;
  let isOpen = false;
  let at = files[0]!.from;
  const close = (isComplete: boolean): void => {
    sink.end(isComplete);
    isOpen = false;
    next++;
  };
  /** Opens and closes what begins and ends here. */
  const settle = (): void => {
    for (let file = files[next]; file && (isOpen ? at >= file.to : at >= file.from); file = files[next]) {
      if (isOpen) {
        close(true);
      } else {
        sink.begin(file.file);
        isOpen = true;
      }
    }
  };
  settle();
  await readLayerRange(input, layer, at, files.at(-1)!.to, codec, watch, (piece) => {
    for (let done = 0; done < piece.length && next < files.length; ) {
      const { from, to } = files[next]!;
      const until = isOpen ? to : from;
      const count = Math.min(piece.length - done, until - at);
      if (isOpen && count > 0) {
        sink.push(piece.subarray(done, done + count));
      }
      done += count;
      at += count;
      settle();
    }
  });
  // What is left was not reached: the layer is cut or damaged.
  while (next < files.length) {
    if (!isOpen) {
      sink.begin(files[next]!.file);
    }
    close(false);
  }
  await sink.drain();
}

/** The same image, read no faster than the sink takes it. */
function drained(input: ImageInput, sink: { drain(): Promise<void> }): ImageInput {
  const slowed = (source: ByteSource): ByteSource => ({
    size: source.size,
    async read(offset, length) {
      await sink.drain();
      return source.read(offset, length);
    },
  });
  if (input.kind === 'file') {
    return { ...input, source: slowed(input.source) };
  }
  return {
    ...input,
    file(path) {
      const source = input.file(path);
      return source && slowed(source);
    },
  };
}

async function readAlone<File extends FileBody>(
  input: ImageInput,
  image: ArchiveImage,
  file: File,
  codec: Codec,
  watch: Watch,
  sink: FilesSink<File>,
): Promise<void> {
  sink.begin(file);
  const end = await readContent(input, image, file, codec, watch, (piece) => sink.push(piece));
  sink.end(end === 'complete');
  await sink.drain();
}
