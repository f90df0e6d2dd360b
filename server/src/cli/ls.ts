import { finalTree } from '../image/listing/finalTree';
import { findRow } from '../image/listing/find';
import { layerTree } from '../image/listing/layerTree';
import { type ListedFile, listFiles } from '../image/listing/listFiles';
import { stackLayers } from '../image/stack/stack';
import type { CommandHost } from '../ports';
import { type Command, type ExitCode, UsageError } from './command';
import {
  chosenImage,
  chosenLayer,
  formatOption,
  type ImageHost,
  imageOptions,
  requireReadable,
  withImage,
} from './imageArchive';
import { formatFile } from './lsText';
import { missingPath } from './missingPath';
import { type OptionSpecs, parseOptions } from './options';
import { writePieces } from './writePieces';

const options = {
  layer: { kind: 'value', placeholder: 'N', help: 'Only what this layer holds and deletes; 0 is the lowest.' },
  recursive: { kind: 'flag', help: 'Everything below the folder, not only what is directly in it.' },
  ...formatOption,
  ...imageOptions,
} as const satisfies OptionSpecs;

/** `strata ls`: the files of an image in the end, or those of one layer. */
export function ls(images: ImageHost): Command {
  return {
    name: 'ls',
    summary: 'Lists the files of a saved image, or of one of its layers',
    operands: 'IMAGE [PATH]',
    options,
    run: (args, host) => run(args, host, images),
  };
}

async function run(args: readonly string[], host: CommandHost, images: ImageHost): Promise<ExitCode> {
  const { options: given, operands } = parseOptions(options, args);
  const [path, folder = '/', tooMuch] = operands;
  if (path === undefined || tooMuch !== undefined) {
    throw new UsageError('Name one saved image, and a path inside it if you like.');
  }
  const archive = await withImage(path, given, images, host, (read) => read, { usesTables: true });
  requireReadable(archive, path);
  const image = chosenImage(archive, given);
  const layer = chosenLayer(image, given.layer);
  const stack = stackLayers(archive, image.layers, { overlayMarks: given['overlay-marks'] });
  const tree = layer === undefined ? finalTree(stack) : layerTree(stack, layer);
  const row = findRow(tree, stack, folder);
  if (row === undefined) {
    throw new UsageError(missingPath('path', folder, layer, tree, stack));
  }
  const problems = [...archive.problems, ...image.problems, ...image.layers.flatMap((each) => each.problems)];
  const worst = problems.find(({ severity }) => severity === 'error');
  if (worst) {
    host.stderr.write(`strata ls: ${path}: ${worst.message} [${worst.code}] What could be read is listed.\n`);
  }
  const writer = given.format === 'json' ? jsonWriter() : textWriter(host);
  await writePieces(partsOf(listFiles(tree, row, given.recursive), writer), host.stdout);
  return 0;
}

/** Turns files into text one by one: an image may have a million. */
interface FileWriter {
  one(file: ListedFile): string;
  end(): string;
}

function jsonWriter(): FileWriter {
  let separator = '[\n';
  return {
    one(file) {
      const text = `${separator}  ${JSON.stringify(file)}`;
      separator = ',\n';
      return text;
    },
    end: () => (separator === ',\n' ? '\n]\n' : '[]\n'),
  };
}

function textWriter({ stdout }: CommandHost): FileWriter {
  return { one: (file) => formatFile(file, stdout.colours), end: () => '' };
}

function* partsOf(files: Iterable<ListedFile>, writer: FileWriter): Generator<string> {
  for (const file of files) {
    yield writer.one(file);
  }
  yield writer.end();
}
