import { type Duplicates, duplicateCandidates, findDuplicates } from '../image/insights/duplicates';
import { largestFiles, type SizedPath } from '../image/insights/largestFiles';
import { lookIntoSecrets, type SecretFile, secretLikeFiles } from '../image/insights/secrets';
import { type NamedPath, namedPath } from '../image/names';
import { type ImageStack, stackLayers } from '../image/stack/stack';
import type { CommandHost } from '../ports';
import { type Command, type ExitCode, UsageError } from './command';
import {
  chosenImage,
  formatOption,
  type ImageHost,
  imageOptions,
  progressOn,
  requireReadable,
  withImage,
} from './imageArchive';
import { formatInsights } from './insightsText';
import { type OptionSpecs, parseOptions } from './options';

const options = {
  only: {
    kind: 'list',
    placeholder: 'TOPIC',
    choices: ['largest', 'duplicates', 'secrets'],
    help: 'Only this; all three when not given.',
  },
  most: { kind: 'value', placeholder: 'N', help: 'At most so many of each; 20 when not given.' },
  ...formatOption,
  ...imageOptions,
} as const satisfies OptionSpecs;

/** A file of a layer; `visible`: the final file system has it as this layer has it. */
export interface InsightFile extends NamedPath {
  readonly layer: number;
  readonly bytes: number;
  readonly visible: boolean;
}

/** What `strata insights --format json` prints; what was not asked for is null. */
export interface InsightReport {
  /** Biggest first, of all layers. */
  readonly largest: readonly InsightFile[] | null;
  readonly duplicates: {
    /** Bytes of all files that are there already. */
    readonly wastedBytes: number;
    readonly groups: readonly {
      readonly bytes: number;
      readonly wastedBytes: number;
      readonly files: readonly InsightFile[];
    }[];
  } | null;
  /** Hidden ones first. `verdict`: secret, encrypted, or unclear when only the name says so. */
  readonly secrets: readonly (InsightFile & { readonly what: string; readonly verdict: string })[] | null;
}

/** `strata insights`: what stands out in an image. */
export function insights(images: ImageHost): Command {
  return {
    name: 'insights',
    summary: 'Names the largest files of a saved image, duplicates, and files that look like secrets',
    operands: 'IMAGE',
    options,
    run: (args, host) => run(args, host, images),
  };
}

async function run(args: readonly string[], host: CommandHost, images: ImageHost): Promise<ExitCode> {
  const { options: given, operands } = parseOptions(options, args);
  const [path, tooMuch] = operands;
  const most = given.most ?? '20';
  if (path === undefined || tooMuch !== undefined) {
    throw new UsageError('Name one saved image.');
  }
  if (!/^\d{1,6}$/.test(most)) {
    throw new UsageError(`--most takes a number, not "${most}".`);
  }
  const wants = (topic: (typeof given.only)[number]): boolean => given.only.length === 0 || given.only.includes(topic);
  return withImage(path, given, images, host, async (archive, input): Promise<ExitCode> => {
    requireReadable(archive, path);
    const image = chosenImage(archive, given);
    const stack = stackLayers(archive, image.layers, { overlayMarks: given['overlay-marks'] });
    const { codec, digest, now } = images.ports;
    const progress = progressOn(host, now);
    const watch = (total: number, message: string) => ({
      cancel: { cancelled: false },
      onProgress: (done: number) => progress.show(done, total, message),
    });
    try {
      const largest = wants('largest') ? largestFiles(stack, false, Number(most)) : null;
      const comparing = watch(wants('duplicates') ? duplicateCandidates(stack).bytes : 0, 'Comparing files');
      const duplicates = wants('duplicates')
        ? await findDuplicates(stack, image, input, codec, digest, comparing)
        : null;
      const byName = wants('secrets') ? secretLikeFiles(stack) : null;
      const quiet = { cancel: { cancelled: false }, onProgress: () => undefined };
      const secrets = byName && (await lookIntoSecrets(byName, stack, image, input, codec, quiet));
      progress.clear();
      const report = reportOf(stack, Number(most), largest, duplicates, secrets);
      host.stdout.write(
        given.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : formatInsights(report, host.stdout.colours),
      );
      return 0;
    } finally {
      progress.clear();
    }
  });
}

function reportOf(
  stack: ImageStack,
  most: number,
  largest: readonly SizedPath[] | null,
  duplicates: Duplicates | null,
  secrets: readonly SecretFile[] | null,
): InsightReport {
  const fileOf = ({ node, layer, bytes, isVisible }: SizedPath): InsightFile => ({
    ...namedPath(stack.tree.paths, node),
    layer,
    bytes,
    visible: isVisible,
  });
  return {
    largest: largest?.map(fileOf) ?? null,
    duplicates: duplicates && {
      wastedBytes: duplicates.wastedBytes,
      groups: duplicates.groups
        .slice(0, most)
        .map(({ bytes, wastedBytes, files }) => ({ bytes, wastedBytes, files: files.map(fileOf) })),
    },
    secrets:
      secrets
        ?.slice(0, most)
        .map((file) => ({ ...fileOf(file), what: file.what, verdict: file.verdict ?? 'unclear' })) ?? null,
  };
}
