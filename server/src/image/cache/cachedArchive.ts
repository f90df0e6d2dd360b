import type { Cache, CancelSignal, ImageFolder, ImageInput, ImagePorts } from '../../ports';
import { type ArchiveOutline, type ImageArchive, isNothingRead } from '../archive/archive';
import { type OpenOptions, openArchive, type ProgressListener } from '../archive/openArchive';
import type { ImageFigures } from '../figures';
import { packArchive, type SeenFile, unpackArchive } from './archiveRecord';
import { type FiguresRecord, packFigures, unpackFigures } from './figuresRecord';
import { VerifiedLayers } from './verifiedLayers';

/** An archive that was read, now or before. */
export interface CachedArchive {
  readonly archive: ImageArchive;
  /** Puts the archive into the cache when it is not there yet: for the time after the answer was given. */
  remember(): Promise<void>;
  /** Puts the figures of all its images there, for `findFigures`. */
  rememberFigures(figures: readonly ImageFigures[]): Promise<void>;
}

/** What is known of an archive whose images were stacked before. */
export interface CachedFigures {
  readonly outline: ArchiveOutline;
  /** By image. */
  readonly figures: readonly ImageFigures[];
}

/**
 * As `openArchive`, but an archive that was read before and has not changed since comes from the cache. It is known
 * by the identity of its file, which an archive cannot choose; of a folder all files count that were looked for.
 */
export async function openCached(
  input: ImageInput,
  ports: ImagePorts,
  cancel: CancelSignal,
  onProgress: ProgressListener,
  { usesTables = false }: Pick<OpenOptions, 'usesTables'> = {},
): Promise<CachedArchive | undefined> {
  const cache = cacheFor(input, ports);
  const file = await cache?.get(keyOf('archive', input, usesTables));
  const known = file && unpackArchive(file);
  if (known && isUnchanged(known.seen, input)) {
    const { archive, seen } = known;
    return {
      archive,
      remember: async () => undefined,
      rememberFigures: (figures) => rememberFigures({ outline: archive, figures, seen }, input, usesTables, cache),
    };
  }
  const seen = new Map<string, string | null>();
  const watched = input.kind === 'folder' && cache ? watchedFolder(input, seen) : input;
  const verified = ports.cache && new VerifiedLayers(ports.cache, ports.digest);
  const options = { usesTables, ...(verified && { verified }) };
  const archive = await openArchive(watched, ports, cancel, onProgress, options);
  // Whatever could not be read may be there the next time.
  const keeper = archive && !isNothingRead(archive) ? cache : undefined;
  return (
    archive && {
      archive,
      async remember() {
        await keeper?.put(keyOf('archive', input, usesTables), packArchive({ archive, seen: [...seen] }));
        await verified?.remember();
      },
      rememberFigures: (figures) =>
        rememberFigures({ outline: archive, figures, seen: [...seen] }, input, usesTables, keeper),
    }
  );
}

/** The figures of an archive that was read and stacked before and has not changed since: a part of what it takes to open it. */
export async function findFigures(
  input: ImageInput,
  ports: ImagePorts,
  { usesTables = false }: Pick<OpenOptions, 'usesTables'> = {},
): Promise<CachedFigures | undefined> {
  const file = await cacheFor(input, ports)?.get(keyOf('figures', input, usesTables));
  const known = file && unpackFigures(file);
  return known && isUnchanged(known.seen, input) ? known : undefined;
}

function cacheFor(input: ImageInput, ports: ImagePorts): Cache | undefined {
  return input.identity === '' ? undefined : ports.cache;
}

function keyOf(what: 'archive' | 'figures', input: ImageInput, usesTables: boolean): string {
  return `${what} ${usesTables ? 'by tables' : 'inflated'} ${input.identity}`;
}

/** True when all files of a folder that were looked for are as they were. */
function isUnchanged(seen: readonly SeenFile[], input: ImageInput): boolean {
  return seen.every(([path, identity]) => input.kind === 'folder' && input.identityOf(path) === identity);
}

async function rememberFigures(
  record: FiguresRecord,
  input: ImageInput,
  usesTables: boolean,
  cache: Cache | undefined,
): Promise<void> {
  const pieces = cache && packFigures(record);
  if (pieces) {
    await cache.put(keyOf('figures', input, usesTables), pieces);
  }
}

/** The same folder, with note taken of every file that is looked for. */
function watchedFolder(folder: ImageFolder, seen: Map<string, string | null>): ImageFolder {
  return {
    ...folder,
    file(path) {
      if (!seen.has(path)) {
        seen.set(path, folder.identityOf(path));
      }
      return folder.file(path);
    },
  };
}
