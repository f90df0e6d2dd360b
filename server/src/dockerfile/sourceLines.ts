import type { LineIndex } from '../text/lines';

/** The physical lines of a Dockerfile as BuildKit reads them: they end at LF only, and what follows the last LF is a line only when it is not empty. */
export interface SourceLines {
  readonly text: string;
  readonly starts: readonly number[];
  readonly count: number;
}

/** The longest line that BuildKit reads, in bytes; a CR counts, the LF does not. */
export const maxLineBytes = 65535;

/** The physical lines of a text. */
export function sourceLines(text: string, { starts }: LineIndex): SourceLines {
  const endsWithBreak = starts[starts.length - 1] === text.length;
  return { text, starts, count: endsWithBreak ? starts.length - 1 : starts.length };
}

/** The offset behind a line and its line break. */
export function lineEnd(lines: SourceLines, line: number): number {
  return lines.starts[line + 1] ?? lines.text.length;
}

/** The offset behind a line's content: the line without the CRs and the LF at its end. */
export function contentEnd({ text, starts }: SourceLines, line: number): number {
  const start = starts[line]!;
  let end = starts[line + 1] ?? text.length;
  while (end > start) {
    const code = text.charCodeAt(end - 1);
    if (code !== 0x0a && code !== 0x0d) {
      break;
    }
    end--;
  }
  return end;
}

/** True when a line has more bytes in UTF-8 than BuildKit reads. */
export function isTooLong(lines: SourceLines, line: number): boolean {
  const start = lines.starts[line]!;
  let end = lineEnd(lines, line);
  if ((end - start) * 3 <= maxLineBytes) {
    return false;
  }
  if (lines.text.charCodeAt(end - 1) === 0x0a) {
    end--;
  }
  let bytes = 0;
  for (let at = start; at < end && bytes <= maxLineBytes; at++) {
    const code = lines.text.charCodeAt(at);
    // Each half of a surrogate pair stands for two of the four bytes of its character.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return bytes > maxLineBytes;
}
