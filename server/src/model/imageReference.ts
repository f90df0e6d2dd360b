import type { Span } from '../text/span';

/** A part of an image reference as written, with its offsets in the text that the reference was taken from. */
export interface ReferencePart {
  readonly text: string;
  readonly span: Span;
}

/** An image reference such as `registry.test:5000/team/app:1.2@sha256:…`, taken apart as the distribution library does. */
export interface ImageReference {
  /** The registry, undefined when none is written (Docker Hub is meant). */
  readonly registry: ReferencePart | undefined;
  /** The repository path without the registry. */
  readonly path: ReferencePart;
  /** Without its colon. */
  readonly tag: ReferencePart | undefined;
  /** Without its `@`, algorithm included. */
  readonly digest: ReferencePart | undefined;
}

/**
 * Takes an image reference apart. Never fails: what is no valid reference is taken apart by the same marks.
 * The first component is a registry when it holds a dot or a colon or is `localhost`; a tag stands behind the
 * last colon of the last component.
 *
 * @param offset Offset of the first character of `text` in the file; spans are counted from there.
 */
export function parseImageReference(text: string, offset = 0): ImageReference {
  const part = (start: number, end: number): ReferencePart => ({
    text: text.slice(start, end),
    span: { start: offset + start, end: offset + end },
  });
  const at = text.indexOf('@');
  const nameEnd = at === -1 ? text.length : at;
  const firstSlash = text.slice(0, nameEnd).indexOf('/');
  const first = firstSlash === -1 ? '' : text.slice(0, firstSlash);
  const hasRegistry = first === 'localhost' || /[.:]/.test(first) || /[A-Z]/.test(first);
  const pathStart = hasRegistry ? firstSlash + 1 : 0;
  const colon = text.lastIndexOf(':', nameEnd - 1);
  const lastSlash = text.lastIndexOf('/', nameEnd - 1);
  const tagged = colon > lastSlash && colon >= pathStart;
  return {
    registry: hasRegistry ? part(0, firstSlash) : undefined,
    path: part(pathStart, tagged ? colon : nameEnd),
    tag: tagged ? part(colon + 1, nameEnd) : undefined,
    digest: at === -1 ? undefined : part(at + 1, text.length),
  };
}
