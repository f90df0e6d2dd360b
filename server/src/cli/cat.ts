import type { ArchiveImage, ImageArchive } from '../image/archive/archive';
import { bodyOf, type FileBody, readContent } from '../image/contents/fileContent';
import type { FileFacts } from '../image/listing/facts';
import { finalTree } from '../image/listing/finalTree';
import { findFile, findRow } from '../image/listing/find';
import { layerTree } from '../image/listing/layerTree';
import { stackLayers } from '../image/stack/stack';
import type { CommandHost, ImageInput } from '../ports';
import { type Command, type ExitCode, UsageError } from './command';
import {
  chosenImage,
  chosenLayer,
  type ImageHost,
  imageOptions,
  progressOn,
  requireReadable,
  withImage,
} from './imageArchive';
import { missingPath } from './missingPath';
import { type OptionSpecs, parseOptions } from './options';

const options = {
  layer: { kind: 'value', placeholder: 'N', help: 'The file as this layer holds it; 0 is the lowest.' },
  ...imageOptions,
} as const satisfies OptionSpecs;

/** `strata cat`: writes a file of an image to standard output. */
export function cat(images: ImageHost): Command {
  return {
    name: 'cat',
    summary: 'Writes a file of a saved image, or of one of its layers, to standard output',
    operands: 'IMAGE PATH',
    options,
    run: (args, host) => run(args, host, images),
  };
}

async function run(args: readonly string[], host: CommandHost, images: ImageHost): Promise<ExitCode> {
  const { options: given, operands } = parseOptions(options, args);
  const [path, file, tooMuch] = operands;
  if (path === undefined || file === undefined || tooMuch !== undefined) {
    throw new UsageError('Name one saved image, and the path of a file in it.');
  }
  const write = async (archive: ImageArchive, input: ImageInput): Promise<ExitCode> => {
    requireReadable(archive, path);
    const image = chosenImage(archive, given);
    const layer = chosenLayer(image, given.layer);
    const stack = stackLayers(archive, image.layers, { overlayMarks: given['overlay-marks'] });
    const tree = layer === undefined ? finalTree(stack) : layerTree(stack, layer);
    const row = layer === undefined ? findFile(tree, stack, file) : findRow(tree, stack, file);
    const facts = row === undefined ? undefined : tree.factsOf(row);
    const body = facts && facts.entry !== null ? bodyOf(stack, facts.layer, facts.entry) : undefined;
    if (!body) {
      throw new UsageError(facts ? reasonWhyNot(facts, file, layer) : missingPath('file', file, layer, tree, stack));
    }
    const end = await writeContent(input, image, body, images, host);
    if (end === 'cut') {
      throw new UsageError(`${path}: The file is not all there: the image is damaged or cut short.`);
    }
    return 0;
  };
  return withImage(path, given, images, host, write, { usesTables: true });
}

/** Writes a file; until its bytes come, a compressed layer may have to be inflated for long. */
async function writeContent(
  input: ImageInput,
  image: ArchiveImage,
  body: FileBody,
  { ports }: ImageHost,
  { stdout, stderr }: CommandHost,
): ReturnType<typeof readContent> {
  const { place, content } = image.layers[body.layer]!;
  const size = content!.entries.sizes[body.entry]!;
  const stored = place?.kind === 'stream' && input.kind === 'file' ? input.source.size : content!.storedBytes;
  // Bytes are told of as they are read: of a plain layer those of the file, else those of what is inflated.
  const isPlain = content!.compression === 'none' && place?.kind !== 'stream';
  const progress = progressOn({ stderr }, ports.now);
  let written = 0;
  const onProgress = (done: number): void => {
    // On a terminal the file itself is the progress.
    if (stdout.colours && written > 0) {
      return;
    }
    if (content!.chunks || written > 0) {
      progress.show(written, size, 'Writing the file');
    } else {
      progress.show(done, isPlain ? size : stored, isPlain ? 'Reading the file' : `Inflating layer ${body.layer}`);
    }
  };
  try {
    const watch = { cancel: { cancelled: false }, onProgress, pause: () => stdout.drained() };
    return await readContent(input, image, body, ports.codec, watch, (piece) => {
      if (stdout.colours) {
        progress.clear();
      }
      written += piece.length;
      stdout.write(piece.slice());
    });
  } finally {
    progress.clear();
  }
}

function reasonWhyNot(facts: FileFacts, file: string, layer: number | undefined): string {
  switch (facts.kind) {
    case 'whiteout':
      return `Layer ${layer} deletes "${file}"; a lower layer may hold it.`;
    case 'directory':
      return `"${file}" is a folder.`;
    default:
      return `"${file}" is no regular file.`;
  }
}
