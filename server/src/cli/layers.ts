import { type ImageArchive, type ImageOutline, isNothingRead } from '../image/archive/archive';
import { figuresOf } from '../image/figures';
import { type ArchiveReport, archiveReport, imageReport } from '../image/report';
import { stackLayers } from '../image/stack/stack';
import { verifyArchive } from '../image/verify/verifyArchive';
import { verifySentence } from '../image/view/verifyText';
import type { CommandHost } from '../ports';
import { type Command, type ExitCode, UsageError } from './command';
import { brokenGates, type Gates, readGates } from './gates';
import {
  chosenImages,
  formatOption,
  type ImageHost,
  imageOptions,
  progressOn,
  requireSomething,
  type StackedArchive,
  withFigures,
  withImage,
} from './imageArchive';
import { jsonParts } from './jsonParts';
import { formatLayers } from './layersText';
import { type OptionSpecs, type OptionValues, parseOptions } from './options';
import { writePieces } from './writePieces';

const options = {
  ...formatOption,
  ...imageOptions,
  'min-efficiency': {
    kind: 'value',
    placeholder: '0..1',
    help: 'Exits with 1 when a smaller share of the bytes is visible in the end.',
  },
  'max-wasted': {
    kind: 'value',
    placeholder: 'BYTES|PERCENT%',
    help: 'Exits with 1 when more bytes, or a larger share of them, are wasted.',
  },
  verify: {
    kind: 'flag',
    help: 'Reads all layers and compares them with their digests; exits with 1 when one differs.',
  },
} as const satisfies OptionSpecs;

/** `strata layers`: what every layer of an image holds, hides and wastes. */
export function layers(images: ImageHost): Command {
  return {
    name: 'layers',
    summary: 'Shows the layers of a saved image, their sizes, and the bytes that they waste',
    operands: 'IMAGE',
    options,
    run: (args, host) => run(args, host, images),
  };
}

async function run(args: readonly string[], host: CommandHost, images: ImageHost): Promise<ExitCode> {
  const { options: given, operands } = parseOptions(options, args);
  const [path, tooMuch] = operands;
  if (path === undefined || tooMuch !== undefined) {
    throw new UsageError(
      'Name one saved image: a file that "docker save" wrote, or a folder with an OCI image layout.',
    );
  }
  const gates = readGates(given['min-efficiency'], given['max-wasted']);
  const show = async (stacked: StackedArchive): Promise<ExitCode> => {
    const { outline, isNothing } = stacked;
    const chosen = isNothing ? outline.images : chosenImages(outline, given);
    return print(stacked, chosen, path, given, gates, host);
  };
  if (!given.verify && !given['overlay-marks']) {
    return withFigures(path, given, images, host, show);
  }
  return withImage(path, given, images, host, async (read, input): Promise<ExitCode> => {
    const stackedWith = (archive: ImageArchive): StackedArchive => ({
      outline: archive,
      isNothing: isNothingRead(archive),
      figuresOf({ index }) {
        const { layers } = archive.images.find((image) => image.index === index)!;
        return figuresOf(layers, stackLayers(archive, layers, { overlayMarks: given['overlay-marks'] }));
      },
    });
    if (!given.verify) {
      return show(stackedWith(read));
    }
    const chosen = isNothingRead(read) ? read.images : chosenImages(read, given);
    const progress = progressOn(host, images.ports.now);
    const cache = images.cacheFor(given);
    const ports = { ...images.ports, ...(cache && { cache }) };
    const verified = await verifyArchive({ ...read, images: chosen }, input, ports, never, progress.show);
    progress.clear();
    const { archive, wrong } = verified!;
    const code = await print(stackedWith(archive), archive.images, path, given, gates, host);
    host.stderr.write(`strata layers: ${verifySentence(verified!)}\n`);
    return wrong > 0 ? 1 : code;
  });
}

/** Prints what is known of the chosen images, and tells whether the gates are met. */
async function print(
  { outline, isNothing, figuresOf: figuresFor }: StackedArchive,
  chosen: readonly ImageOutline[],
  path: string,
  given: OptionValues<typeof options>,
  gates: Gates,
  host: CommandHost,
): Promise<ExitCode> {
  const isForPeople = given.format !== 'json';
  const reports = chosen.map((image) => imageReport(image, figuresFor(image)));
  const report = archiveReport(outline, reports, path);
  // A program that reads along learns from the problems why there is no image; people get a sentence.
  if (!isForPeople) {
    await writePieces(jsonParts(report), host.stdout);
  }
  if (isForPeople && !isNothing) {
    host.stdout.write(formatLayers(report, host.stdout.colours));
  }
  requireSomething(outline, isNothing, path);
  return checkGates(report, gates, host);
}

const never = { cancelled: false };

function checkGates(report: ArchiveReport, gates: Gates, host: CommandHost): ExitCode {
  const broken = report.images.flatMap((image) => brokenGates(image, gates));
  for (const sentence of broken) {
    host.stderr.write(`strata layers: ${sentence}\n`);
  }
  return broken.length > 0 ? 1 : 0;
}
