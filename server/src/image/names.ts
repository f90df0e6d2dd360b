import { type PathTable, rootNode } from './tar/paths';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes of a name, as UTF-8. */
export function encodeName(name: string): Uint8Array {
  return encoder.encode(name);
}

/** A name for display: bytes that are not UTF-8 become U+FFFD. */
export function decodeName(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** True when a name can be given in full as text. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictDecoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The absolute path of a node as bytes, `/` for the root. */
export function pathBytes(paths: PathTable, node: number): Uint8Array {
  if (node === rootNode) {
    return encodeName('/');
  }
  let length = 0;
  for (let at = node; at !== rootNode; at = paths.parentOf(at)) {
    length += 1 + paths.nameOf(at).length;
  }
  const bytes = new Uint8Array(length);
  for (let at = node; at !== rootNode; at = paths.parentOf(at)) {
    const name = paths.nameOf(at);
    length -= name.length;
    bytes.set(name, length);
    bytes[--length] = 0x2f;
  }
  return bytes;
}

/** The absolute path of a node for display, `/` for the root. */
export function pathText(paths: PathTable, node: number): string {
  return decodeName(pathBytes(paths, node));
}

/** A path for machine-readable output: as text, and in full in base64 when the text does not hold all of it. */
export interface NamedPath {
  readonly path: string;
  readonly pathBase64?: string | undefined;
}

/** The absolute path of a node, complete. */
export function namedPath(paths: PathTable, node: number): NamedPath {
  return named(pathBytes(paths, node));
}

/** A name given in bytes, complete. */
export function named(bytes: Uint8Array): NamedPath {
  const path = decodeName(bytes);
  return path.includes('\ufffd') && !isUtf8(bytes) ? { path, pathBase64: toBase64(bytes) } : { path };
}

/** The bytes of a complete path. */
export function bytesOfPath({ path, pathBase64 }: NamedPath): Uint8Array {
  return pathBase64 === undefined ? encodeName(path) : Uint8Array.from(atob(pathBase64), (char) => char.charCodeAt(0));
}

/** Bytes in base64, with padding. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  // A multiple of 3, so that the parts have no padding but for the last.
  for (let at = 0; at < bytes.length; at += 12_288) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 12_288))));
  }
  return parts.join('');
}
