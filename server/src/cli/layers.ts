import { isNothingRead } from '../image/archive/archive';
import { type ArchiveReport, reportOf } from '../image/report';
import type { CommandHost } from '../ports';
import { type Command, type ExitCode, UsageError } from './command';
import { brokenGates, type Gates, readGates } from './gates';
import { chosenImages, formatOption, type ImageHost, imageOptions, requireReadable, withImage } from './imageArchive';
import { formatLayers } from './layersText';
import { type OptionSpecs, parseOptions } from './options';

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
  const archive = await withImage(path, given, images, host, (read) => read);
  const chosen = isNothingRead(archive) ? archive.images : chosenImages(archive, given);
  const report = reportOf(archive, chosen, path, { overlayMarks: given['overlay-marks'] });
  // A program that reads along learns from the problems why there is no image; people get a sentence.
  if (given.format === 'json') {
    host.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  }
  if (given.format !== 'json' && !isNothingRead(archive)) {
    host.stdout.write(formatLayers(report, host.stdout.colours));
  }
  requireReadable(archive, path);
  return checkGates(report, gates, host);
}

function checkGates(report: ArchiveReport, gates: Gates, host: CommandHost): ExitCode {
  const broken = report.images.flatMap((image) => brokenGates(image, gates));
  for (const sentence of broken) {
    host.stderr.write(`strata layers: ${sentence}\n`);
  }
  return broken.length > 0 ? 1 : 0;
}
