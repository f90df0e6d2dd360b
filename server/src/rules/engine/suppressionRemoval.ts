import type { DockerfileTree } from '../../dockerfile/tree';
import { lineAt } from '../../text/lines';
import type { Span } from '../../text/span';
import type { Fix } from '../rule';
import type { SuppressedName, Suppression } from './suppressions';

/** Takes away a comment that suppresses something, with its line. */
export function removeComment({ span }: Suppression, { lines, text, instructions }: DockerfileTree): Fix {
  const line = lineAt(lines, span.start);
  const whole: Span = { start: lines.starts[line]!, end: lines.starts[line + 1] ?? text.length };
  // Above all instructions the comment may be what keeps a line below it from being a directive.
  const safe = (instructions[0]?.firstLine ?? 0) < line;
  return { title: 'Remove the comment', safe, edits: [{ span: whole, newText: '' }] };
}

/** Removes a name with one of its commas. */
export function removeName(name: SuppressedName, names: readonly SuppressedName[]): Fix {
  const at = names.indexOf(name);
  const span =
    at === 0
      ? { start: name.span.start, end: names[1]!.span.start }
      : { start: names[at - 1]!.span.end, end: name.span.end };
  return { title: `Remove ${name.written}`, safe: true, edits: [{ span, newText: '' }] };
}
