import type { Digest } from '../../ports';
import { limits } from '../limits';
import { type ImageProblem, ProblemList, problem } from '../problems';
import { platformOf } from './config';
import type { Attestation, FoundImage, FoundImages } from './found';
import { asObject, listMember, member, parseJson, readJson, textMember } from './json';
import { blobPath, type Descriptor, layerOfDescriptor, readDescriptor } from './ociDescriptor';
import type { ArchiveStore, StoredFile } from './store';

/**
 * The images of an OCI image layout, from its `index.json` through indexes inside indexes. Platforms whose
 * blobs are not in the archive, attestations, and artifacts that are no images are told apart from images.
 */
export async function readOciIndex(store: ArchiveStore, file: StoredFile, digest: Digest): Promise<FoundImages> {
  const json = await readJson(file, limits.indexBytes);
  if ('problem' in json) {
    return { images: [], attestations: [], problems: [json.problem] };
  }
  const walk = new IndexWalk(store, digest);
  if (!listMember(json.value, 'manifests')) {
    walk.problems.add(problem('error', 'bad-manifest', '"index.json" does not list any manifests.', file.path));
  }
  await walk.index(json.value, [], null, file.path);
  await walk.checkLayoutVersion();
  return walk.result();
}

class IndexWalk {
  readonly problems = new ProblemList();
  private readonly images = new Map<string, Mutable<FoundImage>>();
  /** The images below each digest that was looked at. */
  private readonly below = new Map<string, string[]>();
  private readonly attestations = new Map<string, Attestation>();
  /** Problems of missing platforms: errors when no image is there at all. */
  private readonly missing: ImageProblem[] = [];

  constructor(
    private readonly store: ArchiveStore,
    private readonly digest: Digest,
  ) {}

  result(): FoundImages {
    const images = [...this.images.values()];
    for (const each of this.missing) {
      this.problems.add(images.length === 0 ? { ...each, severity: 'error' } : each);
    }
    return { images, attestations: [...this.attestations.values()], problems: this.problems.items };
  }

  async checkLayoutVersion(): Promise<void> {
    const file = this.store.find('oci-layout');
    const json = file && (await readJson(file, limits.manifestBytes));
    const version = json && 'value' in json ? textMember(json.value, 'imageLayoutVersion') : undefined;
    if (version !== undefined && !version.startsWith('1.')) {
      const message = `The image layout has the version ${version.slice(0, 40)}, which is not known here.`;
      this.problems.add(problem('warning', 'unsupported', message, 'oci-layout'));
    }
  }

  /**
   * Looks at everything that an index lists, and returns the digests of the images below it. `above` are the
   * digests on the way to it, `inherited` is the name that it goes by.
   */
  async index(value: unknown, above: readonly string[], inherited: string | null, file: string): Promise<string[]> {
    const found = new Set<string>();
    for (const each of listMember(value, 'manifests') ?? []) {
      const descriptor = readDescriptor(each);
      if (!descriptor) {
        this.problems.add(problem('error', 'bad-manifest', 'An index lists something without a valid digest.', file));
      } else if (this.images.size < limits.images) {
        for (const digest of await this.descriptor(descriptor, above, nameOf(descriptor) ?? inherited)) {
          found.add(digest);
        }
      }
    }
    return [...found];
  }

  private async descriptor(descriptor: Descriptor, above: readonly string[], name: string | null): Promise<string[]> {
    const { digest } = descriptor;
    // Seen already, perhaps under another name: nothing is read twice, however often it is listed.
    const known = this.below.get(digest);
    if (known) {
      this.addName(known, name);
      return known;
    }
    if (above.includes(digest) || above.length > limits.indexDepth) {
      this.problems.add(
        problem('warning', 'bad-manifest', 'An index lists itself, or goes too deep.', blobPath(digest)),
      );
      return [];
    }
    const json = await this.read(descriptor);
    let found: string[] = [];
    if (json && listMember(json.value, 'manifests')) {
      found = await this.index(json.value, [...above, digest], name, blobPath(digest)!);
    } else if (json && isAttestation(descriptor, json.value)) {
      this.attestations.set(digest, attestationOf(descriptor, json.value));
    } else if (json && this.manifest(descriptor, json.value, name, json.problems)) {
      found = [digest];
    }
    this.below.set(digest, found);
    return found;
  }

  private addName(digests: readonly string[], name: string | null): void {
    for (const digest of digests) {
      const image = this.images.get(digest)!;
      image.names = withName(image.names, name);
    }
  }

  /** The JSON of a manifest or an index; undefined when there is none, which is told. */
  private async read(
    descriptor: Descriptor,
  ): Promise<{ readonly value: unknown; readonly problems: ImageProblem[] } | undefined> {
    const path = blobPath(descriptor.digest)!;
    const file = this.store.find(path);
    const problems: ImageProblem[] = [];
    if (!file) {
      const inline = descriptor.data && parseJson(descriptor.data);
      if (inline) {
        return { value: inline, problems };
      }
      const platform = platformOf(descriptor.platform);
      const what = platform ? `The image for ${platform}` : 'A manifest';
      this.missing.push(problem('info', 'missing-manifest', `${what} is named but not in the archive.`, path));
      return undefined;
    }
    const json = await readJson(file, limits.indexBytes);
    if ('problem' in json) {
      this.problems.add(json.problem);
      return undefined;
    }
    const isRight = descriptor.size === null || descriptor.size === json.bytes.length;
    if (!isRight || !this.hasDigest(json.bytes, descriptor.digest)) {
      problems.push(problem('warning', 'digest-mismatch', 'A manifest is not what its digest or size says.', path));
    }
    return { value: json.value, problems };
  }

  private hasDigest(bytes: Uint8Array, digest: string): boolean {
    return !digest.startsWith('sha256:') || digest === `sha256:${this.digest.sha256(bytes)}`;
  }

  /** Adds the image of a manifest; false when it is none. */
  private manifest(descriptor: Descriptor, value: unknown, name: string | null, problems: ImageProblem[]): boolean {
    const path = blobPath(descriptor.digest)!;
    const config = readDescriptor(member(value, 'config'));
    const layers = listMember(value, 'layers')?.map(layerOfDescriptor);
    if (listMember(value, 'fsLayers')) {
      const message = 'A manifest has the form of Docker before 1.10 (schema 1), which is not supported.';
      this.problems.add(problem('error', 'unsupported', message, path));
    } else if (!asObject(value) || !config || !layers?.every((each) => each !== undefined)) {
      this.problems.add(problem('error', 'bad-manifest', 'A manifest lacks its configuration or its layers.', path));
    } else if (isArtifact(config.mediaType)) {
      const message = `The archive holds something that is no image: ${(config.mediaType ?? '').slice(0, 100)}.`;
      this.problems.add(problem('info', 'unsupported', message, path));
    } else {
      this.images.set(descriptor.digest, {
        names: withName([], name),
        platform: platformOf(descriptor.platform),
        manifestDigest: descriptor.digest,
        configFile: blobPath(config.digest)!,
        configDigest: config.digest,
        layers,
        problems,
      });
      return true;
    }
    return false;
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function nameOf({ annotations }: Descriptor): string | undefined {
  return annotations.get('io.containerd.image.name') ?? annotations.get('org.opencontainers.image.ref.name');
}

function withName(names: readonly string[], name: string | null): readonly string[] {
  return name === null || names.includes(name) ? names : [...names, name];
}

function isAttestation(descriptor: Descriptor, value: unknown): boolean {
  return (
    descriptor.annotations.has('vnd.docker.reference.type') ||
    platformOf(descriptor.platform) === 'unknown/unknown' ||
    (descriptor.artifactType ?? textMember(value, 'artifactType') ?? '').includes('docker.attestation')
  );
}

function attestationOf(descriptor: Descriptor, value: unknown): Attestation {
  const types = (listMember(value, 'layers') ?? []).map((layer) =>
    textMember(member(layer, 'annotations'), 'in-toto.io/predicate-type'),
  );
  return {
    digest: descriptor.digest,
    subject:
      descriptor.annotations.get('vnd.docker.reference.digest') ??
      textMember(member(value, 'subject'), 'digest') ??
      null,
    predicateTypes: types.filter((each) => each !== undefined),
  };
}

/** Helm charts, signatures, WebAssembly and the like have configurations of other types, or none. */
function isArtifact(configType: string | null): boolean {
  return (
    configType !== null &&
    !/^application\/vnd\.(oci|docker)\..*image/.test(configType) &&
    configType !== 'application/json'
  );
}
