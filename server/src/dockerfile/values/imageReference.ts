/** An image reference, as in `registry.example:5000/team/app:1.2@sha256:…`. */
export interface ImageReference {
  /** The registry as written, undefined when none is. */
  readonly registry: string | undefined;
  /** The repository in the registry as written, without tag and digest. */
  readonly path: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const pathComponent = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const hostName =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const tagShape = /^\w[\w.-]{0,127}$/;
const digestLengths: Record<string, number> = { sha256: 64, sha384: 96, sha512: 128 };
const maxPathLength = 255;
/** The shape that most references have, read at one look. */
const officialImage = /^([a-z0-9]+(?:[._-][a-z0-9]+)*)(?::(\w[\w.-]{0,127}))?$/;

/** Reads an image reference by the grammar of `distribution/reference`; a string says what is wrong with it. */
export function readImageReference(value: string): ImageReference | string {
  const [whole, name, version] = officialImage.exec(value) ?? [];
  if (whole !== undefined && name!.length < 64) {
    return { registry: undefined, path: name!, tag: version, digest: undefined };
  }
  if (/^[a-f0-9]{64}$/.test(value)) {
    return 'An image cannot be named by 64 hexadecimal digits; put a name and sha256: before them.';
  }
  const at = value.indexOf('@');
  const digest = at === -1 ? undefined : value.slice(at + 1);
  const named = at === -1 ? value : value.slice(0, at);
  const { registry, rest } = splitRegistry(named);
  const colon = rest.indexOf(':');
  const path = colon === -1 ? rest : rest.slice(0, colon);
  const tag = colon === -1 ? undefined : rest.slice(colon + 1);
  if (path.toLowerCase() !== path) {
    return `The name of an image must be in lower case: ${path.toLowerCase()}.`;
  }
  if (registry !== undefined && !hostName.test(registry) && !pathComponent.test(registry)) {
    return malformed(value);
  }
  if (!path.split('/').every((component) => pathComponent.test(component))) {
    return malformed(value);
  }
  const official = registry === undefined && !path.includes('/') ? 'library/' : '';
  if ((tag !== undefined && !tagShape.test(tag)) || official.length + path.length > maxPathLength) {
    return malformed(value);
  }
  if (digest !== undefined && !isDigest(digest)) {
    return `${digest} is no digest; write sha256: and 64 hexadecimal digits in lower case.`;
  }
  return { registry, path, tag, digest };
}

function malformed(value: string): string {
  return `${value} is no image reference; write it as name, name:tag or registry/name:tag.`;
}

/** What stands before the first slash is a registry when it has a dot, a colon or a capital letter, or is `localhost`. */
function splitRegistry(named: string): { registry: string | undefined; rest: string } {
  const slash = named.indexOf('/');
  const first = named.slice(0, Math.max(slash, 0));
  const isRegistry = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
  return slash > 0 && isRegistry
    ? { registry: first, rest: named.slice(slash + 1) }
    : { registry: undefined, rest: named };
}

/** True for a digest of a known algorithm: lower-case hexadecimal digits of the algorithm's length. */
export function isDigest(value: string): boolean {
  const colon = value.indexOf(':');
  const length = digestLengths[value.slice(0, Math.max(colon, 0))];
  const encoded = value.slice(colon + 1);
  return length !== undefined && encoded.length === length && /^[a-f0-9]+$/.test(encoded);
}
