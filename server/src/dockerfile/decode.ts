import type { Span } from '../text/span';

/** A file's bytes as text. */
export interface DecodedFile {
  /** A byte order mark stays at the start, and every sequence of bytes that is no UTF-8 stands as U+FFFD. */
  readonly text: string;
  /** True when encoding the text again does not give the same bytes; such a file must never be written. */
  readonly lossy: boolean;
  /** Says where the first undecodable bytes are; undefined for valid UTF-8. */
  readonly problem: DecodeProblem | undefined;
}

/** BuildKit takes any bytes, so this makes no build fail. */
export interface DecodeProblem {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  /** Set where the file is in another encoding altogether. */
  readonly isUtf16?: true;
}

/** Decodes a Dockerfile, which is UTF-8 whatever a byte order mark says. Takes any bytes. */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  const text = decoder.decode(bytes);
  // Nearly all files are valid, which a search tells sooner than a walk over all characters.
  const start = text.includes('\ufffd') ? firstBadSequence(bytes, text) : undefined;
  if (start === undefined) {
    return { text, lossy: false, problem: undefined };
  }
  const isOtherEncoding = isUtf16(bytes);
  const message = isOtherEncoding
    ? 'This file is UTF-16, which BuildKit does not read; save it as UTF-8.'
    : 'These bytes are no UTF-8; save the file as UTF-8. Until then it is only shown and never changed.';
  const problem = { code: 'undecodable', message, span: { start, end: start + 1 } };
  return { text, lossy: true, problem: isOtherEncoding ? { ...problem, isUtf16: true } : problem };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Offset in the text of the first U+FFFD that was not in the file; undefined when the bytes are valid. */
function firstBadSequence(bytes: Uint8Array, text: string): number | undefined {
  let at = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 0xfffd && !(bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd)) {
      return offset;
    }
    // Each half of a surrogate pair stands for two of the four bytes of its character.
    at += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return undefined;
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
