import { compareImages, type StackedImage } from '../image/compare/compareImages';
import { stackLayers } from '../image/stack/stack';
import type { CommandHost } from '../ports';
import { type Command, type ExitCode, UsageError } from './command';
import { formatComparison } from './diffText';
import { chosenImage, formatOption, type ImageHost, imageOptions, requireReadable, withImage } from './imageArchive';
import { type OptionSpecs, type OptionValues, parseOptions } from './options';

const options = {
  ...formatOption,
  ...imageOptions,
} as const satisfies OptionSpecs;

/** `strata diff`: what differs between the files of two images. */
export function diff(images: ImageHost): Command {
  return {
    name: 'diff',
    summary: 'Compares two saved images path by path',
    operands: 'IMAGE_A IMAGE_B',
    options,
    run: (args, host) => run(args, host, images),
  };
}

async function run(args: readonly string[], host: CommandHost, images: ImageHost): Promise<ExitCode> {
  const { options: given, operands } = parseOptions(options, args);
  const [pathA, pathB, tooMuch] = operands;
  if (pathA === undefined || pathB === undefined || tooMuch !== undefined) {
    throw new UsageError('Name two saved images.');
  }
  const comparison = compareImages(
    await readImage(pathA, given, images, host),
    await readImage(pathB, given, images, host),
  );
  host.stdout.write(
    given.format === 'json'
      ? `${JSON.stringify(comparison, null, 2)}\n`
      : formatComparison(comparison, host.stdout.colours),
  );
  return 0;
}

async function readImage(
  path: string,
  given: OptionValues<typeof options>,
  images: ImageHost,
  host: CommandHost,
): Promise<StackedImage> {
  const archive = await withImage(path, given, images, host, (read) => read);
  requireReadable(archive, path);
  const image = chosenImage(archive, given);
  return { image, stack: stackLayers(archive, image.layers, { overlayMarks: given['overlay-marks'] }) };
}
