import type { Cancellation } from '../ports';
import type {
  ArchiveRef,
  CacheCleared,
  ImageProgress,
  ListParams,
  ListResult,
  OpenImageParams,
  OpenImageResult,
} from '../protocol/images';
import type { ImageTaskName, ImageTasks, UnfinishedTask } from '../protocol/imageTasks';

/**
 * What answers the requests of protocol/images.ts. There are two of them:
 * - the engine itself, which lives in the worker thread and does the work; it looks at `cancel.cancelled`
 *   between two reads and answers `failed` when it is set;
 * - its stand-in on the server's thread (`connectImageEngine`), which sends everything through a pipe.
 * Neither throws nor rejects on bad input: what goes wrong is in the answer, in one readable sentence.
 */
export interface ImageEngine {
  /**
   * Reads an archive and keeps it under a handle. An archive that is open already is looked at again:
   * the handle stays, the generation grows when the file has changed.
   */
  open(
    params: OpenImageParams,
    onProgress: (progress: ImageProgress) => void,
    cancel: Cancellation,
  ): Promise<OpenImageResult>;
  /** One page of a folder; `stale` when handle and generation do not name an open archive. */
  list(params: ListParams, cancel: Cancellation): Promise<ListResult>;
  /** Answers one of the longer requests about an open archive. */
  run<Name extends ImageTaskName>(
    name: Name,
    params: ImageTasks[Name]['params'],
    onProgress: (progress: ImageProgress) => void,
    cancel: Cancellation,
  ): Promise<ImageTasks[Name]['result'] | UnfinishedTask>;
  /** Forgets an archive and frees what it holds; an unknown handle is fine. */
  close(ref: ArchiveRef): Promise<void>;
  /** Empties the cache on the disk. */
  clearCache(): Promise<CacheCleared>;
}
