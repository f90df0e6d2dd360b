import type { ArchiveImage, ArchiveOutline, ImageArchive, ImageOutline } from '../image/archive/archive';
import { isNothingRead } from '../image/archive/archive';
import type { OpenOptions } from '../image/archive/openArchive';
import { findFigures, openCached } from '../image/cache/cachedArchive';
import { figuresOf, type ImageFigures } from '../image/figures';
import { describeImage, type ImageChoice, selectImages } from '../image/select';
import { failureOf } from '../image/session';
import { stackLayers } from '../image/stack/stack';
import { sizeText } from '../image/view/sizes';
import type { Cache, CommandHost, ImageInput, ImagePorts } from '../ports';
import { UsageError } from './command';

/** What commands about images need of the outside beside the host. */
export interface ImageHost {
  /** Opens a file or a folder. Throws an `Error` with a sentence for the user. */
  open(path: string): ImageInput;
  readonly ports: ImagePorts;
  /** The cache that the user wants; undefined for none. */
  cacheFor(choice: CacheChoice): Cache | undefined;
}

/** What the options say about the cache: a folder for it, or none at all. */
export interface CacheChoice {
  readonly cache: string | undefined;
  readonly 'no-cache': boolean;
}

/** Options about the cache, of all commands that read images. */
export const cacheOptions = {
  cache: { kind: 'value', placeholder: 'DIR', help: 'Where to keep what was read for the next time.' },
  'no-cache': { kind: 'flag', help: 'Reads everything anew and keeps nothing.' },
} as const;

/** Options of all commands about images. */
export const imageOptions = {
  image: { kind: 'value', placeholder: 'NAME|#INDEX', help: 'Only the image of this name, or with this number.' },
  platform: { kind: 'value', placeholder: 'OS/ARCH', help: 'Only images for this platform, such as linux/arm64.' },
  'overlay-marks': {
    kind: 'flag',
    help: 'Lets devices 0/0 and overlay.opaque delete, as on a disk of overlay2; in layers they are plain entries.',
  },
  ...cacheOptions,
} as const;

/** How commands about images print. */
export const formatOption = {
  format: {
    kind: 'value',
    placeholder: 'FORMAT',
    choices: ['text', 'json'],
    help: 'How to print; text when not given.',
  },
} as const;

/**
 * Reads the image archive that a command was given and works with it while it is open; reading shows progress on a
 * terminal when it takes long. What was read goes into the cache when the work is done. `how` says whether layers may be listed by their own tables of contents.
 */
export async function withImage<T>(
  path: string,
  choice: CacheChoice,
  images: ImageHost,
  host: CommandHost,
  work: (archive: ImageArchive, input: ImageInput) => T | Promise<T>,
  how: OpenOptions = {},
): Promise<T> {
  return withInput(path, choice, images, host, async (input, ports, progress) => {
    const opened = await openCached(input, ports, never, progress.show, how);
    progress.clear();
    const result = await work(opened!.archive, input);
    await opened!.remember();
    return result;
  });
}

/** An archive whose images are stacked when somebody asks for their figures. */
export interface StackedArchive {
  readonly outline: ArchiveOutline;
  /** True when nothing of it can be shown. */
  readonly isNothing: boolean;
  figuresOf(image: ImageOutline): ImageFigures;
}

/** As `withImage`, for a command that gets along with figures: an archive that was stacked before is not read again. */
export async function withFigures<T>(
  path: string,
  choice: CacheChoice,
  images: ImageHost,
  host: CommandHost,
  work: (stacked: StackedArchive) => T | Promise<T>,
): Promise<T> {
  return withInput(path, choice, images, host, async (input, ports, progress) => {
    const known = await findFigures(input, ports);
    if (known) {
      const { outline, figures } = known;
      return work({ outline, isNothing: false, figuresOf: ({ index }) => figures[index]! });
    }
    const opened = await openCached(input, ports, never, progress.show);
    progress.clear();
    const { archive, remember, rememberFigures } = opened!;
    const made: ImageFigures[] = [];
    const stacked: StackedArchive = {
      outline: archive,
      isNothing: isNothingRead(archive),
      figuresOf({ index }) {
        const { layers } = archive.images[index]!;
        made[index] ??= figuresOf(layers, stackLayers(archive, layers));
        return made[index];
      },
    };
    const result = await work(stacked);
    await remember();
    // Who asked for one image of many does not wait for the others.
    if (archive.images.every(({ index }) => made[index])) {
      await rememberFigures(made);
    }
    return result;
  });
}

const never = { cancelled: false };

/** Opens an archive with the cache that is wanted, and closes it after the work. */
async function withInput<T>(
  path: string,
  choice: CacheChoice,
  images: ImageHost,
  host: CommandHost,
  work: (input: ImageInput, ports: ImagePorts, progress: ReturnType<typeof progressOn>) => Promise<T>,
): Promise<T> {
  let input: ImageInput;
  try {
    input = images.open(host.absolute(path));
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const progress = progressOn(host, images.ports.now);
  try {
    const cache = images.cacheFor(choice);
    return await work(input, { ...images.ports, ...(cache && { cache }) }, progress);
  } finally {
    progress.clear();
    input.close();
  }
}

/** Fails when no image of an archive could be read, in one sentence with the word for what is wrong. */
export function requireReadable(archive: ImageArchive, path: string): void {
  requireSomething(archive, isNothingRead(archive), path);
}

/** The same for an archive of which it is known whether nothing could be read. */
export function requireSomething(outline: ArchiveOutline, isNothing: boolean, path: string): void {
  if (outline.format === null || isNothing) {
    const { message, code } = failureOf(outline);
    throw new UsageError(`${path}: ${message} [${code}]`);
  }
}

/** The images that were chosen. Fails with a list of them when there is no such image. */
export function chosenImages<Image extends ImageOutline>(
  { images }: { readonly images: readonly Image[] },
  choice: ImageChoice,
): readonly Image[] {
  const chosen = selectImages(images, choice);
  if (chosen.length === 0) {
    throw new UsageError(`The archive holds no such image; it holds ${listOf(images)}.`);
  }
  return chosen;
}

/** The only image that was chosen. Fails with a list when there are several. */
export function chosenImage(archive: ImageArchive, choice: ImageChoice): ArchiveImage {
  const chosen = chosenImages(archive, choice);
  if (chosen.length > 1) {
    throw new UsageError(`Say which image with --image or --platform; the archive holds ${listOf(chosen)}.`);
  }
  return chosen[0]!;
}

/** The number that `--layer` gives, undefined without one. Fails when the image has no such layer. */
export function chosenLayer({ layers }: ArchiveImage, text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (!/^\d{1,9}$/.test(text)) {
    throw new UsageError(`--layer takes the number of a layer, not "${text}".`);
  }
  if (Number(text) >= layers.length) {
    const known = layers.length === 0 ? 'the image has none' : `the layers are 0 to ${layers.length - 1}`;
    throw new UsageError(`There is no layer ${text}; ${known}.`);
  }
  return Number(text);
}

const mostListed = 20;

function listOf(images: readonly ImageOutline[]): string {
  const listed = images.slice(0, mostListed).map(describeImage).join('; ');
  return images.length > mostListed ? `${listed}; and ${images.length - mostListed} more` : listed;
}

/** Milliseconds that a reader waits before progress is worth showing. */
const patience = 1000;
/** Milliseconds between two looks of a line that shows progress: more of them only keep the terminal busy. */
const progressInterval = 100;

/** Progress on standard error, on a terminal and after a while only. */
export function progressOn({ stderr }: Pick<CommandHost, 'stderr'>, now: () => number) {
  let nextAt = now() + patience;
  let shown = '';
  return {
    show(done: number, total: number, message: string): void {
      if (!stderr.colours || now() < nextAt) {
        return;
      }
      nextAt = now() + progressInterval;
      const text = `${message}: ${sizeText(done)} of ${sizeText(total)}`;
      if (text !== shown) {
        shown = text;
        stderr.write(`\r\u001b[K${text}`);
      }
    },
    clear(): void {
      if (shown !== '') {
        shown = '';
        stderr.write('\r\u001b[K');
      }
    },
  };
}
