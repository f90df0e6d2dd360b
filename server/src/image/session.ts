import type { Cancellation, ImageInput, ImagePorts } from '../ports';
import type {
  ArchiveRef,
  ArchiveView,
  CacheCleared,
  ImageProgress,
  ListParams,
  ListResult,
  OpenImageParams,
  OpenImageResult,
} from '../protocol/images';
import type { ImageTaskName, ImageTasks, UnfinishedTask } from '../protocol/imageTasks';
import { type ArchiveOutline, type ImageArchive, isNothingRead } from './archive/archive';
import { type CachedArchive, type CachedFigures, findFigures, openCached } from './cache/cachedArchive';
import { LayerSpools } from './contents/layerSpools';
import { figuresOf, type ImageFigures } from './figures';
import { withSharedBases } from './history/sharedBases';
import type { FileTree } from './listing/fileTree';
import { finalTree } from './listing/finalTree';
import { layerTree } from './listing/layerTree';
import { biggestFirst } from './listing/order';
import { type PathLayers, pathLayers } from './listing/pathLayers';
import type { ProblemCode } from './problems';
import { RecentlyUsed } from './recentlyUsed';
import { type ImageStack, stackLayers } from './stack/stack';
import { runImageTask } from './tasks/imageTasks';
import type { TaskContext, UriExports } from './tasks/task';
import { archiveView, imageView } from './view/archiveView';
import { entryView } from './view/entryView';
import { nodeOfRowId } from './view/rowId';
import { sizeText } from './view/sizes';
import { shownText } from './view/text';

/** Finds the images that requests name. */
export interface ImageLocations {
  /** Opens what a URI names. Throws or rejects with a sentence for the user when that is not possible. */
  open(uri: string): ImageInput | Promise<ImageInput>;
  /** The last part of a URI's path, as a label. */
  nameOf(uri: string): string;
}

/** Stacked images by their number. */
type ImageStacks = RecentlyUsed<number, ImageStack>;

interface OpenedArchive {
  readonly view: ArchiveView;
  readonly identity: string;
  readonly outline: ArchiveOutline;
  /** All of it; undefined when only its figures are here, until somebody asks for more. */
  archive: ImageArchive | undefined;
  /** What reads it then. */
  reading: Promise<CachedArchive | undefined> | undefined;
  /** Stacked images, trees and sorted folders; what is not asked for again is made anew. */
  readonly stacks: ImageStacks;
  readonly trees: RecentlyUsed<string, FileTree>;
  readonly pathLayers: RecentlyUsed<number, PathLayers>;
  readonly folders: RecentlyUsed<string, Uint32Array>;
  /** What searches and the like have found, for paging. */
  readonly results: RecentlyUsed<string, unknown>;
}

const howRead = { usesTables: true };
const never = { cancelled: false };
const ignore = (): void => undefined;
const kept = { stacks: 3, trees: 6, folders: 200, results: 8 };
/** More rows than this are never sent at once. */
const longestPage = 10_000;

/** Keeps opened archives and answers requests about them; none of its methods throws on bad input. */
export class ImageSession {
  private readonly opened = new Map<number, OpenedArchive>();
  private readonly handles = new Map<string, number>();
  /** What is being read, by URI. */
  private readonly opening = new Map<string, Promise<OpenImageResult>>();
  private lastHandle = 0;
  private readonly spools: LayerSpools | undefined;

  constructor(
    private readonly locations: ImageLocations,
    private readonly ports: ImagePorts,
    private readonly exports?: UriExports,
  ) {
    this.spools = ports.spool && new LayerSpools(ports.spool);
  }

  /**
   * Reads an archive and keeps it under a handle. An archive that is open already is looked at again: the handle
   * stays, the generation grows when the file has changed.
   */
  async open(
    params: OpenImageParams,
    onProgress: (progress: ImageProgress) => void,
    cancel: Cancellation,
  ): Promise<OpenImageResult> {
    // Who asks for what is being read already waits for it: one archive has one handle.
    const before = this.opening.get(params.uri);
    const result = (before ?? Promise.resolve()).then(() => this.openNow(params, onProgress, cancel));
    this.opening.set(params.uri, result);
    try {
      return await result;
    } finally {
      if (this.opening.get(params.uri) === result) {
        this.opening.delete(params.uri);
      }
    }
  }

  private async openNow(
    { uri, progressToken }: OpenImageParams,
    onProgress: (progress: ImageProgress) => void,
    cancel: Cancellation,
  ): Promise<OpenImageResult> {
    let input: ImageInput;
    try {
      input = await this.locations.open(uri);
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    try {
      const handle = this.handles.get(uri);
      const known = handle === undefined ? undefined : this.opened.get(handle);
      if (known && known.identity === input.identity) {
        return { kind: 'opened', archive: known.view };
      }
      const tell = (done: number, total: number, message: string): void =>
        onProgress({ progressToken, done, total, message });
      const figures = await findFigures(input, this.ports, howRead);
      if (figures && !cancel.cancelled) {
        const opened = this.keep(uri, input.identity, figures, known);
        // Whoever sees the layers looks into one of them next.
        setTimeout(() => void this.prepare(opened));
        return { kind: 'opened', archive: opened.view };
      }
      const read = await openCached(input, this.ports, cancel, tell, howRead);
      if (!read || cancel.cancelled) {
        return { kind: 'failed', message: 'Reading was stopped.' };
      }
      const { archive } = read;
      if (isNothingRead(archive)) {
        return { kind: 'failed', message: failureOf(archive).message };
      }
      const stacks: ImageStacks = new RecentlyUsed(kept.stacks);
      const stacked = archive.images.map(({ index, layers }): ImageFigures => {
        const stack = (): ImageStack => stacks.get(index, () => stackLayers(archive, layers));
        return figuresOf(layers, stack(), stack);
      });
      const opened = this.keep(uri, input.identity, { outline: archive, figures: stacked }, known, { archive, stacks });
      // Nobody shall wait for the cache.
      setTimeout(() => void read.remember().then(() => read.rememberFigures(stacked)));
      return { kind: 'opened', archive: opened.view };
    } finally {
      input.close();
    }
  }

  /** One page of a folder; `stale` when handle and generation do not name an open archive. */
  async list(params: ListParams, _cancel?: Cancellation): Promise<ListResult> {
    const opened = this.opened.get(params.handle);
    if (!opened || opened.view.generation !== params.generation) {
      return { kind: 'stale' };
    }
    const archive = await this.wholeOf(opened);
    if (typeof archive === 'string') {
      return { kind: 'failed', message: archive };
    }
    const image = archive.images[params.image];
    if (!image || (params.layer !== null && !image.layers[params.layer])) {
      return { kind: 'failed', message: 'The archive has no such image or layer.' };
    }
    const tree = this.treeOf(opened, archive, params.image, params.layer);
    const node = nodeOfRowId(tree.paths, params.folder);
    const row = node === undefined ? undefined : tree.rowOf(node);
    if (row === undefined) {
      return { kind: 'failed', message: 'The image has no such folder.' };
    }
    const folder = opened.folders.get(`${params.image} ${params.layer} ${row}`, () => biggestFirst(tree, row));
    const offset = Math.max(0, params.offset);
    const rows = folder.subarray(offset, offset + Math.max(0, Math.min(params.limit, longestPage)));
    return {
      kind: 'page',
      rows: Array.from(rows, (each) => entryView(tree, each)),
      total: folder.length,
    };
  }

  /** Answers one of the longer requests; `stale` when handle and generation do not name an open archive. */
  async run<Name extends ImageTaskName>(
    name: Name,
    params: ImageTasks[Name]['params'],
    onProgress: (progress: ImageProgress) => void,
    cancel: Cancellation,
  ): Promise<ImageTasks[Name]['result'] | UnfinishedTask> {
    const opened = this.opened.get(params.handle);
    if (!opened || opened.view.generation !== params.generation) {
      return { kind: 'stale' };
    }
    const archive = await this.wholeOf(opened);
    if (typeof archive === 'string') {
      return { kind: 'failed', message: archive };
    }
    const layer = 'layer' in params ? params.layer : null;
    const image = archive.images[params.image];
    if (!image || (layer !== null && !image.layers[layer])) {
      return { kind: 'failed', message: 'The archive has no such image or layer.' };
    }
    const tell = progressTeller('progressToken' in params ? params.progressToken : '', this.ports.now, onProgress);
    const context: TaskContext = {
      image,
      stack: stackOf(opened, archive, params.image),
      ports: this.ports,
      exports: this.exports,
      spools: this.spools,
      cancel,
      results: opened.results,
      treeOf: (wanted) => this.treeOf(opened, archive, params.image, wanted),
      layersOf: () => opened.pathLayers.get(params.image, () => pathLayers(stackOf(opened, archive, params.image))),
      withInput: (work) => this.withInput(opened, work),
      watch: (total, message) => ({ cancel, onProgress: (done) => tell(done, total, message) }),
    };
    return runImageTask(name, context, params);
  }

  /** All of an opened archive, read when only its figures are here; a sentence when it is not as it was. */
  private async wholeOf(opened: OpenedArchive): Promise<ImageArchive | string> {
    if (opened.archive) {
      return opened.archive;
    }
    opened.reading ??= this.withInput(opened, (input) => openCached(input, this.ports, never, ignore, howRead));
    try {
      const read = await opened.reading;
      // Without what the figures promise the cache has lost a part: it gets it back.
      setTimeout(() => void read?.remember());
      opened.archive = read!.archive;
      return opened.archive;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      opened.reading = undefined;
    }
  }

  private async prepare(opened: OpenedArchive): Promise<void> {
    const archive = await this.wholeOf(opened);
    if (typeof archive !== 'string' && archive.images.length > 0) {
      stackOf(opened, archive, 0);
    }
  }

  private async withInput<T>({ view, identity }: OpenedArchive, work: (input: ImageInput) => Promise<T>): Promise<T> {
    const input = await this.locations.open(view.uri);
    try {
      if (input.identity !== identity) {
        throw new Error('The archive has changed; read it again.');
      }
      return await work(input);
    } finally {
      input.close();
    }
  }

  /** Forgets an archive and frees what it holds; an unknown handle is fine. */
  async close({ handle }: ArchiveRef): Promise<void> {
    const opened = this.opened.get(handle);
    if (opened) {
      this.opened.delete(handle);
      this.handles.delete(opened.view.uri);
    }
  }

  /** Empties the cache; what is open stays open. */
  async clearCache(): Promise<CacheCleared> {
    return { freedText: sizeText((await this.ports.cache?.clear()) ?? 0) };
  }

  /** Keeps an archive under a handle; `whole` is what was read of it beside the figures. */
  private keep(
    uri: string,
    identity: string,
    { outline: found, figures }: CachedFigures,
    known: OpenedArchive | undefined,
    { archive, stacks }: Partial<Pick<OpenedArchive, 'archive' | 'stacks'>> = {},
  ): OpenedArchive {
    const others = [...this.opened.values()].filter((each) => each !== known);
    const otherImages = others.flatMap(({ outline }) => outline.images);
    const outline = { ...found, images: withSharedBases(found.images, otherImages) };
    const handle = known?.view.handle ?? ++this.lastHandle;
    const generation = (known?.view.generation ?? 0) + 1;
    const name = this.locations.nameOf(uri);
    const isAlone = outline.images.length === 1;
    const images = outline.images.map((image, i) => imageView(image, figures[i]!, isAlone, name));
    const opened: OpenedArchive = {
      view: archiveView({ handle, generation }, uri, name, outline, images),
      identity,
      outline,
      archive,
      reading: undefined,
      stacks: stacks ?? new RecentlyUsed(kept.stacks),
      trees: new RecentlyUsed(kept.trees),
      pathLayers: new RecentlyUsed(kept.stacks),
      folders: new RecentlyUsed(kept.folders),
      results: new RecentlyUsed(kept.results),
    };
    this.opened.set(handle, opened);
    this.handles.set(uri, handle);
    return opened;
  }

  private treeOf(opened: OpenedArchive, archive: ImageArchive, image: number, layer: number | null): FileTree {
    return opened.trees.get(`${image} ${layer}`, () => {
      const stack = stackOf(opened, archive, image);
      return layer === null ? finalTree(stack) : layerTree(stack, layer);
    });
  }
}

function stackOf({ stacks }: OpenedArchive, archive: ImageArchive, image: number): ImageStack {
  return stacks.get(image, () => stackLayers(archive, archive.images[image]!.layers));
}

/** Tells progress now and then, not for each file. */
function progressTeller(
  progressToken: string,
  now: () => number,
  onProgress: (progress: ImageProgress) => void,
): (done: number, total: number, message: string) => void {
  let toldAt = now();
  return (done, total, message) => {
    if (now() - toldAt >= progressIntervalMs) {
      toldAt = now();
      onProgress({ progressToken, done, total, message });
    }
  };
}

const progressIntervalMs = 100;

/** Why nothing of an archive can be shown: one sentence, and the code of the problem that it tells. */
export function failureOf({ problems, images }: ArchiveOutline): {
  readonly message: string;
  readonly code: ProblemCode;
} {
  const all = [
    ...problems,
    ...images.flatMap((image) => [...image.problems, ...image.layers.flatMap((layer) => layer.problems)]),
  ];
  const worst = all.find(({ severity }) => severity === 'error') ?? all[0];
  return worst
    ? { message: shownText(worst.message), code: worst.code }
    : { message: 'The archive holds no image.', code: 'no-image' };
}
