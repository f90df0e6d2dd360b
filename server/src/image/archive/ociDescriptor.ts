import type { FoundLayer } from './found';
import { listMember, member, textMember } from './json';

/** A reference to a blob (OCI image specification, "Content Descriptors"). */
export interface Descriptor {
  readonly mediaType: string | null;
  readonly digest: string;
  /** Bytes, null when no usable number is stated. */
  readonly size: number | null;
  readonly annotations: ReadonlyMap<string, string>;
  readonly platform: unknown;
  readonly artifactType: string | null;
  /** The blob itself, where it is part of the descriptor. */
  readonly data: Uint8Array | null;
}

/** Reads a descriptor; undefined when it has no digest of the right form. */
export function readDescriptor(value: unknown): Descriptor | undefined {
  const digest = textMember(value, 'digest');
  if (digest === undefined || !digestForm.test(digest)) {
    return undefined;
  }
  const size = member(value, 'size');
  return {
    mediaType: textMember(value, 'mediaType') ?? null,
    digest,
    size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : null,
    annotations: annotationsOf(member(value, 'annotations')),
    platform: member(value, 'platform'),
    artifactType: textMember(value, 'artifactType') ?? null,
    data: decodeData(textMember(value, 'data')),
  };
}

/** The place of a blob in an image layout; undefined for what is no digest, so that no path can be smuggled in. */
export function blobPath(digest: string): string | undefined {
  return digestForm.test(digest) ? `blobs/${digest.replace(':', '/')}` : undefined;
}

/** A layer by its descriptor; undefined when that has no digest of the right form. */
export function layerOfDescriptor(value: unknown): FoundLayer | undefined {
  const descriptor = readDescriptor(value);
  if (!descriptor) {
    return undefined;
  }
  const { digest, mediaType, size, annotations } = descriptor;
  const tocDigest = tocDigestKeys.map((key) => annotations.get(key)).find((each) => each !== undefined) ?? null;
  const isForeign = /nondistributable|foreign/.test(mediaType ?? '') || (listMember(value, 'urls') ?? []).length > 0;
  return { file: blobPath(digest)!, mediaType, digest, size, tocDigest, isForeign };
}

/** Annotations of eStargz and zstd:chunked layers, the latter of today and of old. */
const tocDigestKeys = [
  'containerd.io/snapshot/stargz/toc.digest',
  'io.github.containers.zstd-chunked.manifest-checksum',
  'io.containers.zstd-chunked.manifest-checksum',
];

const digestForm = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;

function annotationsOf(value: unknown): Map<string, string> {
  const annotations = new Map<string, string>();
  if (typeof value === 'object' && value !== null) {
    for (const [key, text] of Object.entries(value)) {
      if (typeof text === 'string') {
        annotations.set(key, text);
      }
    }
  }
  return annotations;
}

function decodeData(text: string | undefined): Uint8Array | null {
  if (!text) {
    return null;
  }
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
