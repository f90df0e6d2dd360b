import type { CancelSignal, ExportHost, ImageInput, ImagePorts } from '../../ports';
import type { ImageTaskName, ImageTasks } from '../../protocol/imageTasks';
import type { ArchiveImage } from '../archive/archive';
import type { LayerSpools } from '../contents/layerSpools';
import type { FileTree } from '../listing/fileTree';
import type { PathLayers } from '../listing/pathLayers';
import type { RecentlyUsed } from '../recentlyUsed';
import type { ImageStack } from '../stack/stack';
import type { Watch } from '../tar/drivers';

/** What a task has at hand: one image of an opened archive, and the outside. */
export interface TaskContext {
  readonly image: ArchiveImage;
  readonly stack: ImageStack;
  readonly ports: ImagePorts;
  readonly exports: UriExports | undefined;
  /** Layers that were inflated for their files. */
  readonly spools: LayerSpools | undefined;
  readonly cancel: CancelSignal;
  /** Results of the same archive that paging asks for again, by task and question. */
  readonly results: RecentlyUsed<string, unknown>;
  treeOf(layer: number | null): FileTree;
  /** Which layers have a path. */
  layersOf(): PathLayers;
  /** Opens the archive for reading contents while `work` runs. Rejects with a sentence when it is not as it was. */
  withInput<T>(work: (input: ImageInput) => Promise<T>): Promise<T>;
  /** A watch that tells progress of `total` under `message`. */
  watch(total: number, message: string): Watch;
}

/** An export host that is told places as URIs. */
export interface UriExports {
  open(uri: string, ...how: DropFirst<Parameters<ExportHost['open']>>): ReturnType<ExportHost['open']>;
}

type DropFirst<List extends readonly unknown[]> = List extends readonly [unknown, ...infer Rest] ? Rest : never;

/** Answers one kind of request. Throws `Cancelled` when it was stopped, and an `Error` with a sentence for the user. */
export type ImageTask<Name extends ImageTaskName> = (
  context: TaskContext,
  params: ImageTasks[Name]['params'],
) => Promise<ImageTasks[Name]['result']>;

/** More rows than this are never sent at once. */
export const longestPage = 10_000;

/** The rows from `offset` on, at most `limit` of them. */
export function pageOf<Row>(
  rows: readonly Row[],
  { offset, limit }: { offset: number; limit: number },
): readonly Row[] {
  const from = Math.max(0, offset);
  return rows.slice(from, from + Math.max(0, Math.min(limit, longestPage)));
}
