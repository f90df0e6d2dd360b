import type { Cache, CancelSignal, ImageFolder, ImageInput, ImagePorts } from '../../ports';
import { type ImageArchive, isNothingRead } from '../archive/archive';
import { type OpenOptions, openArchive, type ProgressListener } from '../archive/openArchive';
import { packArchive, type SeenFile, unpackArchive } from './archiveRecord';
import { VerifiedLayers } from './verifiedLayers';

/** An archive that was read, now or before. */
export interface CachedArchive {
  readonly archive: ImageArchive;
  /** Puts the archive into the cache when it is not there yet: for the time after the answer was given. */
  remember(): Promise<void>;
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
  const cache = input.identity === '' ? undefined : ports.cache;
  const key = `archive ${usesTables ? 'by tables' : 'inflated'} ${input.identity}`;
  const known = cache && (await find(cache, key, input));
  if (known) {
    return { archive: known, remember: async () => undefined };
  }
  const seen = new Map<string, string | null>();
  const watched = input.kind === 'folder' && cache ? watchedFolder(input, seen) : input;
  const verified = ports.cache && new VerifiedLayers(ports.cache, ports.digest);
  const options = { usesTables, ...(verified && { verified }) };
  const archive = await openArchive(watched, ports, cancel, onProgress, options);
  return (
    archive && {
      archive,
      async remember() {
        await remember(archive, [...seen], cache, key);
        await verified?.remember();
      },
    }
  );
}

async function find(cache: Cache, key: string, input: ImageInput): Promise<ImageArchive | undefined> {
  const file = await cache.get(key);
  const record = file && unpackArchive(file);
  const isSame = ([path, identity]: SeenFile): boolean =>
    input.kind === 'folder' && input.identityOf(path) === identity;
  return record?.seen.every(isSame) ? record.archive : undefined;
}

async function remember(
  archive: ImageArchive,
  seen: readonly SeenFile[],
  cache: Cache | undefined,
  key: string,
): Promise<void> {
  // Whatever could not be read may be there the next time.
  if (cache && !isNothingRead(archive)) {
    await cache.put(key, packArchive({ archive, seen }));
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
