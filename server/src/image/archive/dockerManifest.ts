import { limits } from '../limits';
import { type ImageProblem, problem } from '../problems';
import type { FoundImage, FoundImages, FoundLayer } from './found';
import { asObject, listMember, member, readJson, textMember, textsMember } from './json';
import { blobPath, layerOfDescriptor } from './ociDescriptor';
import type { ArchiveStore, StoredFile } from './store';

/**
 * The images that a `manifest.json` lists: the list of `docker save` in all its versions, of Podman, Skopeo and
 * Kaniko, or the single object of Skopeo's folders.
 */
export async function readDockerManifest(store: ArchiveStore, file: StoredFile): Promise<FoundImages> {
  const json = await readJson(file, limits.manifestBytes);
  if ('problem' in json) {
    return nothing(json.problem);
  }
  const { value } = json;
  if (Array.isArray(value)) {
    return imagesOfList(value, file.path);
  }
  const single = imageOfSkopeoFolder(store, value);
  if (single) {
    return { images: [single], attestations: [], problems: [] };
  }
  return nothing(badManifest('"manifest.json" is not a list of images.', file.path));
}

function imagesOfList(items: readonly unknown[], file: string): FoundImages {
  const problems: ImageProblem[] = [];
  const images: FoundImage[] = [];
  for (const item of items.slice(0, limits.images)) {
    const image = imageOfItem(item);
    if (typeof image === 'string') {
      problems.push(badManifest(image, file));
    } else {
      images.push(image);
    }
  }
  if (items.length > limits.images) {
    problems.push(problem('error', 'limit', `Only the first ${limits.images} images are shown.`, file));
  }
  return { images, attestations: [], problems: problems.slice(0, limits.problems) };
}

/** The image of an item, or what is wrong with it. */
function imageOfItem(item: unknown): FoundImage | string {
  const config = textMember(item, 'Config');
  const layers = member(item, 'Layers') ?? [];
  if (!asObject(item)) {
    return '"manifest.json" lists something that is not an image.';
  }
  if (config === undefined) {
    return '"manifest.json" lists an image without a configuration.';
  }
  if (!Array.isArray(layers) || !layers.every((each): each is string => typeof each === 'string')) {
    return 'The layers of an image in "manifest.json" are not a list of file names.';
  }
  const sources = Object.values(asObject(member(item, 'LayerSources')) ?? {});
  return {
    names: textsMember(item, 'RepoTags'),
    platform: null,
    manifestDigest: null,
    configFile: config,
    configDigest: digestOfFileName(config),
    layers: layers.map((file) => layerOfFile(file, sources)),
    problems: [],
  };
}

/** Every builder names the configuration by its digest: `HEX.json`, `sha256:HEX`, or as a blob of an image layout. */
function digestOfFileName(file: string): string | null {
  const [, hex] = /(?:^|[/:])([0-9a-f]{64})(?:\.json)?$/.exec(file) ?? [];
  return hex === undefined ? null : `sha256:${hex}`;
}

/** Docker 25 and newer add a descriptor for each layer, by diff ID; the one that names the same file is its. */
function layerOfFile(file: string, sources: readonly unknown[]): FoundLayer {
  for (const source of sources) {
    const layer = layerOfDescriptor(source);
    if (layer?.file === file) {
      return layer;
    }
  }
  return { file, mediaType: null, digest: null, size: null, tocDigest: null, isForeign: false };
}

/** Skopeo's `dir:` keeps an image's own manifest, and blobs beside it that are named by their hash. */
function imageOfSkopeoFolder(store: ArchiveStore, value: unknown): FoundImage | undefined {
  const configDigest = textMember(member(value, 'config'), 'digest');
  const layers = listMember(value, 'layers')?.map(layerOfDescriptor);
  if (configDigest === undefined || !layers?.every((each) => each !== undefined)) {
    return undefined;
  }
  const fileOf = (digest: string): string => {
    const hash = digest.slice(digest.indexOf(':') + 1);
    return store.has(hash) || !blobPath(digest) ? hash : blobPath(digest)!;
  };
  return {
    names: [],
    platform: null,
    manifestDigest: null,
    configFile: fileOf(configDigest),
    configDigest,
    layers: layers.map((layer) => ({ ...layer, file: fileOf(layer.digest ?? layer.file) })),
    problems: [],
  };
}

function nothing(reason: ImageProblem): FoundImages {
  return { images: [], attestations: [], problems: [reason] };
}

function badManifest(message: string, file: string): ImageProblem {
  return problem('error', 'bad-manifest', message, file);
}
