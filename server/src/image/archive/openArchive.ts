import type { ByteSource, CancelSignal, ImageInput, ImagePorts } from '../../ports';
import type { VerifiedLayers } from '../cache/verifiedLayers';
import { hasErrors, type ImageProblem, problem } from '../problems';
import { Cancelled } from '../tar/drivers';
import { looksLikeCutHeader } from '../tar/header';
import { PathTable } from '../tar/paths';
import type { ArchiveFormat, ImageArchive } from './archive';
import { buildImages } from './buildImages';
import { contentKindOf, isCompressed, kindBytes } from './contentKind';
import { readDockerManifest } from './dockerManifest';
import { openFolderStore } from './folderStore';
import type { FoundImage, FoundImages } from './found';
import type { IndexContext } from './layerIndex';
import { looseLayers } from './looseLayers';
import { readOciIndex } from './ociIndex';
import { type ArchiveReading, makeReading } from './reading';
import { singleLayerArchive } from './singleLayer';
import type { ArchiveStore } from './store';
import { openStreamStore } from './streamStore';
import { subfolderStore } from './subfolderStore';
import { type OpenedTar, openTarStore, outerFile } from './tarStore';

/** Bytes done and in all, and what is being read. */
export type ProgressListener = (done: number, total: number, message: string) => void;

export interface OpenOptions {
  /**
   * Lists layers of eStargz and zstd:chunked by their own tables of contents, which is fast; such a layer has no
   * `tarBytes`, and times are as exact as the table has them. When not set all layers are inflated.
   */
  readonly usesTables?: boolean;
  /** Layers that are known by their digests. */
  readonly verified?: VerifiedLayers;
}

/**
 * Reads an image archive, whatever it is: what `docker save` and its relatives write, an OCI archive or folder,
 * a root file system, a single layer; all of it plain or compressed. Never throws or rejects on bad input:
 * problems are values beside what could be read. Undefined when `cancel` fires.
 */
export async function openArchive(
  input: ImageInput,
  ports: ImagePorts,
  cancel: CancelSignal,
  onProgress: ProgressListener,
  { usesTables = false, verified }: OpenOptions = {},
): Promise<ImageArchive | undefined> {
  const paths = new PathTable();
  const context: IndexContext = { paths, codec: ports.codec, digest: ports.digest, usesTables, verified };
  const reading = makeReading(ports, context, cancel, onProgress);
  try {
    const archive = input.kind === 'folder' ? await openFolder(input, reading) : await openFile(input.source, reading);
    paths.trim();
    return archive;
  } catch (error) {
    if (error instanceof Cancelled) {
      return undefined;
    }
    return failed(paths, problem('error', 'unreadable', `It cannot be read: ${messageOf(error)}`));
  }
}

async function openFolder(input: ImageInput & { kind: 'folder' }, reading: ArchiveReading): Promise<ImageArchive> {
  const store = openFolderStore(input, reading.context);
  const archive = await readStore(store, reading, []);
  return archive ?? failed(reading.context.paths, notAnImage('the folder holds no index.json and no manifest.json'));
}

async function openFile(source: ByteSource, reading: ArchiveReading): Promise<ImageArchive> {
  const { paths } = reading.context;
  if (source.size === 0) {
    return failed(paths, problem('error', 'empty', 'The file is empty.'));
  }
  const head = await source.read(0, kindBytes);
  const kind = contentKindOf(head);
  if (kind === 'xz' || kind === 'bzip2') {
    const message = `The file is compressed with ${kind}, which cannot be read here; decompress it first.`;
    return failed(paths, problem('error', 'unsupported', message));
  }
  if (kind === 'unknown') {
    return failed(paths, looksLikeCutHeader(head) ? cutInFirstBlock(source.size) : notAnImage(reasonFor(head)));
  }
  const watch = reading.watchOf(source.size, 'Reading the archive');
  const opened = isCompressed(kind)
    ? await openStreamStore(source, kind, reading.context, watch)
    : await openTarStore(source, reading.context, watch);
  return openTar(opened, reading);
}

async function openTar(opened: OpenedTar, reading: ArchiveReading): Promise<ImageArchive> {
  const { store, self } = opened;
  const archive = await readStore(store, reading, self.problems);
  if (archive && archive.images.length === 0 && hasErrors(self.problems)) {
    // What describes the images is not all there.
    return { ...(await looseLayers(opened, reading)), problems: archive.problems };
  }
  if (archive) {
    return archive;
  }
  const { paths } = reading.context;
  const metadata = metadataFiles.find((name) => store.has(name) && !store.find(name));
  if (metadata) {
    return failed(paths, ...self.problems, notAnImage(`"${metadata}" is not a regular file`));
  }
  if (self.entries.count === 0) {
    const isPlain = self.compression === 'none';
    const reason = isPlain ? 'the tar is empty' : 'the compressed data is no tar, or an empty one';
    // Inflated data without one good header never was a tar; that the compressed data is damaged is worth saying.
    const damage = self.problems.filter(({ where }) => isPlain || where?.file !== outerFile);
    return failed(paths, ...(damage.length > 0 ? damage : [notAnImage(reason)]));
  }
  return singleLayerArchive(opened, reading);
}

const metadataFiles = ['manifest.json', 'index.json'];

/** The images of a store, undefined when it has none of the files that describe images, at the top or in one folder. */
async function readStore(
  store: ArchiveStore,
  reading: ArchiveReading,
  outerProblems: readonly ImageProblem[],
): Promise<ImageArchive | undefined> {
  const found = await readMetadata(store, reading);
  if (found) {
    return buildArchive(found, store, reading, outerProblems);
  }
  const folders = store.topFolders();
  if (folders.length > mostFolders) {
    return undefined;
  }
  for (const folder of folders) {
    const below = subfolderStore(store, folder);
    const foundBelow = await readMetadata(below, reading);
    if (foundBelow) {
      return buildArchive(foundBelow, below, reading, outerProblems);
    }
  }
  return undefined;
}

/** An archive with more folders at its top does not hold an image in one of them. */
const mostFolders = 20;

interface Metadata {
  readonly format: ArchiveFormat;
  readonly found: FoundImages;
}

/**
 * `index.json` knows digests, media types and platforms; `manifest.json` knows the names that Docker uses, and
 * sometimes images that the other does not list. Where both are there, both count.
 */
async function readMetadata(store: ArchiveStore, reading: ArchiveReading): Promise<Metadata | undefined> {
  const index = store.find('index.json');
  const manifest = store.find('manifest.json');
  const oci = index && (await readOciIndex(store, index, reading.ports.digest));
  const docker = manifest && (await readDockerManifest(store, manifest));
  if (oci && docker) {
    return { format: store.kind === 'tar' ? 'docker-archive' : 'oci-layout', found: joined(oci, docker) };
  }
  if (oci) {
    return { format: store.kind === 'tar' ? 'oci-archive' : 'oci-layout', found: oci };
  }
  return docker && { format: store.kind === 'tar' ? 'docker-archive' : 'docker-directory', found: docker };
}

/** One list of images: those of the index with the names of the manifest, then those that only the manifest has. */
function joined(oci: FoundImages, docker: FoundImages): FoundImages {
  const byConfig = new Map<string, FoundImage[]>();
  for (const image of docker.images) {
    byConfig.set(image.configFile, [...(byConfig.get(image.configFile) ?? []), image]);
  }
  const images = oci.images.map((image) => {
    const same = byConfig.get(image.configFile);
    byConfig.delete(image.configFile);
    const names = [...new Set(same?.flatMap((each) => each.names))];
    return names.length > 0 ? { ...image, names } : image;
  });
  return {
    images: [...images, ...[...byConfig.values()].flat()],
    attestations: oci.attestations,
    problems: [...oci.problems, ...docker.problems],
  };
}

async function buildArchive(
  { format, found }: Metadata,
  store: ArchiveStore,
  reading: ArchiveReading,
  outerProblems: readonly ImageProblem[],
): Promise<ImageArchive> {
  const { images, problems: tooMuch } = await buildImages(found.images, store, reading);
  const problems = [...outerProblems, ...found.problems, ...tooMuch];
  if (images.length === 0 && !problems.some(({ severity }) => severity === 'error')) {
    problems.push(problem('error', 'no-image', 'The archive describes no image.'));
  }
  return { format, images, attestations: found.attestations, problems, paths: reading.context.paths };
}

function failed(paths: PathTable, ...problems: ImageProblem[]): ImageArchive {
  return { format: null, images: [], attestations: [], problems, paths };
}

function notAnImage(reason: string): ImageProblem {
  return problem('error', 'not-an-image', `This is not an image archive: ${reason}.`);
}

function cutInFirstBlock(size: number): ImageProblem {
  return problem('error', 'truncated', `The file is cut short: it ends after ${size} bytes.`, null, size);
}

function reasonFor(head: Uint8Array): string {
  if (head.every((byte) => byte === 0)) {
    return 'it holds nothing but zeros';
  }
  const isText = head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
  return isText ? 'it is a text file' : 'it is neither a tar nor a compressed tar';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
