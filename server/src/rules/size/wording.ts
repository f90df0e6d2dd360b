import type { DockerfileTree, Instruction } from '../../dockerfile/tree';
import type { Span } from '../../text/span';

const maxPaths = 3;
const maxLength = 60;

/** A short list of paths for a message. */
export function listPaths(paths: readonly string[]): string {
  const shown = paths.slice(0, maxPaths).join(', ');
  return paths.length > maxPaths ? `${shown} and ${paths.length - maxPaths} more` : shown;
}

/** The 1-based line on which an instruction begins, as an editor shows it. */
export function lineOf({ firstLine }: Instruction): number {
  return firstLine + 1;
}

/** What stands at a place, on one line and not too long for a message. */
export function quoteOf({ text, escape: escapeToken }: DockerfileTree, { start, end }: Span): string {
  const line = text.slice(start, end).replaceAll(`${escapeToken}\n`, ' ').replace(/\s+/g, ' ');
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
