import { type PlacedHistory, placeHistory } from '../history/history';
import { type LayerOrigin, originsOf, sharedLayerCounts } from '../history/origin';
import { limits } from '../limits';
import { type ImageProblem, problem } from '../problems';
import type { ArchiveImage, ImageLayer } from './archive';
import { type ImageConfig, readConfig } from './config';
import type { FoundImage, FoundLayer, StatedDigests } from './found';
import type { LayerIndex } from './layerIndex';
import type { ArchiveReading } from './reading';
import type { ArchiveStore, StoredFile } from './store';

type ConfigResult = ImageConfig | { readonly problem: ImageProblem };

/**
 * Reads configurations and layers of the images that an archive describes. What several images share is read
 * once. Rejects with `Cancelled` or when the medium fails.
 */
export async function buildImages(
  found: readonly FoundImage[],
  store: ArchiveStore,
  reading: ArchiveReading,
): Promise<BuiltImages> {
  const configs = await readConfigs(found, store, reading);
  const blobs = await readBlobs(found, store, reading);
  const configOf = (image: FoundImage): ImageConfig | undefined => {
    const config = configs.get(image.configFile)!;
    return 'problem' in config ? undefined : config;
  };
  const shared = sharedLayerCounts(
    found.map((image) => {
      const config = configOf(image);
      return { platform: platformOf(image, config), diffIds: config?.diffIds.slice(0, image.layers.length) ?? [] };
    }),
  );
  const images = found.map((image, index) => {
    const config = configs.get(image.configFile)!;
    return buildImage(image, index, config, blobs, shared[index]!);
  });
  return withinLimits(images);
}

export interface BuiltImages {
  readonly images: readonly ArchiveImage[];
  readonly problems: readonly ImageProblem[];
}

/** Leaves out images that together would take for ever to stack, such as one large layer thousands of times. */
function withinLimits(images: readonly ArchiveImage[]): BuiltImages {
  let entries = 0;
  const kept = images.filter(({ layers }) => {
    const sum = layers.reduce((total, { content }) => total + (content?.entries.count ?? 0), 0);
    const isAffordable = entries + sum <= limits.stackedEntries;
    entries += isAffordable ? sum : 0;
    return isAffordable;
  });
  if (kept.length === images.length) {
    return { images, problems: [] };
  }
  const message = `${images.length - kept.length} of ${images.length} images have too many files together and are left out.`;
  return { images: kept.map((image, index) => ({ ...image, index })), problems: [problem('error', 'limit', message)] };
}

/** Reads every configuration once, whatever names it goes by. */
async function readConfigs(
  found: readonly FoundImage[],
  store: ArchiveStore,
  reading: ArchiveReading,
): Promise<Map<string, ConfigResult>> {
  const byPath = new Map<string, ConfigResult>();
  const configs = new Map<string, ConfigResult>();
  for (const { configFile } of found) {
    if (!configs.has(configFile)) {
      const path = store.find(configFile)?.path;
      const known = path === undefined ? undefined : byPath.get(path);
      const config = known ?? (await readConfig(store, configFile, reading.ports.digest));
      configs.set(configFile, config);
      if (path !== undefined) {
        byPath.set(path, config);
      }
    }
  }
  return configs;
}

/** A blob of the archive, by the name that manifests give it. */
interface Blob {
  readonly file: StoredFile;
  readonly content: LayerIndex | null;
  readonly problem: ImageProblem | null;
}

/** Indexes every layer blob once, several compressed ones side by side. */
async function readBlobs(
  found: readonly FoundImage[],
  store: ArchiveStore,
  reading: ArchiveReading,
): Promise<Map<string, Blob>> {
  const files = new Map<string, StoredFile>();
  const jobs = new Map<string, { readonly file: StoredFile; readonly stated: StatedDigests; blob?: Blob }>();
  for (const layer of found.flatMap((image) => image.layers)) {
    const file = files.has(layer.file) ? undefined : store.find(layer.file);
    if (file) {
      files.set(layer.file, file);
      if (!jobs.has(file.path)) {
        jobs.set(file.path, { file, stated: layer });
      }
    }
  }
  const all = [...jobs.values()];
  const watch = reading.watchTogether(all.reduce((sum, { file }) => sum + file.size, 0));
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < all.length) {
      const number = ++next;
      const job = all[number - 1]!;
      job.blob = await readBlob(job.file, job.stated, watch(`Layer ${number} of ${all.length}`));
    }
  };
  await Promise.all(Array.from({ length: reading.ports.codec.parallelism }, work));
  return new Map([...files].map(([name, { path }]) => [name, jobs.get(path)!.blob!]));
}

async function readBlob(
  file: StoredFile,
  stated: StatedDigests,
  watch: ReturnType<ReturnType<ArchiveReading['watchTogether']>>,
): Promise<Blob> {
  const content = await file.index(watch, stated);
  watch.onProgress(file.size);
  const cut = file.isCut
    ? problem('error', 'truncated', 'The archive ends within this layer; what there is of it is shown.', file.path)
    : null;
  return { file, content, problem: cut };
}

function buildImage(
  image: FoundImage,
  index: number,
  configResult: ConfigResult,
  blobs: ReadonlyMap<string, Blob>,
  shared: number,
): ArchiveImage {
  const config = 'problem' in configResult ? undefined : configResult;
  const history = placeHistory(config, image.layers.length);
  const origins = originsOf(config, history, shared);
  return {
    index,
    names: image.names,
    platform: platformOf(image, config),
    configDigest: config?.digest ?? null,
    manifestDigest: image.manifestDigest,
    created: config?.created ?? null,
    labels: config?.labels ?? new Map(),
    history: history.entries,
    layers: image.layers.map((layer, i) => buildLayer(layer, i, config, history, origins[i]!, blobs.get(layer.file))),
    problems: [
      ...image.problems,
      ...('problem' in configResult ? [configResult.problem] : configResult.problems),
      ...history.problems,
      ...configMismatches(image, config),
    ],
  };
}

function platformOf(image: FoundImage, config: ImageConfig | undefined): string | null {
  return image.platform ?? config?.platform ?? null;
}

function configMismatches(image: FoundImage, config: ImageConfig | undefined): ImageProblem[] {
  const problems: ImageProblem[] = [];
  if (config && image.configDigest?.startsWith('sha256:') && image.configDigest !== config.digest) {
    problems.push(
      problem('warning', 'digest-mismatch', 'The configuration is not what its digest says.', image.configFile),
    );
  }
  const stated = config?.diffIds.length ?? 0;
  if (stated > 0 && stated !== image.layers.length) {
    const message = `The configuration names ${stated} layers, the manifest ${image.layers.length}.`;
    problems.push(problem('warning', 'bad-config', message, image.configFile));
  }
  return problems;
}

function buildLayer(
  layer: FoundLayer,
  index: number,
  config: ImageConfig | undefined,
  history: PlacedHistory,
  origin: LayerOrigin,
  blob: Blob | undefined,
): ImageLayer {
  const entry = history.entryOfLayer[index];
  const unreadable = blob && unreadableKind(layer, blob.file.size);
  const content = unreadable ? withoutContent(blob) : (blob?.content ?? null);
  const diffId = config?.diffIds[index] || null;
  return {
    index,
    diffId,
    digest: layer.digest ?? (content?.compression === 'none' ? diffId : null),
    file: layer.file,
    history: entry === undefined ? null : history.entries[entry]!,
    origin,
    place: blob && !unreadable ? blob.file.place : null,
    content,
    problems: unreadable ? [unreadable] : layerProblems(layer, blob),
  };
}

function layerProblems(layer: FoundLayer, blob: Blob | undefined): ImageProblem[] {
  if (!blob) {
    return [missingLayer(layer)];
  }
  const problems = [...(blob.problem ? [blob.problem] : []), ...(blob.content?.problems ?? [])];
  if (layer.size !== null && layer.size !== blob.file.size) {
    const message = `The blob of this layer has ${blob.file.size} bytes, its descriptor says ${layer.size}.`;
    problems.push(problem('warning', 'digest-mismatch', message, layer.file));
  }
  return problems;
}

function missingLayer({ file, isForeign }: FoundLayer): ImageProblem {
  return isForeign
    ? problem(
        'warning',
        'missing-layer',
        'This layer is distributed apart from the image and not in the archive.',
        file,
      )
    : problem('error', 'missing-layer', `This layer is not in the archive: there is no file "${file}".`, file);
}

/** What a media type says that content cannot: that it is no tar for us. */
function unreadableKind({ mediaType, file }: FoundLayer, size: number): ImageProblem | undefined {
  if (mediaType?.endsWith('+encrypted')) {
    const message = `This layer is encrypted; only its size can be shown, which is ${size} bytes.`;
    return problem('error', 'unsupported', message, file);
  }
  if (mediaType && /\berofs\b|squashfs/.test(mediaType)) {
    const message = `This layer is a file system image and not a tar; only its size can be shown, which is ${size} bytes.`;
    return problem('error', 'unsupported', message, file);
  }
  return undefined;
}

function withoutContent({ content, file }: Blob): LayerIndex | null {
  return content && { ...content, compression: null, tarBytes: null, storedBytes: file.size, problems: [] };
}
